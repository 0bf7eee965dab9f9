#include "util/word_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

namespace {

using Table = WordTable<8>;
using Set = WordTable<0>;

constexpr uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;

// Returns the inverse of an odd factor modulo 2^64.
uint64_t InverseOf(uint64_t odd) {
  uint64_t inverse = odd;
  for (int i = 0; i < 6; ++i) inverse *= 2 - odd * inverse;
  return inverse;
}

// A set that grows like those of the aggregates, and counts how many slots it looks at.
class CountingSet {
 public:
  explicit CountingSet(uint64_t salt) : salt_(salt), memory_(Set::Slots(scale_)) {}

  void Add(uint64_t word) {
    if (Insert(word) && ++count_ >= Set::Capacity(scale_)) Grow();
  }
  double steps_per_word() const {
    return static_cast<double>(steps_) / static_cast<double>(count_);
  }
  std::vector<uint64_t> InOrder() {
    std::vector<uint64_t> words;
    table().ForEach([&](uint64_t word) { words.push_back(word); });
    return words;
  }

 private:
  Set table() { return {memory_.data(), scale_, salt_}; }

  bool Insert(uint64_t word) {
    uint64_t* slot = table().Find(word);
    const auto at = static_cast<uint64_t>(slot - memory_.data());
    const uint64_t home = table().HomeOf(word);
    steps_ += 1 + (at >= home ? at - home : at + memory_.size() - home);
    if (*slot != 0) return false;
    *slot = word;
    return true;
  }

  void Grow() {
    const std::vector<uint64_t> words = InOrder();
    memory_.assign(Set::Slots(++scale_), 0);
    for (const uint64_t word : words) Insert(word);
  }

  unsigned scale_ = Set::kMinScale;
  uint64_t salt_;
  std::vector<uint64_t> memory_;
  uint64_t count_ = 0;
  uint64_t steps_ = 0;
};

double StepsPerWord(uint64_t salt, const std::vector<uint64_t>& words) {
  CountingSet set(salt);
  for (const uint64_t word : words) set.Add(word);
  return set.steps_per_word();
}

constexpr uint64_t kMany = 20000;

std::vector<uint64_t> Generate(const std::function<uint64_t(uint64_t)>& word) {
  std::vector<uint64_t> words(kMany);
  for (uint64_t i = 0; i < kMany; ++i) words[i] = word(i + 1);
  return words;
}

// Random words take 5 steps each, growth included.
constexpr double kFew = 20;

TEST(WordTable, KeepsSlotsFreeAndNoMoreThanNeeded) {
  for (uint64_t words = 0; words < 10000; ++words) {
    const unsigned scale = Table::ScaleFor(words);
    EXPECT_LE(words, Table::Capacity(scale));
    EXPECT_LT(Table::Capacity(scale), Table::Slots(scale));
    EXPECT_TRUE(scale == Table::kMinScale || words > Table::Capacity(scale - 1));
    EXPECT_TRUE(words <= 15 || words * 4 <= Table::Slots(scale) * 3);
  }
}

TEST(WordTable, FindsByKeyAndKeepsThePayload) {
  for (const unsigned scale : {3, 4, 5, 10}) {
    std::vector<uint64_t> memory(Table::Slots(scale));
    const Table table(memory.data(), scale, 12345);
    const uint64_t count = Table::Capacity(scale);
    for (uint64_t key = 1; key <= count; ++key) *table.Find(key << 8) = key << 8 | (key & 0xff);
    for (uint64_t key = 1; key <= count; ++key)
      EXPECT_EQ(*table.Find(key << 8 | 0xff), key << 8 | (key & 0xff));
    EXPECT_EQ(*table.Find((count + 1) << 8), 0u);
    uint64_t words = 0;
    table.ForEach([&](uint64_t) { ++words; });
    EXPECT_EQ(words, count);
  }
}

TEST(WordTable, SearchesStayShortWhateverTheWords) {
  std::mt19937_64 random(1);
  const uint64_t inverse = InverseOf(kGoldenRatio);
  for (int i = 0; i < 5; ++i) {
    const uint64_t salt = random();
    for (unsigned shift = 0; shift <= 48; ++shift)
      EXPECT_LT(StepsPerWord(salt, Generate([&](uint64_t n) { return n << shift; })), kFew)
          << shift;
    EXPECT_LT(StepsPerWord(salt, Generate([&](uint64_t n) { return n * inverse; })), kFew);
    EXPECT_LT(StepsPerWord(salt, Generate([&](uint64_t n) { return n * 0x100000001; })), kFew);
    std::vector<uint64_t> words = Generate([&](uint64_t) { return random(); });
    EXPECT_LT(StepsPerWord(salt, words), kFew);
    std::sort(words.begin(), words.end());
    EXPECT_LT(StepsPerWord(salt, words), kFew);
    // The words come in the order in which another table returns them.
    CountingSet other(random());
    for (const uint64_t word : words) other.Add(word);
    EXPECT_LT(StepsPerWord(salt, other.InOrder()), kFew);
  }
}

// Words that fall into one slot for everyone who knows the salt; here the table's address is known.
TEST(WordTable, AnAddressDoesNotTellTheSalt) {
  const int table = 0;
  const uint64_t guessed = SaltOfAddress(&table);
  const uint64_t undo_factor = InverseOf(guessed | 1);
  const uint64_t undo_golden_ratio = InverseOf(kGoldenRatio);
  const auto meets = [&](uint64_t n) {
    const uint64_t mixed = n * undo_golden_ratio ^ guessed;
    return (mixed ^ mixed >> 32) * undo_factor;
  };
  EXPECT_GT(StepsPerWord(guessed, Generate(meets)), kMany / 2);
  SetTableSecret(0x243f6a8885a308d3);
  const uint64_t salt = SaltOfAddress(&table);
  SetTableSecret(0);
  EXPECT_NE(salt, guessed);
  EXPECT_LT(StepsPerWord(salt, Generate(meets)), kFew);
}

}  // namespace
