// Mean, spread and coverage of repeated trials.
#pragma once

#include <algorithm>
#include <cmath>

namespace hll {

// Statistics of the errors of estimates.
class Errors {
 public:
  void Add(double error) {
    ++count_;
    sum_ += error;
    squares_ += error * error;
  }
  // NaN if there are no errors.
  double Bias() const { return sum_ / count_; }
  // The standard error of the bias.
  double BiasError() const { return std::sqrt(std::max(0.0, Variance()) / count_); }
  double Rmse() const { return std::sqrt(squares_ / count_); }

 private:
  double Variance() const { return squares_ / count_ - Bias() * Bias(); }

  int count_ = 0;
  double sum_ = 0.0;
  double squares_ = 0.0;
};

// How often something was true.
class Share {
 public:
  void Add(bool so) {
    ++count_;
    so_ += so;
  }
  double Percent() const { return 100.0 * so_ / count_; }

 private:
  int count_ = 0;
  int so_ = 0;
};

}  // namespace hll
