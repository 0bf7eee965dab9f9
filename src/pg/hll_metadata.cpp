// Functions that tell about an hll value: its parameters, its form, and its content as text.
#include <algorithm>

#include "hll/bounds.hpp"
#include "pg/hll_value.hpp"
#include "pg/row.hpp"
#include "pg/varlena.hpp"

using hll::Form;
using hll::Image;
using hll::Params;
using hll::RegisterUpdate;

namespace {

constexpr int kRowRegisters = 32;
// With a larger log2m the text of the registers would exceed the largest string, 1 GB.
constexpr int kMaxPrintedLog2m = 28;

// Prints all registers in rows. Gets only those that are set, in ascending order.
class RowPrinter {
 public:
  explicit RowPrinter(StringInfo out) : out_(out) {}

  void PrintUntil(uint64_t index) {
    while (next_ < index) Print(0);
  }
  void Print(uint8_t value) {
    if (next_ % kRowRegisters == 0) {
      CHECK_FOR_INTERRUPTS();
      appendStringInfo(out_, "\n%4llu: ", static_cast<unsigned long long>(next_));
    }
    appendStringInfo(out_, "%2d ", value);
    ++next_;
  }

 private:
  StringInfo out_;
  uint64_t next_ = 0;
};

const char* NameOf(Form form) {
  switch (form) {
    case Form::kUndefined:
      return "UNDEFINED";
    case Form::kEmpty:
      return "EMPTY";
    case Form::kExplicit:
      return "EXPLICIT";
    case Form::kSparse:
      return "SPARSE";
    case Form::kFull:
      return "FULL";
    case Form::kDense:
      return "DENSE";
  }
  pg_unreachable();
}

void PrintValues(StringInfo out, const Image& image) {
  unsigned long long position = 0;
  image.ForEachHash([&](uint64_t hash) {
    appendStringInfo(out, "\n%llu: %20lld ", position++, static_cast<long long>(hash));
  });
}

void PrintRegisters(StringInfo out, const Image& image) {
  if (image.params().log2m() > kMaxPrintedLog2m)
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                    errmsg("text of 2^%d registers would be too long", image.params().log2m())));
  RowPrinter printer(out);
  image.ForEachRegister([&](RegisterUpdate update) {
    printer.PrintUntil(update.index);
    printer.Print(update.value);
  });
  image.ForEachBlock([&](uint64_t, std::span<const uint8_t> values) {
    for (const uint8_t value : values) printer.Print(value);
  });
  printer.PrintUntil(image.params().registers());
}

void PrintParams(StringInfo out, const Params& params) {
  appendStringInfo(out, "nregs=%llu, nbits=%d, expthresh=%lld",
                   static_cast<unsigned long long>(params.registers()), params.regwidth(),
                   static_cast<long long>(params.expthresh()));
  if (params.expthresh() == hll::kAutomatic)
    appendStringInfo(out, "(%llu)", static_cast<unsigned long long>(params.explicit_limit()));
  appendStringInfo(out, ", sparseon=%d", params.sparseon() ? 1 : 0);
}

}  // namespace

// The text that postgresql-hll prints: SPARSE, FULL and DENSE are all COMPRESSED.
SQL_FUNCTION(hll_print) {
  const Image image = ImageOf(PG_GETARG_DATUM(0));
  StringInfoData out;
  initStringInfo(&out);
  switch (image.form()) {
    case Form::kUndefined:
      appendStringInfoString(&out, "UNDEFINED ");
      PrintParams(&out, image.params());
      break;
    case Form::kEmpty:
      appendStringInfoString(&out, "EMPTY, ");
      PrintParams(&out, image.params());
      break;
    case Form::kExplicit:
      appendStringInfo(&out, "EXPLICIT, %llu elements, ",
                       static_cast<unsigned long long>(image.count()));
      PrintParams(&out, image.params());
      appendStringInfoChar(&out, ':');
      PrintValues(&out, image);
      break;
    case Form::kSparse:
    case Form::kFull:
    case Form::kDense:
      appendStringInfo(&out, "COMPRESSED, %llu filled ",
                       static_cast<unsigned long long>(FilledRegisters(image)));
      PrintParams(&out, image.params());
      appendStringInfoChar(&out, ':');
      PrintRegisters(&out, image);
      break;
  }
  PG_RETURN_CSTRING(out.data);
}

SQL_FUNCTION(hll_schema_version) { PG_RETURN_INT32(VersionOf(HeadOf(PG_GETARG_DATUM(0)).form())); }

// 0 UNDEFINED, 1 EMPTY, 2 EXPLICIT, 3 SPARSE, 4 FULL, 5 DENSE.
SQL_FUNCTION(hll_type) { PG_RETURN_INT32(static_cast<int32>(HeadOf(PG_GETARG_DATUM(0)).form())); }

SQL_FUNCTION(hll_log2m) { PG_RETURN_INT32(HeadOf(PG_GETARG_DATUM(0)).params().log2m()); }

// (error): the log2m that a sketch needs for it.
SQL_FUNCTION(hll_log2m_of_error) {
  const double error = PG_GETARG_FLOAT8(0);
  CheckErrorArgument(error);
  PG_RETURN_INT32(hll::Log2mOfError(error));
}

SQL_FUNCTION(hll_regwidth) { PG_RETURN_INT32(HeadOf(PG_GETARG_DATUM(0)).params().regwidth()); }

SQL_FUNCTION(hll_sparseon) {
  PG_RETURN_INT32(HeadOf(PG_GETARG_DATUM(0)).params().sparseon() ? 1 : 0);
}

SQL_FUNCTION(hll_expthresh) {
  const Params params = HeadOf(PG_GETARG_DATUM(0)).params();
  const Datum values[] = {Int64GetDatum(params.expthresh()),
                          Int64GetDatum(static_cast<int64>(params.explicit_limit()))};
  return RowDatum(fcinfo, values);
}

// hll_nbytes(log2m, regwidth, expthresh): what pg_column_size returns for the largest sketch in
// memory: all registers, or the EXPLICIT values if an expthresh allows for so many.
SQL_FUNCTION(hll_nbytes) {
  Params params;
  Check(Params::FromValues(PG_GETARG_INT32(0), PG_GETARG_INT32(1), PG_GETARG_INT64(2), 1, &params),
        Origin::kParameters);
  const size_t content =
      std::max<size_t>(params.full_bytes(), params.explicit_limit() * sizeof(uint64_t));
  PG_RETURN_INT64(static_cast<int64>(VARHDRSZ + hll::kHeaderBytes + content));
}

SQL_FUNCTION(hll_info) {
  const std::span<const uint8_t> bytes = BytesOf(PG_GETARG_DATUM(0));
  const Image image = ParseImage(bytes, Origin::kStored);
  const Params& params = image.params();
  const bool unknown = image.form() == Form::kUndefined;
  const double count = unknown ? 0.0 : CountDistinct(image);
  const Datum values[] = {
      CStringGetTextDatum(NameOf(image.form())),
      Int32GetDatum(params.log2m()),
      Int32GetDatum(params.regwidth()),
      Int64GetDatum(params.expthresh()),
      Int32GetDatum(params.sparseon() ? 1 : 0),
      Int64GetDatum(static_cast<int64>(VARHDRSZ + bytes.size())),
      Int64GetDatum(static_cast<int64>(FilledRegisters(image))),
      Float8GetDatum(count),
      Float8GetDatum(unknown ? 0.0 : RelativeErrorOf(image, count)),
  };
  const bool nulls[] = {false, false, false, false, false, false, unknown, unknown, unknown};
  return RowDatum(fcinfo, values, nulls);
}
