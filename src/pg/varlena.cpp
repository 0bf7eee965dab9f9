#include "pg/varlena.hpp"

char* HexText(std::span<const uint8_t> bytes, const char* type) {
  if (bytes.size() > MaxAllocSize / 2 - 2)
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                    errmsg("text of a %s value of %zu bytes would be too long", type, bytes.size()),
                    errhint("Use the binary format.")));
  auto* text = static_cast<char*>(palloc(2 + 2 * bytes.size() + 1));
  text[0] = '\\';
  text[1] = 'x';
  char* end =
      text + 2 + hex_encode(reinterpret_cast<const char*>(bytes.data()), bytes.size(), text + 2);
  *end = '\0';
  return text;
}

bool BytesOfText(FunctionCallInfo fcinfo, TextReporter* report, Datum* bytes) {
  char* text = PG_GETARG_CSTRING(0);
  // All values begin with a control character. Text in the escape format shows it as a backslash
  // and digits, or unchanged.
  const auto first = static_cast<unsigned char>(*text);
  if (first >= ' ' && first != '\\') {
    report(text, fcinfo->context);
    return false;
  }
  return DirectInputFunctionCallSafe(byteain, text, InvalidOid, -1, fcinfo->context, bytes);
}
