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

char* Filled(const char* text, int64 actual, int64 expected, uint64 at) {
  if (text == nullptr) return nullptr;
  StringInfoData filled;
  initStringInfo(&filled);
  for (; *text != '\0'; ++text) {
    if (*text != '{') {
      appendStringInfoChar(&filled, *text);
      continue;
    }
    const char number = text[1];
    if (number == '2')
      appendStringInfo(&filled, UINT64_FORMAT, at);
    else
      appendStringInfo(&filled, INT64_FORMAT, number == '0' ? actual : expected);
    text += 2;
  }
  return filled.data;
}

char* PlainTextDetail(const char* noun) {
  return psprintf(
      "Text that does not begin with \"\\x\" is read as the bytes of its characters, and these are "
      "no %s.",
      noun);
}
