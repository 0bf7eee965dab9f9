// What errors of both types have in common: where the bytes or numbers came from decides the
// message and the SQLSTATE.
#pragma once

#include "pg/pg.hpp"

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

// Details that both types give: the value is a string of Redis; the text is no bytes of a value,
// which is called `noun`.
char* RedisHllDetail(const char* type);
char* PlainTextDetail(const char* noun);
