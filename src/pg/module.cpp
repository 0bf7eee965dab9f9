// What PostgreSQL looks for when it loads the module.
#include "pg/hll_settings.hpp"
#include "pg/pg.hpp"
#include "util/interrupt.hpp"

extern "C" {
#pragma GCC visibility push(default)
HLL_MODULE_MAGIC("1.0");  // as hll.control
void _PG_init(void);
#pragma GCC visibility pop
}

void _PG_init(void) {
  SetInterruptCheck([] { CHECK_FOR_INTERRUPTS(); });
  DefineSettings();
}
