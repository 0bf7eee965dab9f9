# Targets for those who develop the extension: make unit, fuzz, bench, accuracy, accuracy-limits, accuracy-alternatives, wasm, report, dist.
# Included by Makefile, which says what CORE, STANDARD and WARNINGS are.

# Unit tests of the core, compiled without PostgreSQL's include path. SANITIZE, UNIT_DIR and
# UNIT_RUNNER are for other ways to run them, see scripts/check-valgrind.
UNIT_DIR = build/unit
UNIT_OBJS = $(patsubst %.cpp,$(UNIT_DIR)/%.o,$(CORE) $(wildcard test/unit/*.cpp test/unit/*/*.cpp))
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
FUZZ_FLAGS = $(STANDARD) -Wall -Wextra -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
             -Isrc -Itest/unit
FUZZ_OBJS = $(CORE:%.cpp=build/fuzz/%.o)

.PHONY: fuzz
fuzz: $(FUZZ_TARGETS:%=build/fuzz/%)
	for target in $(FUZZ_TARGETS); do \
	  mkdir -p build/fuzz/corpus/$$target && \
	  build/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -print_final_stats=1 \
	    build/fuzz/corpus/$$target test/fuzz/corpus/$$target || exit; \
	done

$(FUZZ_TARGETS:%=build/fuzz/%): build/fuzz/%: build/fuzz/test/fuzz/%_fuzz.o $(FUZZ_OBJS)
	$(FUZZ_CXX) $(FUZZ_FLAGS) -o $@ $^

build/fuzz/%.o: %.cpp
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

-include $(FUZZ_OBJS:.o=.d) $(FUZZ_TARGETS:%=build/fuzz/test/fuzz/%_fuzz.d)

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

.PHONY: accuracy accuracy-limits accuracy-alternatives
accuracy: $(BENCH_DIR)/accuracy
	@mkdir -p docs/accuracy
	$< docs/accuracy $(ACCURACY_EFFORT)

# The bias of counts where registers begin to saturate, printed.
accuracy-limits: $(BENCH_DIR)/accuracy
	$< --limits $(ACCURACY_EFFORT)

# What other sketches and filters would take, printed.
accuracy-alternatives: $(BENCH_DIR)/accuracy
	$< --alternatives

$(BENCH_DIR)/accuracy: $(ACCURACY_OBJS)
	$(CXX) -o $@ $^

-include $(ACCURACY_OBJS:.o=.d)

# The zip for PGXN, into build; see docs/releasing.md.
.PHONY: dist
dist:
	scripts/make-dist

# The core as a WebAssembly module, and the npm package around it, into WASM_DIR; see wasm/README.md. The compiler doesn't
# link: with binaryen installed it would run wasm-opt, which fails on vectors. What narrows a number between braces
# on 32 bits is an error. hll.js sets the stack pointer.
WASM_DIR = build/wasm
WASM_CXX = clang++-14
WASM_LD = wasm-ld-14
WASM_OBJS = $(patsubst %.cpp,$(WASM_DIR)-objects/%.o,$(sort $(CORE) $(wildcard wasm/*.cpp)))
WASM_FLAGS = --target=wasm32-wasi $(STANDARD) -Wall -Wextra -Werror -Os -msimd128 -mmutable-globals -flto -fvisibility=hidden -Isrc -I.
WASM_LDFLAGS = --no-entry --export=__stack_pointer --strip-all --lto-O2 --gc-sections --stack-first -z stack-size=1048576 \
               --max-memory=1073741824 -L/usr/lib/wasm32-wasi
WASM_FILES = hll.js hll.d.ts package.json README.md

.PHONY: wasm
wasm: $(WASM_DIR)/hll.wasm $(WASM_FILES:%=$(WASM_DIR)/%) $(WASM_DIR)/LICENSE

$(WASM_DIR)/hll.wasm: $(WASM_OBJS)
	@mkdir -p $(@D)
	$(WASM_LD) $(WASM_LDFLAGS) -Map=$(WASM_DIR)-objects/map -o $@ $^ -lc
	@chmod 644 $@

$(WASM_FILES:%=$(WASM_DIR)/%): $(WASM_DIR)/%: wasm/%
	@mkdir -p $(@D)
	cp $< $@

$(WASM_DIR)/LICENSE: LICENSE wasm/NOTICE
	@mkdir -p $(@D)
	cat $^ >$@

$(WASM_DIR)-objects/%.o: %.cpp development.mk
	@mkdir -p $(@D)
	$(WASM_CXX) $(WASM_FLAGS) -MMD -MP -c -o $@ $<

-include $(WASM_OBJS:.o=.d)

# The template of the page that scripts/report fills, into build/report. Its packages come from npm, in the versions
# of report/package-lock.json; nothing of them runs while they are installed.
REPORT_PACKAGES = report/node_modules/.package-lock.json

.PHONY: report
report: build/report/template.html

build/report/template.html: build/wasm/hll.wasm build/wasm/LICENSE wasm/hll.js $(wildcard report/*.* report/src/*.js) $(REPORT_PACKAGES)
	@mkdir -p $(@D)
	node report/build.js $< $@

$(REPORT_PACKAGES): report/package-lock.json
	npm ci --prefix report --prefer-offline --ignore-scripts --no-audit --no-fund
