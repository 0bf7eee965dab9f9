// Aggregate states with the type of a value: PostgreSQL's expanded objects, which transition
// functions change in place. Wherever such a state leaves its aggregate, PostgreSQL or Citus asks
// for the flat value. So these aggregates need no serialization functions; and Citus aggregates
// them on the workers, which it doesn't do with states of type internal.
#pragma once

#include <cstdint>

#include "pg/aggregate.hpp"
#include "pg/varlena.hpp"

// Whether PostgreSQL's executor calls, and not Citus, whose calls have no expression.
inline bool IsLasting(const FmgrInfo* site) { return site->fn_expr != nullptr; }

// `Type` says what the object holds. It has
//
//   using Content = ...;
//   static constexpr uint32_t kMagic = ...;
//   static Content* Copy(Datum value, MemoryContext context);  // of a flat value
//   static size_t FlatBytes(Content* content);                 // of the flat value's content
//   static void WriteFlat(Content* content, std::span<uint8_t> value);
template <class Type>
struct Expanded {
  using Content = typename Type::Content;

  ExpandedObjectHeader header;
  uint32_t magic;
  Content* content;

  // A new object for the running function. It is a cache line long, and longer for KeptBy().
  static Expanded* New(FunctionCallInfo fcinfo, Content* content, MemoryContext context);
  // The object behind a value; null if the value is flat.
  static Expanded* Of(Datum value);
  // The state of the running transition function; null for NULL. Somebody else's aggregate may
  // begin with a flat value. Raises 0A000 outside of an aggregate, unless the state is an object
  // that may be changed.
  static Expanded* ToChange(FunctionCallInfo fcinfo);
  // The state of the running final function, for reading only; null for NULL.
  static Content* ToRead(FunctionCallInfo fcinfo);
  static Datum Return(FunctionCallInfo fcinfo, Expanded* object) {
    if (object == nullptr) PG_RETURN_NULL();
    PG_RETURN_DATUM(EOHPGetRWDatum(&object->header));
  }

  // Where the call site keeps the rule by which values are hashed: in fn_extra. But Citus makes a
  // new FmgrInfo for each row; then it is kept behind the object.
  void** KeptBy(FmgrInfo* site) {
    if (IsLasting(site)) return &site->fn_extra;
    site->fn_mcxt = header.eoh_context;
    return reinterpret_cast<void**>(this + 1);
  }
};

// The context of a new object of the running aggregate; raises 0A000 outside of one: a child of the
// aggregate's own, since nodeAgg.c copies other objects.
//
// All objects of an aggregate share one, although deleting one object would then delete all:
// PostgreSQL deletes none whose transition function returns the object that it got. Citus gives
// final functions objects that they may change, and PL/pgSQL deletes these; so there each object
// has a context of its own.
inline MemoryContext NewObjectContext(FunctionCallInfo fcinfo) {
  static constexpr const char* kName = "expanded sketches and filters";
  // Other aggregates may make contexts, too, one for each group. If ours isn't found soon, a second
  // one costs less than the search.
  constexpr int kSearched = 32;
  MemoryContext parent = AggregateContext(fcinfo);
  if (!IsLasting(fcinfo->flinfo)) return AllocSetContextCreate(parent, kName, ALLOCSET_SMALL_SIZES);
  MemoryContext child = parent->firstchild;
  for (int i = 0; i < kSearched && child != nullptr; ++i, child = child->nextchild)
    if (strcmp(child->name, kName) == 0) return child;
  return AllocSetContextCreate(parent, kName, ALLOCSET_DEFAULT_SIZES);
}

template <class Type>
Expanded<Type>* Expanded<Type>::New(FunctionCallInfo fcinfo, Content* content,
                                    MemoryContext context) {
  static const ExpandedObjectMethods methods = {
      [](ExpandedObjectHeader* object) -> Size {
        return VARHDRSZ + Type::FlatBytes(reinterpret_cast<Expanded*>(object)->content);
      },
      // The caller's context may be one in which nothing can be freed, such as that of a sort.
      [](ExpandedObjectHeader* object, void* result, Size size) {
        MemoryContext callers = MemoryContextSwitchTo(object->eoh_context);
        SET_VARSIZE(result, size);
        Type::WriteFlat(reinterpret_cast<Expanded*>(object)->content,
                        ContentOf(static_cast<bytea*>(result)));
        MemoryContextSwitchTo(callers);
      }};
  const size_t kept = IsLasting(fcinfo->flinfo) ? 0 : sizeof(void*);
  auto* object = static_cast<Expanded*>(MemoryContextAllocZero(context, sizeof(Expanded) + kept));
  EOH_init_header(&object->header, &methods, context);
  object->magic = Type::kMagic;
  object->content = content;
  return object;
}

template <class Type>
Expanded<Type>* Expanded<Type>::Of(Datum value) {
  if (!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(value))) return nullptr;
  auto* object = reinterpret_cast<Expanded*>(DatumGetEOHP(value));
  return object->magic == Type::kMagic ? object : nullptr;
}

template <class Type>
Expanded<Type>* Expanded<Type>::ToChange(FunctionCallInfo fcinfo) {
  if (PG_ARGISNULL(0)) return nullptr;
  const Datum value = PG_GETARG_DATUM(0);
  Expanded* object = Of(value);
  if (object != nullptr && VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(value))) return object;
  MemoryContext context = NewObjectContext(fcinfo);
  return New(fcinfo, Type::Copy(value, context), context);
}

template <class Type>
typename Type::Content* Expanded<Type>::ToRead(FunctionCallInfo fcinfo) {
  AggregateContext(fcinfo);
  if (PG_ARGISNULL(0)) return nullptr;
  const Expanded* object = Of(PG_GETARG_DATUM(0));
  return object != nullptr ? object->content : Type::Copy(PG_GETARG_DATUM(0), CurrentMemoryContext);
}
