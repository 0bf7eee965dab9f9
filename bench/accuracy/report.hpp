// Where results go: CSV files, and a list of figures that must be kept.
#pragma once

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace hll {

// A file of the report; the destructor closes it. The program ends if the file can't be written.
class File {
 public:
  File(const std::string& directory, const std::string& name);
  ~File();
  File(const File&) = delete;

  // Like printf.
  __attribute__((format(printf, 2, 3))) void Print(const char* format, ...);

 private:
  std::FILE* file_;
};

// A figure that was measured, and the limit that it must keep.
struct Figure {
  std::string what;
  std::string must_be;
  std::string is;
  bool kept;
};

// Everything that the program measures goes into files in `directory`.
struct Report {
  std::string directory;
  double effort;  // the number of trials relative to the usual number
  std::vector<Figure> figures;

  int Trials(int usual) const { return std::max(1, static_cast<int>(usual * effort)); }
};

// Like printf, but returns a string.
__attribute__((format(printf, 1, 2))) std::string Text(const char* format, ...);

// The parts of the report. Each writes its tables and plots, and adds its figures.
void ReportCardinality(Report* report);
void ReportSaturation(Report* report);
void ReportIntersection(Report* report);
void ReportExplicit(Report* report);
void ReportChange(Report* report);
void ReportThreeSets(Report* report);
void ReportUnion(Report* report);
// Prints a table of the count's bias where registers of each width begin to saturate. `effort` is
// as in Report.
void PrintLimits(double effort);
// Prints the bytes that other sketches need for the same error, and the bits of filters that
// forget.
void PrintAlternatives();
// Writes a table from theory: the smallest intersections with at most this relative standard error.
void WriteTrust(File* file, double error);

}  // namespace hll
