// The elements of an array, one after the other.
#pragma once

#include "pg/pg.hpp"

class ArrayReader {
 public:
  explicit ArrayReader(ArrayType* array) : iterator_(array_create_iterator(array, 0, nullptr)) {}

  // Goes to the next element, and returns false if there is none.
  bool Next() {
    CHECK_FOR_INTERRUPTS();
    return array_iterate(iterator_, &element_, &is_null_);
  }
  bool is_null() const { return is_null_; }
  // REQUIRES: !is_null().
  Datum element() const { return element_; }

 private:
  ArrayIterator iterator_;
  Datum element_ = 0;
  bool is_null_ = false;
};
