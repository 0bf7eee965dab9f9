// Type modifiers as people write them: hll(12), bloom(1000000, 0.01).
#pragma once

#include <cstdint>

#include "pg/pg.hpp"

// What error messages say about the modifiers of a type.
struct TypmodText {
  const char* type;
  const char* modifiers;  // their names and ranges, as a sentence
  int most;               // the largest number of modifiers
};

// Reads the modifiers that a typmod_in function gets, 1 to `text.most` of them. Raises 22023 if
// there are more, or if one can't be read.
class TypmodReader {
 public:
  TypmodReader(FunctionCallInfo fcinfo, const TypmodText& text);

  int count() const { return count_; }
  int64_t Integer(int i) const;
  double Number(int i) const;

 private:
  const char* Text(int i) const { return DatumGetCString(modifiers_[i]); }
  [[noreturn]] void RaiseUnreadable(int i) const;

  TypmodText text_;
  Datum* modifiers_;
  int count_;
};
