// PostgreSQL's variable-length values as spans of bytes, and back.
#pragma once

#include <cstdint>
#include <span>

#include "pg/pg.hpp"

// The content of a varlena. If need be, it is decompressed and fetched into the current memory
// context. The bytes need not be aligned.
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

// The bytes as hexadecimal text, whatever bytea_output is, so that a value always has the same
// text. If the text would be too long, the error names `type`.
char* HexText(std::span<const uint8_t> bytes, const char* type);
// Reports text that isn't the bytes of a value; `context` as in Report() of error.hpp.
using TextReporter = void(const char* text, fmNodePtr context);
// Reads the argument of an input function, in any text form of bytea, into `bytes`. Returns false
// after a soft error. Calls `report` for text that can't be a value.
bool BytesOfText(FunctionCallInfo fcinfo, TextReporter* report, Datum* bytes);
