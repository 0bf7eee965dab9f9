// Registers as arrays of smallint, for sketches that other programs made or will read.
#include "hll/registers.hpp"

#include <bit>

#include "pg/hll_value.hpp"

using hll::Form;
using hll::Image;
using hll::Params;
using hll::RegisterArray;

namespace {

// The largest log2m whose registers fit an array.
constexpr int kMaxArrayLog2m = std::bit_width(MaxArraySize) - 1;

void CheckFitsArray(const Params& params) {
  if (params.log2m() <= kMaxArrayLog2m) return;
  ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                  errmsg("hll value has too many registers for an array"),
                  errdetail("Its log2m is %d; the most is %d.", params.log2m(), kMaxArrayLog2m),
                  errhint("Bring the value to a smaller log2m, as with hll_fold(value, %d).",
                          kMaxArrayLog2m)));
}

// A new array of smallint, all 0.
ArrayType* NewArray(int length) {
  const Size bytes = ARR_OVERHEAD_NONULLS(1) + static_cast<Size>(length) * sizeof(int16);
  auto* array = static_cast<ArrayType*>(palloc0(bytes));
  SET_VARSIZE(array, bytes);
  array->ndim = 1;
  array->elemtype = INT2OID;
  ARR_DIMS(array)[0] = length;
  ARR_LBOUND(array)[0] = 1;
  return array;
}

std::span<int16> NumbersOf(ArrayType* array) {
  return {reinterpret_cast<int16*>(ARR_DATA_PTR(array)),
          static_cast<size_t>(ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array)))};
}

[[noreturn]] void RaiseNoRegisters(const char* detail) {
  ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid registers"),
                  errdetail("%s", detail)));
}

void CheckShape(ArrayType* array) {
  if (ARR_NDIM(array) > 1)
    RaiseNoRegisters(psprintf("The array has %d dimensions; it must have one.", ARR_NDIM(array)));
  if (array_contains_nulls(array))
    ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("registers must not be null")));
  const size_t length = NumbersOf(array).size();
  if (!std::has_single_bit(length) || length >> hll::kMinLog2m == 0)
    RaiseNoRegisters(
        psprintf("The array has %zu elements; it must have 2^log2m, which is at least "
                 "%d.",
                 length, 1 << hll::kMinLog2m));
}

// The numbers as bytes.
std::span<const uint8_t> BytesOfRegisters(const Params& params, std::span<const int16> numbers) {
  auto* bytes = static_cast<uint8_t*>(palloc(numbers.size()));
  ForEachSlice(numbers.size(), [&](uint64_t begin, uint64_t end) {
    for (uint64_t i = begin; i < end; ++i) {
      if (numbers[i] < 0 || static_cast<unsigned>(numbers[i]) > params.max_register())
        RaiseNoRegisters(
            psprintf("Register %llu (from 0) is %d; with regwidth %d it must be "
                     "between 0 and %u.",
                     static_cast<unsigned long long>(i), numbers[i], params.regwidth(),
                     params.max_register()));
      bytes[i] = static_cast<uint8_t>(numbers[i]);
    }
  });
  return {bytes, numbers.size()};
}

}  // namespace

SQL_FUNCTION(hll_registers) {
  const Image image = ImageOf(PG_GETARG_DATUM(0));
  if (image.form() == Form::kUndefined) PG_RETURN_NULL();
  CheckFitsArray(image.params());
  ArrayType* array = NewArray(1 << image.params().log2m());
  RaiseTo(image, NumbersOf(array));
  PG_RETURN_ARRAYTYPE_P(array);
}

// (smallint[], regwidth).
SQL_FUNCTION(hll_from_registers) {
  ArrayType* array = PG_GETARG_ARRAYTYPE_P(0);
  CheckShape(array);
  const std::span<const int16> numbers = NumbersOf(array);
  Params params;
  Check(Params::FromValues(std::countr_zero(numbers.size()), PG_GETARG_INT32(1), 0, 1, &params),
        Origin::kParameters);
  const RegisterArray registers(params, BytesOfRegisters(params, numbers));
  PG_RETURN_DATUM(HllDatum(*Unite(nullptr, registers, CurrentMemoryContext)));
}
