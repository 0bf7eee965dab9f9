// Functions over sketches: parameters, counts, bounds; make, add, unite, fold.
#include "hll/bounds.hpp"
#include "wasm/hll_value.hpp"

using hll::Folded;
using hll::Form;
using hll::Image;
using hll::Params;
using hll::Sketch;

namespace {

// Makes `sketch` the union of all values, in this order.
bool UniteAll(const Bytes* values, uint32_t count, bool fold, Sketch* sketch) {
  for (uint32_t i = 0; i < count; ++i) {
    Image image;
    if (!ReadHll(values[i], &image)) return false;
    if (i == 0) *sketch = Sketch(image.params());
    if (!(fold ? UniteFolded(sketch, image) : Unite(sketch, image))) return false;
  }
  return true;
}

}  // namespace

// Numbers: log2m, regwidth, expthresh, sparseon, the form, and how many values it holds or
// registers are set.
EXPORT(hll_parse, const Bytes* value)->Outcome {
  Image image;
  if (!ReadHll(*value, &image)) return Outcome::kError;
  const Params& params = image.params();
  return Done({static_cast<double>(params.log2m()), static_cast<double>(params.regwidth()),
               static_cast<double>(params.expthresh()), static_cast<double>(params.sparseon()),
               static_cast<double>(image.form()), static_cast<double>(FilledRegisters(image))});
}

EXPORT(hll_cardinality, const Bytes* value)->Outcome {
  Image image;
  if (!ReadHll(*value, &image)) return Outcome::kError;
  return image.form() == Form::kUndefined ? Outcome::kNull : Done({CountDistinct(image)});
}

EXPORT(hll_error, const Bytes* value)->Outcome {
  Image image;
  if (!ReadHll(*value, &image)) return Outcome::kError;
  return image.form() == Form::kUndefined ? Outcome::kNull : Done({RelativeErrorOf(image)});
}

// Numbers: estimate, lower, upper.
EXPORT(hll_cardinality_bounds, const Bytes* value, double confidence)->Outcome {
  if (!CheckConfidence(confidence)) return Outcome::kError;
  Image image;
  if (!ReadHll(*value, &image)) return Outcome::kError;
  if (image.form() == Form::kUndefined) return Outcome::kNull;
  const auto [estimate, lower, upper] = BoundsOf(image, confidence);
  return Done({estimate, lower, upper});
}

// Bytes: the union. REQUIRES: count > 0, here and below.
EXPORT(hll_union, const Bytes* values, uint32_t count, bool fold)->Outcome {
  Sketch sketch{Params()};
  return UniteAll(values, count, fold, &sketch) ? WriteHll(sketch) : Outcome::kError;
}

// The count of the union.
EXPORT(hll_union_count, const Bytes* values, uint32_t count, bool fold)->Outcome {
  Sketch sketch{Params()};
  if (!UniteAll(values, count, fold, &sketch)) return Outcome::kError;
  return sketch.form() == Form::kUndefined ? Outcome::kNull : Done({CountDistinct(sketch)});
}

// Bytes: an EMPTY sketch.
EXPORT(hll_empty, int64_t log2m, int64_t regwidth, int64_t expthresh, int64_t sparseon)->Outcome {
  Params params;
  const hll::Status status = Params::FromValues(log2m, regwidth, expthresh, sparseon, &params);
  if (!status.ok()) return FailAsParameters(status);
  return CheckLog2m(params) ? WriteHll(Sketch(params)) : Outcome::kError;
}

// Bytes: the value with these hashes.
EXPORT(hll_add, const Bytes* value, const uint64_t* hashes, uint32_t count)->Outcome {
  Image image;
  if (!ReadHll(*value, &image)) return Outcome::kError;
  if (count == 0) return Done(value->span());
  Sketch sketch(image.params());
  if (!Unite(&sketch, image)) return Outcome::kError;
  for (uint32_t i = 0; i < count; ++i)
    if (!AddHash(&sketch, hashes[i])) return Outcome::kError;
  return WriteHll(sketch);
}

// Bytes: the value in the bytes of a schema version, where it has a form for them.
EXPORT(hll_to_version, const Bytes* value, int64_t version)->Outcome {
  if (version != hll::kSchemaVersion && version != hll::kDenseSchemaVersion)
    return FailForVersion(version);
  Image image;
  if (!ReadHll(*value, &image)) return Outcome::kError;
  const bool is_dense = image.form() == Form::kDense;
  if (!HasRegisters(image.form()) || is_dense == (version == hll::kDenseSchemaVersion))
    return Done(value->span());
  Sketch sketch(image.params());
  if (!Unite(&sketch, image)) return Outcome::kError;
  const hll::Encoding encoding =
      EncodingOf(sketch, hll::kAutomaticMaxSparse, static_cast<int>(version));
  if (!is_dense && encoding.form != Form::kDense) return Done(value->span());
  return WriteHll(sketch, encoding);
}

// Bytes: the value with these parameters.
EXPORT(hll_fold, const Bytes* value, int64_t log2m, int64_t regwidth, bool keep_regwidth)->Outcome {
  Image image;
  if (!ReadHll(*value, &image)) return Outcome::kError;
  Params params;
  if (keep_regwidth) regwidth = image.params().regwidth();
  const hll::Status status = FoldParams(image, log2m, regwidth, &params);
  if (!status.ok()) return FailAsParameters(status);
  if (!CheckLog2m(params)) return Outcome::kError;
  if (params == image.params()) return Done(value->span());
  Sketch sketch(params);
  return Unite(&sketch, Folded(image, params)) ? WriteHll(sketch) : Outcome::kError;
}
