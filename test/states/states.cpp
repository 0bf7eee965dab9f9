// Functions for t/untrusted_states.t: hand bytes to an aggregate as the states of its parts, as
// Citus does and as PostgreSQL does with those of parallel workers. The test compiles this file.
//
// Each execution reads the states, combines them, writes the result and reads that again, and calls
// the final function three times. An error is an outcome. So is, as a word instead of an SQLSTATE,
// what must never happen:
//
//   unreadable   the deserialize function refuses what the serialize function wrote
//   unstable     the final function gives different values for one state
//   greedy       the states took far more memory than their bytes and the result
#include "pg/pg.hpp"

extern "C" {
#include "catalog/pg_aggregate.h"
#include "executor/executor.h"
#include "nodes/execnodes.h"
#include "utils/datum.h"
#include "utils/expandeddatum.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(outcome);
PG_FUNCTION_INFO_V1(fuzz);
PGDLLEXPORT Datum outcome(PG_FUNCTION_ARGS);
PGDLLEXPORT Datum fuzz(PG_FUNCTION_ARGS);
}

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <span>

namespace {

using Bytes = std::span<const char>;

struct Type {
  Oid oid;
  int16 length;
  bool by_value;
};

struct Value {
  Datum datum;
  bool is_null;
};

Type TypeOf(Oid oid) {
  Type type = {.oid = oid, .length = 0, .by_value = false};
  get_typlenbyval(oid, &type.length, &type.by_value);
  return type;
}

// An aggregate and, as nodes that its functions ask for, the execution of one.
struct Aggregate {
  FmgrInfo read, write, combine, final;
  Oid read_argument;  // of a receive function
  Type state, result;
  AggState* node;
  MemoryContext of_group, of_row;
};

Aggregate LookUp(Oid oid) {
  HeapTuple tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(oid));
  if (!HeapTupleIsValid(tuple)) elog(ERROR, "no aggregate %u", oid);
  const auto* form = reinterpret_cast<Form_pg_aggregate>(GETSTRUCT(tuple));
  Aggregate aggregate = {};
  aggregate.state = TypeOf(form->aggtranstype);
  aggregate.result = TypeOf(get_func_rettype(oid));
  Oid read = form->aggdeserialfn;
  Oid write = form->aggserialfn;
  if (form->aggtranstype != INTERNALOID) {
    bool is_varlena = false;
    getTypeBinaryInputInfo(form->aggtranstype, &read, &aggregate.read_argument);
    getTypeBinaryOutputInfo(form->aggtranstype, &write, &is_varlena);
  }
  fmgr_info(read, &aggregate.read);
  fmgr_info(write, &aggregate.write);
  fmgr_info(form->aggcombinefn, &aggregate.combine);
  if (OidIsValid(form->aggfinalfn)) fmgr_info(form->aggfinalfn, &aggregate.final);
  ReleaseSysCache(tuple);

  aggregate.of_group = AllocSetContextCreate(CurrentMemoryContext, "group", ALLOCSET_DEFAULT_SIZES);
  aggregate.of_row = AllocSetContextCreate(CurrentMemoryContext, "row", ALLOCSET_DEFAULT_SIZES);
  aggregate.node = makeNode(AggState);
  aggregate.node->curaggcontext = makeNode(ExprContext);
  aggregate.node->curaggcontext->ecxt_per_tuple_memory = aggregate.of_group;
  return aggregate;
}

Value Call(Aggregate* aggregate, FmgrInfo* function, std::initializer_list<Value> arguments) {
  LOCAL_FCINFO(call, 3);
  InitFunctionCallInfoData(*call, function, static_cast<short>(arguments.size()), InvalidOid,
                           reinterpret_cast<Node*>(aggregate->node), nullptr);
  size_t i = 0;
  for (const Value& argument : arguments) {
    if (argument.is_null && function->fn_strict) return {0, true};
    call->args[i++] = {.value = argument.datum, .isnull = argument.is_null};
  }
  const Datum datum = FunctionCallInvoke(call);
  return {datum, call->isnull};
}

// Returns memory for so many bytes. Nobody may read behind them: a page follows that stops the
// server. The next call gives the same memory, so nobody may read them later, either.
char* GuardedMemory(size_t bytes) {
  constexpr size_t kMost = size_t{1} << 30;
  constexpr size_t kGuard = size_t{1} << 16;
  static char* memory = nullptr;
  if (memory == nullptr) {
    void* mapped = mmap(nullptr, kMost + kGuard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED || mprotect(mapped, kMost, PROT_READ | PROT_WRITE) != 0)
      elog(ERROR, "no memory: %m");
    memory = static_cast<char*>(mapped);
  }
  return memory + (kMost - bytes);
}

// Reads a state from bytes, into the memory of the row.
Value Read(Aggregate* aggregate, Bytes bytes) {
  if (aggregate->state.oid == INTERNALOID) {
    char* value = GuardedMemory(VARHDRSZ + bytes.size());
    SET_VARSIZE(value, VARHDRSZ + bytes.size());
    memcpy(VARDATA(value), bytes.data(), bytes.size());
    return Call(aggregate, &aggregate->read, {{PointerGetDatum(value), false}, {0, false}});
  }
  const int size = static_cast<int>(bytes.size());
  StringInfoData message = {GuardedMemory(bytes.size()), size, size, 0};
  memcpy(message.data, bytes.data(), bytes.size());
  return Call(aggregate, &aggregate->read,
              {{PointerGetDatum(&message), false},
               {ObjectIdGetDatum(aggregate->read_argument), false},
               {Int32GetDatum(-1), false}});
}

// Copies a new state into the memory of the group, as the executor does.
Value Keep(const Aggregate& aggregate, const Value& before, const Value& state) {
  const Type& type = aggregate.state;
  if (state.is_null || type.by_value || (!before.is_null && before.datum == state.datum))
    return state;
  if (DatumIsReadWriteExpandedObject(state.datum, false, type.length) &&
      MemoryContextGetParent(DatumGetEOHP(state.datum)->eoh_context) == aggregate.of_group)
    return state;
  MemoryContext caller = MemoryContextSwitchTo(aggregate.of_group);
  const Datum copy = datumCopy(state.datum, type.by_value, type.length);
  MemoryContextSwitchTo(caller);
  return {copy, false};
}

Value Combine(Aggregate* aggregate, std::span<const Bytes> states) {
  Value state = {0, true};
  for (const Bytes bytes : states) {
    MemoryContextReset(aggregate->of_row);
    const Value next = Read(aggregate, bytes);
    const bool is_first = aggregate->combine.fn_strict && state.is_null;
    const Value united = is_first ? next : Call(aggregate, &aggregate->combine, {state, next});
    state = Keep(*aggregate, state, united);
  }
  return state;
}

Value ReadOnly(const Aggregate& aggregate, const Value& state) {
  return {MakeExpandedObjectReadOnly(state.datum, state.is_null, aggregate.state.length),
          state.is_null};
}

Value Final(Aggregate* aggregate, const Value& state) {
  const Value value = ReadOnly(*aggregate, state);
  return OidIsValid(aggregate->final.fn_oid) ? Call(aggregate, &aggregate->final, {value}) : value;
}

bool Equal(const Aggregate& aggregate, const Value& a, const Value& b) {
  if (a.is_null || b.is_null) return a.is_null && b.is_null;
  if (aggregate.result.length != -1)
    return datumIsEqual(a.datum, b.datum, aggregate.result.by_value, aggregate.result.length);
  return datumIsEqual(PointerGetDatum(PG_DETOAST_DATUM(a.datum)),
                      PointerGetDatum(PG_DETOAST_DATUM(b.datum)), false, -1);
}

Size SizeOf(const Aggregate& aggregate, const Value& value) {
  if (value.is_null || aggregate.result.length != -1) return sizeof(Datum);
  return VARSIZE_ANY(PG_DETOAST_DATUM(value.datum));
}

struct Execution {
  const char* fault = nullptr;  // a word of the list above
  bool is_written = false;
  Value result = {0, true};
};

void Run(Aggregate* aggregate, std::span<const Bytes> states, Execution* execution) {
  const Value state = Combine(aggregate, states);
  const Value result = Final(aggregate, state);
  Size allowed = 256 * 1024;
  for (const Bytes bytes : states) allowed += 64 * bytes.size();
  const Size taken = MemoryContextMemAllocated(aggregate->of_group, true) +
                     MemoryContextMemAllocated(aggregate->of_row, true);
  if (taken > allowed + 8 * SizeOf(*aggregate, result)) execution->fault = "greedy";

  const Value written = Call(aggregate, &aggregate->write, {ReadOnly(*aggregate, state)});
  if (!Equal(*aggregate, result, Final(aggregate, state))) execution->fault = "unstable";
  execution->is_written = !written.is_null;
  if (!written.is_null) {
    const auto* bytes = reinterpret_cast<const bytea*>(PG_DETOAST_DATUM(written.datum));
    const Value again = Read(aggregate, {VARDATA(bytes), VARSIZE(bytes) - VARHDRSZ});
    execution->is_written = false;
    if (!Equal(*aggregate, result, Final(aggregate, again))) execution->fault = "unstable";
  }
  execution->result = result;
}

// Returns the SQLSTATE, or a fault. 0 for no error.
int Execute(Aggregate* aggregate, std::span<const Bytes> states, Execution* execution) {
  MemoryContext caller = CurrentMemoryContext;
  volatile int error = 0;
  MemoryContextReset(aggregate->of_group);
  MemoryContextReset(aggregate->of_row);
  PG_TRY();
  {
    MemoryContextSwitchTo(aggregate->of_row);
    Run(aggregate, states, execution);
  }
  PG_CATCH();
  {
    MemoryContextSwitchTo(caller);
    error = geterrcode();
    if (error == ERRCODE_QUERY_CANCELED || error == ERRCODE_ADMIN_SHUTDOWN) PG_RE_THROW();
    if (execution->is_written) execution->fault = "unreadable";
    FlushErrorState();
  }
  PG_END_TRY();
  MemoryContextSwitchTo(caller);
  return error;
}

Bytes BytesOf(Datum datum) {
  const auto* value = reinterpret_cast<const bytea*>(PG_DETOAST_DATUM_PACKED(datum));
  return {VARDATA_ANY(value), static_cast<size_t>(VARSIZE_ANY_EXHDR(value))};
}

std::span<Bytes> BytesOfArray(ArrayType* array) {
  Datum* elements = nullptr;
  int count = 0;
  deconstruct_array(array, BYTEAOID, -1, false, TYPALIGN_INT, &elements, nullptr, &count);
  auto* list = static_cast<Bytes*>(palloc0(sizeof(Bytes) * (count + 1)));
  for (int i = 0; i < count; ++i) list[i] = BytesOf(elements[i]);
  return {list, static_cast<size_t>(count)};
}

// SplitMix64 (Steele, Lea, Flood, 2014).
struct Random {
  uint64_t state;

  uint64_t Next() {
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  uint64_t Below(uint64_t limit) { return Next() % std::max<uint64_t>(limit, 1); }
};

// Bytes that change.
struct Variable {
  static constexpr size_t kRoom = 4096;  // for bytes that are put in
  char* bytes;
  size_t size;
  size_t most;

  void Remove(size_t at, size_t count) {
    memmove(bytes + at, bytes + at + count, size - at - count);
    size -= count;
  }
  void Insert(size_t at, const char* from, size_t count) {
    count = std::min(count, most - size);
    memmove(bytes + at + count, bytes + at, size - at);
    memcpy(bytes + at, from, count);
    size += count;
  }
};

void Mutate(Variable* buffer, Bytes other, Random* random) {
  // Headers are short, so half of the changes go there.
  const size_t at =
      random->Below(random->Below(2) ? buffer->size : std::min<size_t>(buffer->size, 52));
  const size_t left = buffer->size - at;
  const uint64_t word = random->Next();
  switch (random->Below(9)) {
    case 0:
      if (left > 0) buffer->bytes[at] ^= static_cast<char>(1 << random->Below(8));
      break;
    case 1:
      if (left > 0) buffer->bytes[at] = static_cast<char>(word);
      break;
    case 2:
      if (left > 0) buffer->bytes[at] = static_cast<char>(word % 2 ? 0 : 0xff);
      break;
    case 3:
      memset(buffer->bytes + at, word % 2 ? 0 : 0xff, std::min<size_t>(left, random->Below(9)));
      break;
    case 4:
      buffer->size = at;
      break;
    case 5:
      buffer->Remove(at, std::min<size_t>(left, 8 * random->Below(4) + random->Below(2)));
      break;
    case 6:
      buffer->Insert(at, reinterpret_cast<const char*>(&word), random->Below(9));
      break;
    case 7: {
      const size_t from = random->Below(other.size());
      buffer->Insert(random->Below(2) ? at : buffer->size, other.data() + from,
                     std::min<size_t>(other.size() - from, random->Below(Variable::kRoom)));
      break;
    }
    case 8: {
      const size_t count = std::min(left, other.size() - std::min(other.size(), at));
      if (count > 0) memcpy(buffer->bytes + at, other.data() + at, random->Below(count + 1));
      break;
    }
  }
}

// A sketch or filter whose header asks for very many registers or blocks is legitimate, but takes a
// second and a gigabyte. Makes most of them smaller.
void Tame(Variable* buffer, Random* random) {
  auto* bytes = reinterpret_cast<uint8_t*>(buffer->bytes);
  if (buffer->size < 2 || random->Below(1000000) == 0) return;
  if (bytes[0] >> 4 == 1) bytes[1] &= 0xef;
  if (bytes[0] == 1 && buffer->size >= 8) bytes[6] = bytes[7] = 0;
}

Bytes Variant(Bytes seed, Variable* buffer, std::span<const Bytes> seeds, Random* random) {
  memcpy(buffer->bytes, seed.data(), seed.size());
  buffer->size = seed.size();
  for (uint64_t left = random->Below(4); left > 0; --left)
    Mutate(buffer, seeds[random->Below(seeds.size())], random);
  Tame(buffer, random);
  return {buffer->bytes, buffer->size};
}

struct Tally {
  const char* what;  // a fault, or null
  int error;
  int64 count;
};

}  // namespace

// (aggregate regprocedure, states bytea[]): the SQLSTATE, a fault, or the result as text.
Datum outcome(FunctionCallInfo fcinfo) {
  Aggregate aggregate = LookUp(PG_GETARG_OID(0));
  Execution execution;
  const int error = Execute(&aggregate, BytesOfArray(PG_GETARG_ARRAYTYPE_P(1)), &execution);
  const char* text = execution.fault;
  if (text == nullptr && error != 0) text = unpack_sql_state(error);
  if (text == nullptr && execution.result.is_null) PG_RETURN_NULL();
  if (text == nullptr) {
    Oid output = InvalidOid;
    bool is_varlena = false;
    getTypeOutputInfo(aggregate.result.oid, &output, &is_varlena);
    text = OidOutputFunctionCall(output, execution.result.datum);
  }
  PG_RETURN_TEXT_P(cstring_to_text(text));
}

// (aggregate regprocedure, seeds bytea[], executions bigint, random bigint): executes with one to
// three variants of the seeds at a time, and returns a row (outcome text, executions bigint) for
// each outcome; 00000 is none of the errors and faults.
Datum fuzz(FunctionCallInfo fcinfo) {
  InitMaterializedSRF(fcinfo, 0);
  Aggregate aggregate = LookUp(PG_GETARG_OID(0));
  const std::span<Bytes> seeds = BytesOfArray(PG_GETARG_ARRAYTYPE_P(1));
  Random random = {static_cast<uint64_t>(PG_GETARG_INT64(3))};
  size_t longest = 0;
  for (const Bytes seed : seeds) longest = std::max(longest, seed.size());
  Variable buffers[3];
  for (Variable& buffer : buffers) {
    buffer.most = longest + Variable::kRoom;
    buffer.bytes = static_cast<char*>(palloc(buffer.most));
  }

  constexpr int kMostOutcomes = 64;
  Tally tallies[kMostOutcomes];
  int outcomes = 0;
  for (int64 left = PG_GETARG_INT64(2); left > 0; --left) {
    CHECK_FOR_INTERRUPTS();
    Bytes states[3];
    const size_t count = 1 + random.Below(3);
    Bytes seed = {};
    for (size_t i = 0; i < count; ++i) {
      // States of one seed unite more often than those of different ones.
      if (i == 0 || random.Below(3) == 0) seed = seeds[random.Below(seeds.size())];
      states[i] = Variant(seed, &buffers[i], seeds, &random);
    }
    Execution execution;
    const int error = Execute(&aggregate, {states, count}, &execution);
    int i = 0;
    while (i < outcomes && (tallies[i].what != execution.fault || tallies[i].error != error)) ++i;
    if (i == kMostOutcomes) elog(ERROR, "too many outcomes");
    if (i == outcomes) tallies[outcomes++] = {execution.fault, error, 0};
    ++tallies[i].count;
  }
  const auto* result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  for (int i = 0; i < outcomes; ++i) {
    const char* text = tallies[i].what ? tallies[i].what : unpack_sql_state(tallies[i].error);
    Datum row[] = {CStringGetTextDatum(text), Int64GetDatum(tallies[i].count)};
    bool nulls[] = {false, false};
    tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
  }
  return 0;
}
