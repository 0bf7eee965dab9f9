// What PostgreSQL looks for when it loads the module.
#include "pg/count_distinct.hpp"
#include "pg/hll_settings.hpp"
#include "pg/pg.hpp"
#include "pg/random.hpp"
#include "util/interrupt.hpp"
#include "util/word_table.hpp"

extern "C" {
#pragma GCC visibility push(default)
HLL_MODULE_MAGIC("1.0");  // must agree with hll.control
void _PG_init(void);
#pragma GCC visibility pop
}

void _PG_init(void) {
  SetInterruptCheck([] { CHECK_FOR_INTERRUPTS(); });
  uint64_t secret = 0;
  FillRandom({&secret, 1});
  SetTableSecret(secret);
  DefineSettings();
  InstallCountDistinctPlanner();
}
