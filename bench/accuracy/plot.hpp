// Line plots as SVG.
#pragma once

#include <string>
#include <vector>

namespace hll {

struct Axis {
  std::string label;
  double low;
  double high;
  bool logarithmic;
  std::vector<double> ticks;
};

enum class Style { kTheory, kMeasured, kMarks };  // dashed, marks joined by lines, marks alone

struct Line {
  std::string label;  // empty: not in the legend
  int color;          // 0..5
  Style style;
  std::vector<std::pair<double, double>> points;
};

// Writes `directory`/`name`. Points outside of the axes are moved to their ends.
void WritePlot(const std::string& directory, const std::string& name, const std::string& title,
               const Axis& x, const Axis& y, const std::vector<Line>& lines);

}  // namespace hll
