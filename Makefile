# Build, install and test with PGXS: make && make install && make installcheck.
# PG_CONFIG names the pg_config of the PostgreSQL to build for.

EXTENSION = hll hll_citus
MODULE_big = hll
DATA = $(wildcard hll--*.sql hll_citus--*.sql)
# Update scripts from every version of postgresql-hll's catalogs: one line each, and then all the rest.
PEER_VERSIONS = 2.10 2.11 2.12 2.13 2.14 2.15 2.16 2.17 2.18 2.19 2.20 2.21
DATA_built = $(patsubst %,build/takeover/hll--%.sql,$(PEER_VERSIONS:%=%--postgresql-hll) postgresql-hll--1.0)
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
EXTRA_CLEAN = $(OBJS:.o=.d) build/unit build/fuzz build/valgrind build/bench build/wasm* build/made-for

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

build/takeover/hll--%--postgresql-hll.sql: Makefile
	@mkdir -p $(@D)
	echo '-- All versions are taken over by the script from postgresql-hll to hll 1.0.' >$@

build/takeover/hll--postgresql-hll--1.0.sql: hll--1.0.sql hll.control $(wildcard takeover/*)
	@mkdir -p $(@D)
	takeover/make-script >$@.new && mv $@.new $@

# PGXS compiles the bitcode for JIT without PG_CXXFLAGS, and knows no header dependencies. The
# bitcode must not write the .d files again.
COMPILE.cxx.bc += $(filter-out -MMD -MP,$(PG_CXXFLAGS))
$(OBJS:.o=.bc): %.bc: %.o
-include $(OBJS:.o=.d)

# Unit tests, fuzzing, benchmarks, releases: not needed to build or install.
-include development.mk
