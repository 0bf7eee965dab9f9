#include "hll/intersection/joint_counts.hpp"

#include <algorithm>
#include <numeric>

namespace hll {

namespace {

void AddCounts(const ValueCounts& counts, ValueCounts* sum) {
  for (size_t value = 0; value < sum->size(); ++value) (*sum)[value] += counts[value];
}

// The set that has bit i if `sketches` has bit `order`[i].
template <size_t M>
Sketches Taken(Sketches sketches, const std::array<size_t, M>& order) {
  Sketches taken = 0;
  for (size_t i = 0; i < M; ++i) taken |= (sketches >> order[i] & 1) << i;
  return taken;
}

}  // namespace

template <size_t N>
void JointCounts<N>::AddTo(Sketches equal, Sketches higher, const ValueCounts& counts) {
  AddCounts(counts, &At(equal, higher));
}

// The highest group that has one of the sketches holds the value of their union.
template <size_t N>
RegisterHistogram JointCounts<N>::Union(Sketches sketches) const {
  ValueCounts sum = {};
  for (size_t i = 0; i < groups_.size(); ++i) {
    const auto [equal, higher] = kGroups<N>[i];
    if ((equal & sketches) != 0 && (higher & sketches) == 0) AddCounts(groups_[i], &sum);
  }
  return RegisterHistogram(params_, sum);
}

template <size_t N>
JointCounts<2> JointCounts<N>::Pair(size_t i, size_t j) const {
  const std::array<size_t, 2> order = {i, j};
  JointCounts<2> pair(params_);
  for (size_t group = 0; group < groups_.size(); ++group) {
    const Sketches equal = Taken(kGroups<N>[group].equal, order);
    if (equal != 0) pair.AddTo(equal, Taken(kGroups<N>[group].higher, order), groups_[group]);
  }
  return pair;
}

template <size_t N>
std::array<size_t, N> JointCounts<N>::Order(size_t first) {
  std::array<size_t, N> order;
  std::iota(order.begin(), order.end(), size_t{0});
  std::array<size_t, N> best_order = order;
  const JointCounts given = *this;
  while (std::next_permutation(order.begin() + static_cast<ptrdiff_t>(first), order.end())) {
    JointCounts other(params_);
    for (size_t group = 0; group < groups_.size(); ++group)
      other.At(Taken(kGroups<N>[group].equal, order), Taken(kGroups<N>[group].higher, order)) =
          given[group];
    if (!(other.groups_ < groups_)) continue;
    groups_ = other.groups_;
    best_order = order;
  }
  return best_order;
}

template class JointCounts<2>;
template class JointCounts<3>;

}  // namespace hll
