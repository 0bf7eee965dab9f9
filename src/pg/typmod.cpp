#include "pg/typmod.hpp"

#include <cerrno>
#include <cstdlib>

namespace {

// Whether nothing but blanks follows a number that ends at `end`.
bool IsWhole(const char* text, const char* end) {
  return end != text && end[strspn(end, " \t\n\r\f\v")] == '\0';
}

}  // namespace

TypmodReader::TypmodReader(FunctionCallInfo fcinfo, const TypmodText& text)
    : text_(text), modifiers_(nullptr), count_(0) {
  deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), CSTRINGOID, -2, false, TYPALIGN_CHAR, &modifiers_,
                    nullptr, &count_);
  if (count_ < 1 || count_ > text_.most)
    ereport(ERROR,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
             errmsg("type %s takes 1 to %d modifiers, not %d", text_.type, text_.most, count_),
             errdetail("%s", text_.modifiers)));
}

int64_t TypmodReader::Integer(int i) const {
  char* end = nullptr;
  errno = 0;
  const long long value = std::strtoll(Text(i), &end, 10);
  if (errno != 0 || !IsWhole(Text(i), end)) RaiseUnreadable(i);
  return value;
}

double TypmodReader::Number(int i) const {
  char* end = nullptr;
  const double value = std::strtod(Text(i), &end);
  if (!IsWhole(Text(i), end)) RaiseUnreadable(i);
  return value;
}

void TypmodReader::RaiseUnreadable(int i) const {
  ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                  errmsg("invalid modifier of type %s: \"%s\"", text_.type, Text(i)),
                  errdetail("%s", text_.modifiers)));
}
