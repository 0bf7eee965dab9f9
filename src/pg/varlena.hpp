// PostgreSQL's variable-length values as spans of bytes, and back.
#pragma once

#include <cstdint>
#include <span>

#include "pg/pg.hpp"

// The content of a varlena; decompressed and fetched into the current memory context if need be.
// The bytes need not be aligned.
inline std::span<const uint8_t> BytesOf(Datum datum) {
  const auto* value = reinterpret_cast<const char*>(PG_DETOAST_DATUM_PACKED(datum));
  return {reinterpret_cast<const uint8_t*>(VARDATA_ANY(value)),
          static_cast<size_t>(VARSIZE_ANY_EXHDR(value))};
}

// A new varlena with room for `size` bytes of content, in the current memory context.
inline bytea* NewVarlena(size_t size) {
  auto* value = static_cast<bytea*>(palloc(VARHDRSZ + size));
  SET_VARSIZE(value, VARHDRSZ + size);
  return value;
}

inline std::span<uint8_t> ContentOf(bytea* value) {
  return {reinterpret_cast<uint8_t*>(VARDATA(value)),
          static_cast<size_t>(VARSIZE(value) - VARHDRSZ)};
}

// The bytes as text, hexadecimal whatever bytea_output says, so that the text of a value is always
// the same. `type` is named in the error for more than text can be.
char* HexText(std::span<const uint8_t> bytes, const char* type);
// Reports text that stands for no bytes of a value; `context` as Report() of error.hpp takes it.
using TextReporter = void(const char* text, fmNodePtr context);
// Reads the argument of an input function, any text form of bytea, into `bytes`. Returns false
// after a soft error. `report` is called for text that no value can have.
bool BytesOfText(FunctionCallInfo fcinfo, TextReporter* report, Datum* bytes);
