# Build, install and test with PGXS: make && make install && make installcheck.
# PG_CONFIG names the pg_config of the PostgreSQL to build for.

EXTENSION = hll
MODULE_big = hll
DATA = $(wildcard hll--*.sql)
PGFILEDESC = "hll - distinct-value counters"

CORE = $(wildcard $(addsuffix /*.cpp, src/util src/hll src/hll/intersection src/bloom))
OBJS = $(patsubst %.cpp,%.o,$(CORE) $(wildcard src/pg/*.cpp))

REGRESS = setup $(filter-out setup, $(sort $(basename $(notdir $(wildcard sql/*.sql)))))
REGRESS_OPTS = --encoding=UTF8 --no-locale

STANDARD = -std=c++20 -fno-exceptions -fno-rtti -ffp-contract=off
# PostgreSQL's flags are those of the compiler it was built with.
WARNINGS = -Wall -Wextra $(if $(findstring clang,$(CXX)),-Wno-unknown-warning-option)
# PostgreSQL's own headers are not ours to warn about.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server)
PG_CXXFLAGS = $(STANDARD) $(WARNINGS) -Wno-register -fvisibility=hidden -MMD -MP
EXTRA_CLEAN = $(OBJS:.o=.d) build/unit build/fuzz build/valgrind build/bench build/made-for

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# PGXS compiles the bitcode for JIT without PG_CXXFLAGS, and knows no header dependencies. The
# bitcode must not write the .d files again.
COMPILE.cxx.bc += $(filter-out -MMD -MP,$(PG_CXXFLAGS))
$(OBJS:.o=.bc): %.bc: %.o
-include $(OBJS:.o=.d)

# Unit tests, fuzzing, benchmarks, releases: not needed to build or install.
-include development.mk
