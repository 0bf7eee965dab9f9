// Runs each kernel once for callgrind, which counts between the marks and writes a file for each
// kernel; bench/instructions reads them. Prints "operations name" for each.
#include <valgrind/callgrind.h>

#include <cstdio>

#include "kernels.hpp"

int main(int argc, char** argv) {
  for (const Kernel& kernel : AllKernels()) {
    if (argc > 1 && kernel.name.find(argv[1]) == std::string::npos) continue;
    const std::function<void()> run = kernel.prepare();
    run();  // what is done only the first time isn't counted
    CALLGRIND_TOGGLE_COLLECT;
    run();
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_DUMP_STATS_AT(kernel.name.c_str());
    std::printf("%llu %s\n", static_cast<unsigned long long>(kernel.operations),
                kernel.name.c_str());
  }
}
