// A sliding sketch with its own memory, beside the hashes of its frame.
#pragma once

#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "hll/estimate.hpp"
#include "hll/sliding.hpp"
#include "hll/test_hll.hpp"

namespace hll {

// A sketch as the aggregates make it.
struct WrittenSketch : TestSketch {
  using TestSketch::TestSketch;
  double Count() const { return CountDistinct(**this); }
};

class SlidingFrame {
 public:
  explicit SlidingFrame(const Params& params)
      : params_(params), sketch_(std::make_unique<SlidingSketch>(params)) {}

  SlidingSketch& sketch() const { return *sketch_; }
  size_t rows() const { return hashes_.size(); }
  // The size of all blocks.
  size_t bytes() const { return bytes_; }

  void Add(uint64_t hash) {
    AddUnseen(hash);
    hashes_.push_back(hash);
  }
  // Adds the hash of a row without keeping it for Plain().
  void AddUnseen(uint64_t hash) {
    while (!sketch_->Add(hash)) Grow(sketch_->Wanted());
  }
  void DropOldest() {
    hashes_.pop_front();
    if (!sketch_->DropOldest()) std::abort();
  }

  // The frame made anew, and by the sliding sketch.
  WrittenSketch Plain() const {
    WrittenSketch plain(params_);
    for (const uint64_t hash : hashes_) plain.Add(hash);
    return plain;
  }
  WrittenSketch Sliding() const {
    WrittenSketch sliding(params_);
    sliding.Unite(*sketch_);
    return sliding;
  }
  double Count() const {
    return sketch_->form() == Form::kFull ? EstimateImproved(sketch_->Histogram())
                                          : Sliding().Count();
  }

 private:
  using Block = std::vector<uint64_t>;

  void Grow(const SlidingSketch::Demand& demand) {
    auto block = std::make_unique<Block>((demand.bytes + 7) / 8, 0xeeeeeeeeeeeeeeee);
    const auto old = blocks_.find(demand.block);
    if (old != blocks_.end()) std::copy(old->second->begin(), old->second->end(), block->begin());
    sketch_->Take(block->data());
    if (old != blocks_.end()) blocks_.erase(old);
    blocks_.emplace(block->data(), std::move(block));
    bytes_ = demand.total;
  }

  Params params_;
  std::unique_ptr<SlidingSketch> sketch_;
  std::deque<uint64_t> hashes_;
  std::map<void*, std::unique_ptr<Block>> blocks_;
  size_t bytes_ = 0;
};

}  // namespace hll
