// The state of a self-sizing bloom_agg as bytes, and back.
#include "pg/bloom_self_sizing.hpp"
#include "pg/varlena.hpp"
#include "util/bits.hpp"

using bloom::Filter;
using bloom::MutableFilter;

namespace {

// Where the parts of a state's bytes begin.
constexpr size_t kKindAt = sizeof(double);
constexpr size_t kFilterSizeAt = kKindAt + bloom::Kind::kBytes;
constexpr size_t kContentAt = kFilterSizeAt + sizeof(uint32_t);

[[noreturn]] void RaiseBadState(const char* detail) {
  ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
                  errmsg("invalid state of bloom_agg"), errdetail("%s", detail)));
}

void CheckState(bool is_right, const char* detail) {
  if (!is_right) RaiseBadState(detail);
}

// Whether the rate has no more digits than parameters keep.
bool IsRate(double fpr) {
  bloom::Params params;
  return bloom::Params::FromValues(1, fpr, &params).ok() && params.fpr() == fpr;
}

}  // namespace

// Writes the rate, the kind, the size of the filter, and then either the filter or the hashes.
bytea* SelfSizingFilter::Serialize() {
  StringInfoData out;
  pq_begintypsend(&out);
  pq_sendfloat8(&out, fpr_);
  pq_sendbytes(&out, kind_.bytes, bloom::Kind::kBytes);
  const MutableFilter filter = state_.Settle();
  pq_sendint32(&out, static_cast<uint32>(filter.size()));
  pq_sendbytes(&out, reinterpret_cast<const char*>(filter.memory().data()),
               static_cast<int>(filter.size()));
  ForEachHash([&](uint64_t hash) { pq_sendint64(&out, hash); });
  return pq_endtypsend(&out);
}

SelfSizingFilter* SelfSizingFilter::Deserialize(Datum bytes, MemoryContext context) {
  const std::span<const uint8_t> content = BytesOf(bytes);
  CheckState(content.size() >= kContentAt, "It ends within its header.");
  const auto fpr = std::bit_cast<double>(LoadBigEndian<uint64_t>(content.data()));
  CheckState(IsRate(fpr), "Its false positive rate is none that bloom_agg writes.");
  SelfSizingFilter* state = Create(fpr, context);
  memcpy(state->kind_.bytes, &content[kKindAt], bloom::Kind::kBytes);
  CheckState(state->kind_.valid(), "The kind of its elements is not ASCII text padded with zeros.");
  const auto filter_bytes = LoadBigEndian<uint32_t>(&content[kFilterSizeAt]);
  const std::span<const uint8_t> rest = content.subspan(kContentAt);
  CheckState(state->kind_.empty() == rest.empty(),
             "It holds elements without a kind, or has a kind without elements.");
  if (filter_bytes == 0) {
    state->ReadHashes(rest);
  } else {
    CheckState(filter_bytes == rest.size(), "Its size is not that of its filter.");
    state->ReadFilter(rest);
  }
  return state;
}

// There is a filter once there are more elements than a SPARSE one holds.
void SelfSizingFilter::ReadFilter(std::span<const uint8_t> bytes) {
  const Filter filter = ParseFilter(bytes, Origin::kBinary);
  CheckState(filter.form() == bloom::Form::kDense && filter.HoldsKind(kind_) &&
                 filter.params().fpr() == fpr_,
             "Its filter is not DENSE, or has another kind of elements or false positive rate.");
  state_.filter = CopyFilter(filter, context_);
}

void SelfSizingFilter::ReadHashes(std::span<const uint8_t> bytes) {
  constexpr size_t kHashBytes = sizeof(uint64_t);
  constexpr char kTwice[] = "One of its hashes is there twice.";
  CheckState(bytes.size() % kHashBytes == 0, "Its last hash is cut short.");
  if (bytes.empty()) return;
  Reserve(bytes.size() / kHashBytes);
  for (size_t at = 0; at < bytes.size(); at += kHashBytes) {
    CHECK_FOR_INTERRUPTS();
    const uint64_t before = hashes();
    AddHash(LoadBigEndian<uint64_t>(&bytes[at]));
    CheckState(has_filter() || hashes() > before, kTwice);
  }
  // So many different hashes that memory holds no table of them make a DENSE filter.
  CheckState(!has_filter() || state_.filter.is_dense(), kTwice);
}
