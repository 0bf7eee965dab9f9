// Hash functions: from values to hll_hashval. They must never change, or old sketches couldn't be
// compared with new ones.
#include "pg/element.hpp"
#include "pg/hash_datum.hpp"
#include "pg/varlena.hpp"
#include "util/murmur3.hpp"

namespace {

// The seed: the second argument, 0 by default, of every function below except hll_hash and
// hll_hash_keyed.
uint32_t SeedOf(FunctionCallInfo fcinfo) {
  const int32 seed = PG_GETARG_INT32(1);
  if (seed < 0)
    ereport(WARNING, (errmsg("negative hash seeds differ between implementations of hll")));
  return static_cast<uint32_t>(seed);
}

Datum HashValue(uint64_t hash) { return Int64GetDatum(static_cast<int64>(hash)); }

KeyedHasher KeyOf(FunctionCallInfo fcinfo) {
  const std::span<const uint8_t> key = BytesOf(PG_GETARG_DATUM(1));
  if (key.size() != SipKey::kBytes)
    ereport(ERROR,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid key of hll_hash_keyed"),
             errdetail("The key has %zu bytes; it must have %zu.", key.size(), SipKey::kBytes),
             errhint("Make a key once with uuid_send(gen_random_uuid()), and keep it.")));
  return {LoadSipKey(key.data())};
}

Datum HashContent(FunctionCallInfo fcinfo) {
  const std::span<const uint8_t> bytes = BytesOf(PG_GETARG_DATUM(0));
  return HashValue(MurmurHash3(bytes.data(), bytes.size(), SeedOf(fcinfo)));
}

}  // namespace

SQL_FUNCTION(hll_hash_boolean) {
  return HashValue(MurmurHash3(static_cast<uint8_t>(PG_GETARG_BOOL(0)), SeedOf(fcinfo)));
}

SQL_FUNCTION(hll_hash_smallint) {
  return HashValue(MurmurHash3(static_cast<uint16_t>(PG_GETARG_INT16(0)), SeedOf(fcinfo)));
}

SQL_FUNCTION(hll_hash_integer) {
  return HashValue(MurmurHash3(static_cast<uint32_t>(PG_GETARG_INT32(0)), SeedOf(fcinfo)));
}

SQL_FUNCTION(hll_hash_bigint) {
  return HashValue(MurmurHash3(static_cast<uint64_t>(PG_GETARG_INT64(0)), SeedOf(fcinfo)));
}

SQL_FUNCTION(hll_hash_bytea) { return HashContent(fcinfo); }

SQL_FUNCTION(hll_hash_text) { return HashContent(fcinfo); }

SQL_FUNCTION(hll_hash_any) { return HashValue(HashArgument(fcinfo, 0, SeedOf(fcinfo))); }

// The hash that filters take of the value.
SQL_FUNCTION(hll_hash) {
  return HashValue(HashElement(ElementRuleOf(fcinfo, 0), PG_GETARG_DATUM(0)));
}

SQL_FUNCTION(hll_hash_keyed) {
  const KeyedHasher hasher = KeyOf(fcinfo);
  return HashValue(HashElement(ElementRuleOf(fcinfo, 0, true), PG_GETARG_DATUM(0), hasher));
}

SQL_FUNCTION(hll_hashval_int4) { PG_RETURN_INT64(int64{PG_GETARG_INT32(0)}); }
