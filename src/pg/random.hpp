// Random bits that nobody can foresee.
#pragma once

#include <cstdint>
#include <span>

#include "pg/pg.hpp"

// Raises XX000 if the machine can't make any.
inline void FillRandom(std::span<uint64_t> words) {
  if (!pg_strong_random(words.data(), words.size_bytes()))
    ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random bits")));
}
