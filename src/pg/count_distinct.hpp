// Makes approx_count_distinct(x, error) of count(DISTINCT x) while hll.count_distinct_error is on
// (REFERENCE.md, "count(DISTINCT x) as an estimate").
#pragma once

#include "pg/pg.hpp"

// Called once, when the module is loaded: puts a planner in front of the one that is there.
void InstallCountDistinctPlanner();

// Turns a count(DISTINCT x) into a call of the aggregate, in place. Leaves it as it is if its
// values can't be hashed by the equality of DISTINCT, or if there is no aggregate that the current
// user may call, and says why as a DEBUG1 message.
void ApproximateCount(Aggref* count, double error);

// The DEBUG1 message.
void ReportExact(const char* reason);
