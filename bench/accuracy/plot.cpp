#include "plot.hpp"

#include <algorithm>
#include <cmath>

#include "report.hpp"

namespace hll {

namespace {

constexpr double kWidth = 720;
constexpr double kHeight = 400;
constexpr double kLeft = 70;
constexpr double kRight = 170;  // the legend is here
constexpr double kTop = 36;
constexpr double kBottom = 52;
constexpr const char* kColors[] = {"#0072b2", "#d55e00", "#009e73",
                                   "#cc79a7", "#e69f00", "#56b4e9"};  // Okabe and Ito

// Where a value lies between the ends of its axis, from 0 to 1.
double Share(const Axis& axis, double value) {
  const auto scaled = [&](double v) { return axis.logarithmic ? std::log(v) : v; };
  const double share = (scaled(value) - scaled(axis.low)) / (scaled(axis.high) - scaled(axis.low));
  return std::clamp(share, 0.0, 1.0);
}

double PixelX(const Axis& axis, double value) {
  return kLeft + Share(axis, value) * (kWidth - kLeft - kRight);
}
double PixelY(const Axis& axis, double value) {
  return kHeight - kBottom - Share(axis, value) * (kHeight - kTop - kBottom);
}

std::string TickText(double tick) {
  if (tick != 0.0 && (std::abs(tick) >= 1e5 || std::abs(tick) < 1e-3)) return Text("%.0e", tick);
  return Text("%g", tick);
}

void WriteAxes(File* file, const Axis& x, const Axis& y) {
  for (const double tick : x.ticks) {
    const double at = PixelX(x, tick);
    file->Print("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", at,
                kTop, at, kHeight - kBottom);
    file->Print("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n", at,
                kHeight - kBottom + 16, TickText(tick).c_str());
  }
  for (const double tick : y.ticks) {
    const double at = PixelY(y, tick);
    file->Print("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", kLeft,
                at, kWidth - kRight, at);
    file->Print("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", kLeft - 6, at + 4,
                TickText(tick).c_str());
  }
  file->Print("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n",
              (kLeft + kWidth - kRight) / 2, kHeight - 14, x.label.c_str());
  file->Print(
      "<text transform=\"translate(16 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
      (kTop + kHeight - kBottom) / 2, y.label.c_str());
}

using Pixels = std::vector<std::pair<double, double>>;

void WriteCurve(File* file, const Line& line, const Pixels& pixels) {
  if (line.style == Style::kMarks) return;
  file->Print("<polyline class=\"%s\" stroke=\"%s\" points=\"",
              line.style == Style::kTheory ? "theory" : "measured", kColors[line.color]);
  for (const auto& [x, y] : pixels) file->Print("%.1f,%.1f ", x, y);
  file->Print("\"/>\n");
}

void WriteMarks(File* file, const Line& line, const Pixels& pixels) {
  if (line.style == Style::kTheory) return;
  for (const auto& [x, y] : pixels)
    file->Print("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>\n", x, y,
                kColors[line.color]);
}

void WriteLine(File* file, const Axis& x, const Axis& y, const Line& line) {
  Pixels pixels;
  for (const auto& [at_x, at_y] : line.points) pixels.push_back({PixelX(x, at_x), PixelY(y, at_y)});
  WriteCurve(file, line, pixels);
  WriteMarks(file, line, pixels);
}

void WriteLegend(File* file, const std::vector<Line>& lines) {
  double at = kTop + 10;
  for (const Line& line : lines) {
    if (line.label.empty()) continue;
    const double from = kWidth - kRight + 12;
    WriteCurve(file, line, {{from, at}, {from + 22, at}});
    WriteMarks(file, line, {{from + 11, at}});
    file->Print("<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", from + 30, at + 4, line.label.c_str());
    at += 18;
  }
}

}  // namespace

void WritePlot(const std::string& directory, const std::string& name, const std::string& title,
               const Axis& x, const Axis& y, const std::vector<Line>& lines) {
  File file(directory, name);
  file.Print(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\">\n"
      "<style>text{font:12px sans-serif;fill:#333} .grid{stroke:#ddd} .title{font-weight:bold}\n"
      "polyline{fill:none} .theory{stroke-width:2;stroke-dasharray:6 4;opacity:.6}\n"
      ".measured{stroke-width:1}</style>\n"
      "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
      "<text class=\"title\" x=\"%.1f\" y=\"20\">%s</text>\n",
      kWidth, kHeight, kWidth, kLeft, title.c_str());
  WriteAxes(&file, x, y);
  for (const Line& line : lines) WriteLine(&file, x, y, line);
  WriteLegend(&file, lines);
  file.Print("</svg>\n");
}

}  // namespace hll
