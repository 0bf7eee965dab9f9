#include "hll/intersection/likelihood.hpp"

#include <algorithm>
#include <cmath>

namespace hll {

namespace {

double LogOfChance(uint32_t registers, double chance) {
  return registers == 0 ? 0.0 : registers * std::log(chance);
}

// Adds `weight` times the outer product of `v`.
void AddOuter(double weight, const Rates& v, RateMatrix* matrix) {
  for (size_t i = 0; i < v.size(); ++i)
    for (size_t j = 0; j < v.size(); ++j) (*matrix)[i][j] += weight * v[i] * v[j];
}

// The first derivatives of Level::equal, without the factor Level::scale.
Rates SlopeOfEqual(const Level& level) {
  const auto& [own_left, own_right, common] = level.none;
  const auto& some = level.some;
  return {common * own_left * some[kOnlyRight], common * own_right * some[kOnlyLeft],
          common * (1.0 - some[kOnlyLeft] * some[kOnlyRight])};
}

// Subtracts `weight` times the second derivatives of Level::equal, without the square of that
// factor.
void SubtractBendOfEqual(double weight, const Level& level, const Rates& slope,
                         RateMatrix* matrix) {
  for (size_t part = 0; part < slope.size(); ++part) (*matrix)[part][part] += weight * slope[part];
  for (const size_t part : {kOnlyLeft, kOnlyRight}) {
    (*matrix)[part][kBoth] += weight * slope[part];
    (*matrix)[kBoth][part] += weight * slope[part];
  }
  const double mixed = weight * level.none[0] * level.none[1] * level.none[2];
  (*matrix)[kOnlyLeft][kOnlyRight] -= mixed;
  (*matrix)[kOnlyRight][kOnlyLeft] -= mixed;
}

// Adds the registers that have seen a value of the parts marked by 1 in `parts`; `odds` are the
// odds against it.
void AddRegisters(uint32_t registers, double scale, double odds, const Rates& parts,
                  JointLikelihood::Slopes* slopes) {
  if (registers == 0) return;
  const double slope = registers * scale * odds;
  for (size_t part = 0; part < parts.size(); ++part) slopes->gradient[part] += slope * parts[part];
  AddOuter(slope * scale * (1.0 + odds), parts, &slopes->curvature);
}

// Adds the registers that are equal in both sketches.
void AddEqual(uint32_t registers, const Level& level, JointLikelihood::Slopes* slopes) {
  if (registers == 0) return;
  const Rates slope = SlopeOfEqual(level);
  const double weight = registers * level.scale / level.equal;
  for (size_t part = 0; part < slope.size(); ++part) slopes->gradient[part] += weight * slope[part];
  AddOuter(weight * level.scale / level.equal, slope, &slopes->curvature);
  SubtractBendOfEqual(weight * level.scale, level, slope, &slopes->curvature);
}

}  // namespace

JointLikelihood::JointLikelihood(const PairHistogram& pair) : pair_(pair) {
  for (unsigned value = 0; value <= params().last_exact() + 1; ++value) {
    const double equal = pair.equal()[value];
    const double left = equal + pair.left_less()[value] + pair.left_more()[value];
    const double right = equal + pair.right_less()[value] + pair.right_more()[value];
    const double smaller = equal + pair.left_less()[value] + pair.right_less()[value];
    if (value > 0 && left + right > 0.0) {
      least_ = std::min(least_, value);
      greatest_ = value;
    }
    if (value > params().last_exact()) continue;
    const double scale = std::ldexp(1.0, -static_cast<int>(value) - params().log2m());
    linear_[kOnlyLeft] += scale * left;
    linear_[kOnlyRight] += scale * right;
    linear_[kBoth] += scale * smaller;
  }
}

double JointLikelihood::Value(const Rates& rates) const {
  double sum = 0.0;
  for (size_t part = 0; part < rates.size(); ++part) sum -= rates[part] * linear_[part];
  ForEachLevel(params(), rates, greatest_, least_, [&](const Level& level) {
    const unsigned value = level.value;
    sum += LogOfChance(pair_.left_less()[value], level.left);
    sum += LogOfChance(pair_.right_less()[value], level.right);
    sum += LogOfChance(pair_.left_more()[value], level.some[kOnlyLeft]);
    sum += LogOfChance(pair_.right_more()[value], level.some[kOnlyRight]);
    sum += LogOfChance(pair_.equal()[value], level.equal);
  });
  return sum;
}

JointLikelihood::Slopes JointLikelihood::SlopesAt(const Rates& rates) const {
  Slopes slopes = {{-linear_[kOnlyLeft], -linear_[kOnlyRight], -linear_[kBoth]}, {}};
  ForEachLevel(params(), rates, greatest_, least_, [&](const Level& level) {
    const unsigned value = level.value;
    const auto& [own_left, own_right, common] = level.none;
    const auto add = [&](uint32_t registers, double none, double some, const Rates& parts) {
      AddRegisters(registers, level.scale, none / some, parts, &slopes);
    };
    add(pair_.left_less()[value], common * own_left, level.left, {1, 0, 1});
    add(pair_.right_less()[value], common * own_right, level.right, {0, 1, 1});
    add(pair_.left_more()[value], own_left, level.some[kOnlyLeft], {1, 0, 0});
    add(pair_.right_more()[value], own_right, level.some[kOnlyRight], {0, 1, 0});
    AddEqual(pair_.equal()[value], level, &slopes);
  });
  return slopes;
}

RateMatrix JointInformation(const Params& params, const Rates& rates) {
  RateMatrix sum = {};
  ForEachLevel(params, rates, params.last_exact() + 1, 1, [&](const Level& level) {
    const auto& [own_left, own_right, common] = level.none;
    const double weight = level.scale * level.scale * static_cast<double>(params.registers());
    const double nothing_above = level.saturated ? 1.0 : own_left * own_right * common;
    // The other sketch has less: the value came from this sketch's own values.
    const double less = weight * nothing_above * own_left * own_right * common;
    sum[kOnlyLeft][kOnlyLeft] += less / level.some[kOnlyLeft];
    sum[kOnlyRight][kOnlyRight] += less / level.some[kOnlyRight];
    // The other sketch has more: the value came from this sketch's own values or from common ones.
    if (!level.saturated) {
      const double left = own_left * common;
      const double right = own_right * common;
      const auto& some = level.some;
      AddOuter(weight * left * left * some[kOnlyRight] / level.left, {1, 0, 1}, &sum);
      AddOuter(weight * right * right * some[kOnlyLeft] / level.right, {0, 1, 1}, &sum);
    }
    // Both sketches have the value.
    const Rates slope = SlopeOfEqual(level);
    AddOuter(weight * nothing_above / level.equal, slope, &sum);
    SubtractBendOfEqual(weight * nothing_above, level, slope, &sum);
  });
  return sum;
}

}  // namespace hll
