// Type modifiers as people write them: hll(12), bloom(1000000, 0.01).
#pragma once

#include <cstdint>

#include "pg/pg.hpp"

// What is said of modifiers that can't be read.
struct TypmodText {
  const char* type;
  const char* modifiers;  // their names and ranges, as a sentence
  int most;               // how many there may be
};

// The modifiers of a typmod_in function, of which it has 1 to `text.most`; these read one of them.
// All raise 22023.
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
