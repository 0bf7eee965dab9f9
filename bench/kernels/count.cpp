// Runs each kernel once under callgrind, which counts between the marks and writes a file for each
// kernel; bench/instructions reads these files. Prints "operations name" for each kernel.
#include <valgrind/callgrind.h>

#include <cstdio>

#include "kernels.hpp"

int main(int argc, char** argv) {
  for (const Kernel& kernel : AllKernels()) {
    if (argc > 1 && kernel.name.find(argv[1]) == std::string::npos) continue;
    const std::function<void()> run = kernel.prepare();
    run();  // the first run isn't counted
    CALLGRIND_TOGGLE_COLLECT;
    run();
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_DUMP_STATS_AT(kernel.name.c_str());
    std::printf("%llu %s\n", static_cast<unsigned long long>(kernel.operations),
                kernel.name.c_str());
  }
}
