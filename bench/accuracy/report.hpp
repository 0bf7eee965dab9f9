// Where the figures go: CSV files, and a list of those that must be kept.
#pragma once

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace hll {

// A file of the report, closed at its end. The program stops where it can't be written.
class File {
 public:
  File(const std::string& directory, const std::string& name);
  ~File();
  File(const File&) = delete;

  // As printf.
  __attribute__((format(printf, 2, 3))) void Print(const char* format, ...);

 private:
  std::FILE* file_;
};

// What must be so, and what is.
struct Figure {
  std::string what;
  std::string must_be;
  std::string is;
  bool kept;
};

// Everything that the program measures goes into files in `directory`.
struct Report {
  std::string directory;
  double effort;  // how many trials are made, as a share of the usual number
  std::vector<Figure> figures;

  int Trials(int usual) const { return std::max(1, static_cast<int>(usual * effort)); }
};

// As printf, into a string.
__attribute__((format(printf, 1, 2))) std::string Text(const char* format, ...);

// The parts of the report. Each writes its tables and plots, and adds its figures.
void ReportCardinality(Report* report);
void ReportSaturation(Report* report);
void ReportIntersection(Report* report);
void ReportExplicit(Report* report);
// Prints a table of the count's bias where registers of each width begin to saturate. `effort` as
// above.
void PrintLimits(double effort);
// A table by theory: which intersections have at most this relative standard error.
void WriteTrust(File* file, double error);

}  // namespace hll
