// accuracy DIRECTORY [EFFORT [PART]]: measures the core's estimates and bounds with simulated
// sketches, and writes tables and plots into DIRECTORY. EFFORT is the number of trials relative to
// the usual one, 1 by default. With PART, as "union", only that part is measured, and README.md
// isn't written.
//
// accuracy --limits [EFFORT]: prints the bias of counts where registers begin to saturate.
// accuracy --alternatives: prints what other sketches and filters would take.
//
// The first command prints the figures that must be kept, and ends with status 1 if one isn't.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "report.hpp"

using hll::Figure;
using hll::File;
using hll::Report;

namespace {

struct ReportPart {
  const char* name;
  void (*measure)(Report*);
};
constexpr ReportPart kParts[] = {{"cardinality", hll::ReportCardinality},
                                 {"saturation", hll::ReportSaturation},
                                 {"intersection", hll::ReportIntersection},
                                 {"explicit", hll::ReportExplicit},
                                 {"three_sets", hll::ReportThreeSets},
                                 {"change", hll::ReportChange},
                                 {"union", hll::ReportUnion}};

void WriteFigures(File* file, const Report& report) {
  file->Print("| figure | must be | is |\n|---|---|---|\n");
  for (const Figure& f : report.figures)
    file->Print("| %s | %s | %s |\n", f.what.c_str(), f.must_be.c_str(), f.is.c_str());
}

void PrintFigures(const Report& report) {
  for (const Figure& f : report.figures)
    std::printf("%-4s %s: %s (must be %s)\n", f.kept ? "ok" : "FAIL", f.what.c_str(), f.is.c_str(),
                f.must_be.c_str());
}

void WriteReadme(const Report& report) {
  File file(report.directory, "README.md");
  file.Print(R"(# Accuracy

Written by `make accuracy`: sketches are simulated with an ideal hash, estimated as `hll_cardinality`,
`hll_intersection` and `hll_change` do, and compared with the truth. m is the number of registers, 2^log2m.
RMSE is the root of the mean squared error, relative to the true figure.

)");
  WriteFigures(&file, report);
  file.Print(R"(
Where the standard error is less than 2 or 3 values, an estimate is nearly always exact or off by one or two whole
values, and bounds around these hold the truth more often than asked for, up to always. A count has an error of 2
values from about 3 sqrt(m) values on: 45 at log2m 8, 720 at log2m 16.

## Counts

[cardinality.csv](cardinality.csv) has log2m 8, 11, 14 and 16 with regwidth 4, 5 and 6, from 1 to 1000 m values.

![error](error.svg)
![bias](bias.svg)
![coverage](coverage.svg)

The theory is the least error that an unbiased estimator can have, by the Fisher information of registers
(Ertl 2017) less the spread of the Poisson model; the estimator's own is up to 2 %% greater.

[saturation.csv](saturation.csv) has registers of 1 to 4 bits up to where all are at their largest value: from
there on the count is infinite, and has a lower bound alone. Bias and RMSE are of the finite counts; the load is
the number of values over that which gives a register its largest value once on the average.

## Intersections

[intersection.csv](intersection.csv) has sizes in the ratios 1, 10 and 100, with 1 %%, 5 %%, 50 %%, 90 %% and all of
the smaller set in common, and small sets of which 1 to 5 values are not in the other. "Joint" is what
`hll_intersection` does; "counts" is inclusion and exclusion, |A| + |B| - |A or B|, whose error is that of the
larger set, and which may be negative.

![intersection, log2m 11](intersection-11.svg)
![intersection, log2m 16](intersection-16.svg)

Above about 50 %% the measured error of the joint estimate is below the theory's: it never leaves the range from
0 to the smaller set. [explicit.csv](explicit.csv) has small sets that are kept exactly beside registers: their
known size helps most where nearly all of their values are common. Where all are, bounds always hold the truth,
the size itself.

[three_sets.csv](three_sets.csv) has three sets, by the numbers of values that only a, only b, a and b, ... have.
"Joint" is what `hll_intersection` of three sketches does; "three intersections" adds and subtracts intersections of two,
|a and b| + |a and c| - |a and (b or c)|. "Bounds" is half the width of the joint bounds at 95 %%, "plus_minus" the
root of the sum of the squares of these halves for the three intersections, in percent of what all three have.

## Changes

[change.csv](change.csv) has pairs of sets of 5 to 10^9 values, the second one 1 to 10 times as large as the first,
with nothing to all of the first set in common; sets that differ in a few values; and pairs with one EXPLICIT set.
"Joint" is what `hll_change` does; "counts" divides one count by the other. The more the sets have in common, the
smaller both errors are. That of the joint estimate is the smaller one.

![change](change.svg)

Bounds hold the truth more often, up to always, where the error is less than 3 values of the smaller set, or where
fewer than 10 registers differ.

## Counts across sizes

[union.csv](union.csv) has two sets, one at a smaller and one at a greater log2m, counted together as
`hll_union_cardinality` does, with the coverage of `hll_union_bounds` and of `hll_difference_bounds` (what only the left
set has). "Folded" counts both at the smaller log2m, "both large" both at the greater one. "Random registers" and "copied
registers" first enlarge the smaller sketch, once with random numbers for the registers that nobody knows, once with
copies of those that are known: their bias is what such a sketch counts twice.

## What can be trusted

The smallest part of the smaller set that must be common, so that the relative standard error of the intersection
is at most 50 %% (what `hll_intersection_bounds` calls reliable), by the ratio of the two sizes. By theory, for sets
much larger than m; for smaller ones errors are smaller.

)");
  WriteTrust(&file, 0.5);
  file.Print("\nThe same for 10 %%:\n\n");
  WriteTrust(&file, 0.1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::fprintf(stderr,
                 "usage: accuracy DIRECTORY [EFFORT [PART]]\n       accuracy --limits [EFFORT]\n"
                 "       accuracy --alternatives\n");
    return 2;
  }
  if (std::strcmp(argv[1], "--alternatives") == 0) {
    hll::PrintAlternatives();
    return 0;
  }
  const double effort = argc >= 3 ? std::atof(argv[2]) : 1.0;
  if (std::strcmp(argv[1], "--limits") == 0) {
    hll::PrintLimits(effort);
    return 0;
  }
  Report report = {argv[1], effort, {}};
  for (const auto& [name, measure] : kParts)
    if (argc < 4 || std::strcmp(name, argv[3]) == 0) measure(&report);
  if (argc < 4) WriteReadme(report);
  PrintFigures(report);
  for (const Figure& figure : report.figures)
    if (!figure.kept) return 1;
  return 0;
}
