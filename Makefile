# Build, install and test with PGXS: make && make install && make installcheck.
# PG_CONFIG names the pg_config of the PostgreSQL to build for.

EXTENSION = hll
MODULE_big = hll
DATA = hll--1.0.sql
PGFILEDESC = "hll - distinct-value counters"

CORE = $(wildcard src/util/*.cpp src/hll/*.cpp src/bloom/*.cpp)
OBJS = $(patsubst %.cpp,%.o,$(CORE) $(wildcard src/pg/*.cpp))

REGRESS = setup type typmod casts hash hash_any explicit registers max_sparse union parameters \
          properties aggregates approx_count_distinct aggregate_plans windows moving cardinality \
          bounds joint joint_estimate fold metadata corrupt settings opclass storage dml copy \
          language bloom_type bloom_typmod bloom_elements bloom_functions bloom_aggregates \
          bloom_properties bloom_opclass bloom_dml bloom_probe bloom_selectivity bloom_schema schema
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

# Unit tests of the core, compiled without PostgreSQL's include path. SANITIZE, UNIT_DIR and
# UNIT_RUNNER are for other ways to run them, see scripts/check-valgrind.
UNIT_DIR = build/unit
UNIT_OBJS = $(patsubst %.cpp,$(UNIT_DIR)/%.o,$(CORE) $(wildcard test/unit/*.cpp))
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
UNIT_FLAGS = $(STANDARD) $(WARNINGS) -Wconversion -Wshadow -O1 -g $(SANITIZE) -Isrc -Itest/unit \
             -MMD -MP

.PHONY: unit
unit: $(UNIT_DIR)/hll_unit
	$(UNIT_RUNNER) $<

$(UNIT_DIR)/hll_unit: $(UNIT_OBJS)
	$(CXX) $(SANITIZE) -o $@ $^ -lgtest -lgtest_main -lmurmurhash -pthread

$(UNIT_DIR)/%.o: %.cpp
	@mkdir -p $(@D)
	$(CXX) $(UNIT_FLAGS) -c -o $@ $<

-include $(UNIT_OBJS:.o=.d)

# Fuzz targets: FUZZ_SECONDS each, from the inputs in test/fuzz/corpus.
FUZZ_TARGETS = $(patsubst test/fuzz/%_fuzz.cpp,%,$(wildcard test/fuzz/*_fuzz.cpp))
FUZZ_SECONDS = 60
FUZZ_CXX = clang++-14

.PHONY: fuzz
fuzz: $(FUZZ_TARGETS:%=build/fuzz/%)
	for target in $(FUZZ_TARGETS); do \
	  mkdir -p build/fuzz/corpus/$$target && \
	  build/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -print_final_stats=1 \
	    build/fuzz/corpus/$$target test/fuzz/corpus/$$target || exit; \
	done

build/fuzz/%: test/fuzz/%_fuzz.cpp $(CORE) $(wildcard src/util/*.hpp src/hll/*.hpp src/bloom/*.hpp test/unit/*.hpp)
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(STANDARD) -Wall -Wextra -O1 -g -fsanitize=fuzzer,address,undefined \
	  -fno-sanitize-recover=all -Isrc -Itest/unit -o $@ $< $(CORE)

# The core's inner loops, compiled as for the module, on their own: a program that times them, and one
# for bench/instructions. BENCH_ARGS goes to the first, see --help of Google Benchmark.
BENCH_DIR = build/bench
BENCH_OBJS = $(patsubst %.cpp,$(BENCH_DIR)/%.o,$(CORE) $(wildcard bench/kernels/*_kernels.cpp))
BENCH_FLAGS = $(CXXFLAGS) $(CFLAGS_SL) -Isrc -Itest/unit -MMD -MP

.PHONY: bench
bench: $(BENCH_DIR)/time
	$< $(BENCH_ARGS)

$(BENCH_DIR)/time: LIBRARIES = -lbenchmark -pthread
$(BENCH_DIR)/time $(BENCH_DIR)/count: $(BENCH_DIR)/%: $(BENCH_DIR)/bench/kernels/%.o $(BENCH_OBJS)
	$(CXX) -o $@ $^ $(LIBRARIES)

$(BENCH_DIR)/%.o: %.cpp
	@mkdir -p $(@D)
	$(CXX) $(BENCH_FLAGS) -c -o $@ $<

-include $(BENCH_OBJS:.o=.d) $(BENCH_DIR)/bench/kernels/time.d $(BENCH_DIR)/bench/kernels/count.d

# Bias, errors and coverage of the core's estimates by simulation, into docs/accuracy; see
# bench/accuracy/accuracy.cpp. ACCURACY_EFFORT is the share of the usual trials.
ACCURACY_EFFORT = 1
ACCURACY_OBJS = $(patsubst %.cpp,$(BENCH_DIR)/%.o,$(CORE) $(wildcard bench/accuracy/*.cpp))

.PHONY: accuracy
accuracy: $(BENCH_DIR)/accuracy
	@mkdir -p docs/accuracy
	$< docs/accuracy $(ACCURACY_EFFORT)

$(BENCH_DIR)/accuracy: $(ACCURACY_OBJS)
	$(CXX) -o $@ $^

-include $(ACCURACY_OBJS:.o=.d)
