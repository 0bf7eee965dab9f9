// What errors of both types have in common: where the bytes or numbers came from decides the
// message and the SQLSTATE.
#pragma once

#include "pg/pg.hpp"
#include "util/status.hpp"

enum class Origin : uint8_t {
  kText,        // 22P02 invalid_text_representation
  kBinary,      // 22P03 invalid_binary_representation
  kStored,      // XX001 data_corrupted
  kParameters,  // 22023 invalid_parameter_value
};

// An error of the value or the parameters of a type. `hint` may be null.
struct ValueError {
  const char* type;
  Origin origin;
  const char* detail;
  const char* hint;
};

// Raises the error. An input function passes its fcinfo->context. If its caller asked for soft
// errors, Report records the error there and returns.
void Report(const ValueError& error, fmNodePtr context);

// Puts the numbers of a status into one of its texts; null for null.
char* Filled(const char* text, int64 actual, int64 expected, uint64 at);
template <class Code>
char* Filled(const char* text, const BasicStatus<Code>& status) {
  return Filled(text, status.actual, status.expected, status.at);
}
// Reports a status of a side of the core. `type` is the side's name.
template <class Code>
void Report(const char* type, Origin origin, const BasicStatus<Code>& status, fmNodePtr context) {
  const StatusText text = TextOf(status);
  Report({type, origin, Filled(text.detail, status), Filled(text.hint, status)}, context);
}

// The detail where text is no bytes of a value, which is called `noun`.
char* PlainTextDetail(const char* noun);
