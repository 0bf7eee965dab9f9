#include "pg/hll_settings.hpp"

#include <bit>
#include <climits>

#include "hll/bounds.hpp"
#include "hll/encode.hpp"
#include "pg/hll_error.hpp"
#include "pg/row.hpp"

using hll::Params;

namespace {

int log2m_setting = 11;
int regwidth_setting = hll::kDefaultRegwidth;
int expthresh_setting = -1;
bool sparseon_setting = true;
int max_sparse_setting = -1;
int output_version_setting = 1;
bool force_groupagg_setting = false;
double count_distinct_error_setting = 0;

bool CheckExpthresh(int* value, void**, GucSource) {
  if (*value <= 0 || std::has_single_bit(static_cast<unsigned>(*value))) return true;
  GUC_check_errdetail("It must be -1 (automatic), 0 (none) or a power of two.");
  return false;
}

bool CheckCountDistinctError(double* value, void**, GucSource) {
  const double smallest = hll::LargeSetError(hll::kMaxLog2mOfError);
  if (*value == 0 || (*value >= smallest && *value < 1)) return true;
  GUC_check_errdetail("It must be 0 (off), or a standard error of at least %.6f and less than 1.",
                      smallest);
  GUC_check_errhint("An error of 1 %% is 0.01.");
  return false;
}

// Plans follow the setting, those that are kept as well.
void AssignCountDistinctError(double value, void*) {
  if (value != count_distinct_error_setting) ResetPlanCache();
}

struct IntegerSetting {
  const char* name;
  const char* description;
  int* variable;
  int minimum;
  int maximum;
  GucIntCheckHook check;
};

void DefineInteger(const IntegerSetting& setting) {
  DefineCustomIntVariable(setting.name, setting.description, nullptr, setting.variable,
                          *setting.variable, setting.minimum, setting.maximum, PGC_USERSET, 0,
                          setting.check, nullptr, nullptr);
}

void DefineBoolean(const char* name, const char* description, bool* variable) {
  DefineCustomBoolVariable(name, description, nullptr, variable, *variable, PGC_USERSET, 0, nullptr,
                           nullptr, nullptr);
}

// Sets it like SET.
void SetForSession(const char* name, int value) {
  SetConfigOption(name, psprintf("%d", value), PGC_USERSET, PGC_S_SESSION);
}

int Exchange(const char* name, const int& variable, int value) {
  const int old = variable;
  SetForSession(name, value);
  return old;
}

}  // namespace

void DefineSettings() {
  const IntegerSetting integers[] = {
      {"hll.log2m", "Default of log2m: a new sketch has 2^log2m registers.", &log2m_setting,
       hll::kMinLog2m, hll::kMaxLog2m, nullptr},
      {"hll.regwidth", "Default of regwidth: the bits of a register.", &regwidth_setting,
       hll::kMinRegwidth, hll::kMaxRegwidth, nullptr},
      {"hll.expthresh", "Default of expthresh: up to how many values a sketch is exact.",
       &expthresh_setting, -1, static_cast<int>(hll::kMaxExpthresh), CheckExpthresh},
      {"hll.max_sparse", "The most registers that are written in the SPARSE form; -1 chooses.",
       &max_sparse_setting, -1, INT_MAX, nullptr},
      {"hll.output_version", "The newest schema version of the bytes that are written.",
       &output_version_setting, hll::kSchemaVersion, hll::kDenseSchemaVersion, nullptr},
  };
  for (const IntegerSetting& setting : integers) DefineInteger(setting);
  DefineBoolean("hll.sparseon", "Default of sparseon: whether the SPARSE form may be used.",
                &sparseon_setting);
  DefineBoolean("hll.force_groupagg", "Has no effect; old configurations may set it.",
                &force_groupagg_setting);
  DefineCustomRealVariable("hll.count_distinct_error",
                           "Standard error of count(DISTINCT x), which becomes "
                           "approx_count_distinct(x, error); 0 leaves it exact.",
                           nullptr, &count_distinct_error_setting, count_distinct_error_setting, 0,
                           1, PGC_USERSET, GUC_EXPLAIN, CheckCountDistinctError,
                           AssignCountDistinctError, nullptr);
  MarkGUCPrefixReserved("hll");
}

ParameterSettings CurrentParameterSettings() {
  return {log2m_setting, regwidth_setting, expthresh_setting, sparseon_setting ? 1 : 0};
}

Params ParamsFromSettings(const int64_t* given, int count) {
  const ParameterSettings settings = CurrentParameterSettings();
  int64_t values[] = {settings.log2m, settings.regwidth, settings.expthresh, settings.sparseon};
  for (int i = 0; i < count; ++i) values[i] = given[i];
  Params params;
  Check(Params::FromValues(values[0], values[1], values[2], values[3], &params),
        Origin::kParameters);
  return params;
}

Params ParamsFromArguments(FunctionCallInfo fcinfo, int first) {
  constexpr int kExpthresh = 2;  // expthresh is the only bigint
  int64_t given[4];
  const int count = PG_NARGS() - first;
  for (int i = 0; i < count; ++i) {
    if (PG_ARGISNULL(first + i)) RaiseNullParameter();
    given[i] = i == kExpthresh ? PG_GETARG_INT64(first + i) : PG_GETARG_INT32(first + i);
  }
  return ParamsFromSettings(given, count);
}

double CountDistinctErrorSetting() { return count_distinct_error_setting; }

int64_t MaxSparseSetting() { return max_sparse_setting; }
int OutputVersionSetting() { return output_version_setting; }

SQL_FUNCTION(hll_set_output_version) {
  PG_RETURN_INT32(Exchange("hll.output_version", output_version_setting, PG_GETARG_INT32(0)));
}

SQL_FUNCTION(hll_set_max_sparse) {
  PG_RETURN_INT32(Exchange("hll.max_sparse", max_sparse_setting, PG_GETARG_INT32(0)));
}

SQL_FUNCTION(hll_set_defaults) {
  const ParameterSettings old = CurrentParameterSettings();
  const Params params = ParamsFromArguments(fcinfo, 0);
  SetForSession("hll.log2m", params.log2m());
  SetForSession("hll.regwidth", params.regwidth());
  SetForSession("hll.expthresh", static_cast<int>(params.expthresh()));
  SetForSession("hll.sparseon", params.sparseon() ? 1 : 0);

  const Datum values[] = {Int32GetDatum(old.log2m), Int32GetDatum(old.regwidth),
                          Int64GetDatum(old.expthresh), Int32GetDatum(old.sparseon)};
  return RowDatum(fcinfo, values);
}
