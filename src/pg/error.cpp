#include "pg/error.hpp"

namespace {

struct OriginText {
  int sqlstate;
  const char* format;  // the message, with a place for the type's name
};

OriginText TextOf(Origin origin) {
  switch (origin) {
    case Origin::kText:
      return {ERRCODE_INVALID_TEXT_REPRESENTATION, "invalid value for type %s"};
    case Origin::kBinary:
      return {ERRCODE_INVALID_BINARY_REPRESENTATION, "invalid binary value for type %s"};
    case Origin::kStored:
      return {ERRCODE_DATA_CORRUPTED, "stored value of type %s is corrupt"};
    case Origin::kParameters:
      break;
  }
  return {ERRCODE_INVALID_PARAMETER_VALUE, "invalid parameters for type %s"};
}

}  // namespace

void Report(const ValueError& error, fmNodePtr context) {
  const OriginText text = TextOf(error.origin);
  errsave(context,
          (errcode(text.sqlstate), errmsg(text.format, error.type), errdetail("%s", error.detail),
           error.hint == nullptr ? 0 : errhint("%s", error.hint)));
}

char* RedisHllDetail(const char* type) {
  return psprintf(
      "The value begins with \"HYLL\": it is a HyperLogLog of Redis, which type %s can't read.",
      type);
}

char* PlainTextDetail(const char* noun) {
  return psprintf(
      "Text that does not begin with \"\\x\" is read as the bytes of its characters, and these are "
      "no %s.",
      noun);
}
