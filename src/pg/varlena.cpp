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

bool BytesOfText(FunctionCallInfo fcinfo, Datum* bytes) {
  return DirectInputFunctionCallSafe(byteain, PG_GETARG_CSTRING(0), InvalidOid, -1, fcinfo->context,
                                     bytes);
}
