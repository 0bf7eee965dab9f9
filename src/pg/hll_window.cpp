// hll_union_agg, hll_union_fold_agg and hll_union_count over window frames whose start moves. They
// differ in their transition or final function.
#include <cmath>

#include "pg/hll_count.hpp"
#include "pg/hll_value.hpp"
#include "pg/moving_union.hpp"

using hll::Image;
using hll::Sketch;

namespace {

struct Sketches {
  using Union = Sketch;

  bool folds = false;  // whether sketches of different parameters are folded

  static Image Read(std::span<const uint8_t> bytes) { return ParseImage(bytes, Origin::kStored); }
  template <class Other>
  Sketch* Unite(Sketch* to, const Other& other, MemoryContext context) const {
    return folds ? UniteFolded(to, other, context) : ::Unite(to, other, context);
  }
  static void Free(Sketch* sketch) { FreeSketch(sketch); }
  template <class Push>
  static bool Write(const Sketch& sketch, Push push) {
    const hll::Encoding encoding = StateEncoding(sketch);
    uint8_t* image = push(encoding.bytes);
    if (image == nullptr) return false;
    WriteHll(sketch, encoding, {image, encoding.bytes});
    return true;
  }
};

using SketchUnion = MovingUnion<Sketches>;

}  // namespace

// (internal, hll).
SQL_FUNCTION(hll_moving_trans) { return SketchUnion::AddRow(fcinfo); }
SQL_FUNCTION(hll_moving_fold_trans) { return SketchUnion::AddRow(fcinfo, {.folds = true}); }
SQL_FUNCTION(hll_moving_trans_inv) { return SketchUnion::RemoveRow(fcinfo); }

SQL_FUNCTION(hll_moving_pack) { PG_RETURN_DATUM(HllDatum(SketchUnion::FrameOf(fcinfo))); }

SQL_FUNCTION(hll_moving_count_final) {
  return RoundedCount(fcinfo, SketchUnion::FrameOf(fcinfo), std::rint);
}
