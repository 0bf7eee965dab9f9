// Sketches from strings of Redis, and back; the hash by which Redis counts.
#include "hll/redis.hpp"

#include "hll/registers.hpp"
#include "pg/hll_value.hpp"
#include "pg/varlena.hpp"

using hll::Form;
using hll::Image;
using hll::RedisErrc;
using hll::RedisRegisters;
using hll::RedisStatus;
using hll::RegisterArray;

namespace {

char* DetailOf(const RedisStatus& status) {
  const auto actual = static_cast<long long>(status.actual);
  const auto expected = static_cast<long long>(status.expected);
  const auto at = static_cast<unsigned long long>(status.at);
  switch (status.code) {
    case RedisErrc::kOk:
      break;
    case RedisErrc::kMagic:
      return psprintf("The value does not begin with \"HYLL\".");
    case RedisErrc::kTooShort:
      return psprintf("The value has %lld bytes; the header alone has %lld.", actual, expected);
    case RedisErrc::kEncoding:
      return psprintf("Byte 4 says encoding %lld; encodings are 0 (dense) and 1 (sparse).", actual);
    case RedisErrc::kDenseSize:
      return psprintf("The value has %lld bytes; a dense one has %lld.", actual, expected);
    case RedisErrc::kCutShort:
      return psprintf("The run of registers at byte %llu lacks its second byte.", at);
    case RedisErrc::kTooMany:
      return psprintf("With the run at byte %llu there are %lld registers; there must be %lld.", at,
                      actual, expected);
    case RedisErrc::kTooFew:
      return psprintf("All runs have %lld registers; there must be %lld.", actual, expected);
    case RedisErrc::kValue:
      return psprintf("Register %llu (from 0) is %lld; the most is %lld.", at, actual, expected);
  }
  return psprintf("error code %d", static_cast<int>(status.code));
}

[[noreturn]] void RaiseNoRedisString(const RedisStatus& status) {
  ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
                  errmsg("invalid HyperLogLog of Redis"), errdetail("%s", DetailOf(status)),
                  status.code == RedisErrc::kMagic
                      ? errhint("Give the bytes of the string as GET returns them.")
                      : 0));
}

[[noreturn]] void RaiseDoesNotFit(const char* detail, const char* hint) {
  ereport(ERROR,
          (errcode(ERRCODE_DATA_EXCEPTION), errmsg("hll value does not fit a HyperLogLog of Redis"),
           errdetail("%s", detail), hint == nullptr ? 0 : errhint("%s", hint)));
}

void CheckLog2m(const Image& image) {
  const int log2m = image.params().log2m();
  if (log2m == hll::kRedisLog2m || image.form() == Form::kEmpty) return;
  RaiseDoesNotFit(psprintf("The value has log2m %d; Redis has %d.", log2m, hll::kRedisLog2m),
                  log2m > hll::kRedisLog2m
                      ? psprintf("Bring the value to log2m %d with hll_fold(value, %d).",
                                 hll::kRedisLog2m, hll::kRedisLog2m)
                      : "Build the sketch from the counted values with hll_add_agg("
                        "hll_hash_redis(x), 14, 6, 0).");
}

}  // namespace

SQL_FUNCTION(hll_from_redis) {
  RedisRegisters registers;
  const RedisStatus status = hll::ParseRedis(BytesOf(PG_GETARG_DATUM(0)), &registers);
  if (!status.ok()) RaiseNoRedisString(status);
  const RegisterArray array(hll::RedisParams(), registers);
  PG_RETURN_DATUM(HllDatum(*Unite(nullptr, array, CurrentMemoryContext)));
}

SQL_FUNCTION(hll_to_redis) {
  const Image image = ImageOf(PG_GETARG_DATUM(0));
  if (image.form() == Form::kUndefined) PG_RETURN_NULL();
  CheckLog2m(image);
  RedisRegisters registers = {};
  RaiseTo(image, std::span<uint8_t>(registers));
  bytea* result = NewVarlena(hll::kRedisDenseBytes);
  size_t size = 0;
  const RedisStatus status =
      hll::WriteRedis(registers, ContentOf(result).first<hll::kRedisDenseBytes>(), &size);
  if (!status.ok()) RaiseDoesNotFit(DetailOf(status), nullptr);
  SET_VARSIZE(result, VARHDRSZ + size);
  PG_RETURN_BYTEA_P(result);
}

// (text) and (bytea).
SQL_FUNCTION(hll_hash_redis) {
  return Int64GetDatum(static_cast<int64>(hll::RedisHash(BytesOf(PG_GETARG_DATUM(0)))));
}
