// Times the kernels with Google Benchmark: nanoseconds for each run, and operations a second.
#include <benchmark/benchmark.h>

#include "kernels.hpp"

int main(int argc, char** argv) {
  for (const Kernel& kernel : AllKernels()) {
    benchmark::RegisterBenchmark(kernel.name.c_str(), [kernel](benchmark::State& state) {
      const std::function<void()> run = kernel.prepare();
      for ([[maybe_unused]] auto _ : state) run();
      state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kernel.operations));
    });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
