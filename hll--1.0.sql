-- hll 1.0: everything that CREATE EXTENSION hll makes. REFERENCE.md says what each object does.
-- COST, where it is given, is about ten times the microseconds that a call takes at log2m 11.

\echo Use "CREATE EXTENSION hll" to load this file. \quit

-- The type hll: a distinct-value counter.

CREATE TYPE hll;

CREATE FUNCTION hll_in(cstring, oid, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_in(cstring, oid, integer) IS 'input function of type hll';

CREATE FUNCTION hll_out(hll) RETURNS cstring
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_out(hll) IS 'output function of type hll';

CREATE FUNCTION hll_recv(internal, oid, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_recv(internal, oid, integer) IS 'binary input function of type hll';

CREATE FUNCTION hll_send(hll) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_send(hll) IS 'binary output function of type hll';

CREATE FUNCTION hll_typmod_in(cstring[]) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_typmod_in(cstring[]) IS 'type modifier input function of type hll';

CREATE FUNCTION hll_typmod_out(integer) RETURNS cstring
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_typmod_out(integer) IS 'type modifier output function of type hll';

CREATE TYPE hll (
  INPUT = hll_in,
  OUTPUT = hll_out,
  RECEIVE = hll_recv,
  SEND = hll_send,
  TYPMOD_IN = hll_typmod_in,
  TYPMOD_OUT = hll_typmod_out,
  STORAGE = external
);
COMMENT ON TYPE hll IS 'distinct-value counter: HyperLogLog with exact small sets';

CREATE FUNCTION hll(hll, integer, boolean) RETURNS hll
  AS 'MODULE_PATHNAME', 'hll_coerce'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll(hll, integer, boolean) IS 'checks a value against the type modifier (log2m, regwidth, expthresh, sparseon)';

CREATE CAST (hll AS hll) WITH FUNCTION hll(hll, integer, boolean) AS IMPLICIT;
COMMENT ON CAST (hll AS hll) IS 'applies a type modifier';

CREATE FUNCTION hll_from_bytea(bytea) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_from_bytea(bytea) IS 'the sketch that these bytes are; an error if they are none';

CREATE CAST (bytea AS hll) WITH FUNCTION hll_from_bytea(bytea);
COMMENT ON CAST (bytea AS hll) IS 'the sketch that these bytes are; an error if they are none';

CREATE CAST (hll AS bytea) WITHOUT FUNCTION;
COMMENT ON CAST (hll AS bytea) IS 'the stored bytes of a sketch';

-- The type hll_hashval: what is counted, a 64-bit hash.

CREATE TYPE hll_hashval;

CREATE FUNCTION hll_hashval_in(cstring) RETURNS hll_hashval
  AS 'int8in'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_in(cstring) IS 'input function of type hll_hashval';

CREATE FUNCTION hll_hashval_out(hll_hashval) RETURNS cstring
  AS 'int8out'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_out(hll_hashval) IS 'output function of type hll_hashval';

CREATE FUNCTION hll_hashval_recv(internal) RETURNS hll_hashval
  AS 'int8recv'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_recv(internal) IS 'binary input function of type hll_hashval';

CREATE FUNCTION hll_hashval_send(hll_hashval) RETURNS bytea
  AS 'int8send'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_send(hll_hashval) IS 'binary output function of type hll_hashval';

CREATE TYPE hll_hashval (
  INPUT = hll_hashval_in,
  OUTPUT = hll_hashval_out,
  RECEIVE = hll_hashval_recv,
  SEND = hll_hashval_send,
  LIKE = bigint
);
COMMENT ON TYPE hll_hashval IS 'hash of an element, as hll_hash_bigint(x) and the like make them';

CREATE FUNCTION hll_hashval(bigint) RETURNS hll_hashval
  AS 'int8up'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval(bigint) IS 'takes the number as a hash without hashing it: counts plain numbers wrong; use hll_hash_bigint(x)';

CREATE FUNCTION hll_hashval_int4(integer) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_int4(integer) IS 'takes the sign-extended number as a hash without hashing it: counts plain numbers wrong; use hll_hash_integer(x)';

CREATE CAST (bigint AS hll_hashval) WITHOUT FUNCTION;
COMMENT ON CAST (bigint AS hll_hashval) IS 'takes the number as a hash without hashing it: counts plain numbers wrong; use hll_hash_bigint(x)';

CREATE CAST (integer AS hll_hashval) WITH FUNCTION hll_hashval_int4(integer);
COMMENT ON CAST (integer AS hll_hashval) IS 'takes the sign-extended number as a hash without hashing it: counts plain numbers wrong; use hll_hash_integer(x)';

CREATE CAST (hll_hashval AS bigint) WITHOUT FUNCTION;
COMMENT ON CAST (hll_hashval AS bigint) IS 'the hash as a number';

-- Hash functions. The second argument is the seed.

CREATE FUNCTION hll_hash_boolean(boolean, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_boolean(boolean, integer) IS 'hash of a boolean value';

CREATE FUNCTION hll_hash_smallint(smallint, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_smallint(smallint, integer) IS 'hash of a smallint value';

CREATE FUNCTION hll_hash_integer(integer, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_integer(integer, integer) IS 'hash of a integer value';

CREATE FUNCTION hll_hash_bigint(bigint, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_bigint(bigint, integer) IS 'hash of a bigint value';

CREATE FUNCTION hll_hash_bytea(bytea, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_bytea(bytea, integer) IS 'hash of the bytes';

CREATE FUNCTION hll_hash_text(text, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_text(text, integer) IS 'hash of the bytes of the text';

CREATE FUNCTION hll_hash_any(anyelement, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_any(anyelement, integer) IS 'hash of a value of any type; equal values have equal hashes';

-- Making, filling and uniting sketches.

CREATE FUNCTION hll_empty() RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty() IS 'an empty sketch (parameters from the settings)';

CREATE FUNCTION hll_empty(integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty(integer) IS 'an empty sketch (log2m; the other parameters from the settings)';

CREATE FUNCTION hll_empty(integer, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty(integer, integer) IS 'an empty sketch (log2m, regwidth; the other parameters from the settings)';

CREATE FUNCTION hll_empty(integer, integer, bigint) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty(integer, integer, bigint) IS 'an empty sketch (log2m, regwidth, expthresh; the other parameters from the settings)';

CREATE FUNCTION hll_empty(integer, integer, bigint, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty(integer, integer, bigint, integer) IS 'an empty sketch (log2m, regwidth, expthresh, sparseon)';

CREATE FUNCTION hll_add(hll, hll_hashval) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_add(hll, hll_hashval) IS 'the sketch with one more hash';

CREATE FUNCTION hll_add_rev(hll_hashval, hll) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_rev(hll_hashval, hll) IS 'the sketch with one more hash';

CREATE FUNCTION hll_add_changes(hll, hll_hashval) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_changes(hll, hll_hashval) IS 'whether hll_add would change the sketch';

CREATE FUNCTION hll_union(hll, hll) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_union(hll, hll) IS 'the sketch of the union';

CREATE FUNCTION hll_union(hll[]) RETURNS hll
  AS 'MODULE_PATHNAME', 'hll_union_array'
  LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hll_union(hll[]) IS 'the sketch of the union of all elements';

CREATE FUNCTION hll_union(hll, hll, VARIADIC hll[]) RETURNS hll
  AS 'MODULE_PATHNAME', 'hll_union_variadic'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hll_union(hll, hll, VARIADIC hll[]) IS 'the sketch of the union of three or more';

CREATE OPERATOR || (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_union,
  COMMUTATOR = ||
);
COMMENT ON OPERATOR || (hll, hll) IS 'the sketch of the union';

CREATE OPERATOR || (
  LEFTARG = hll, RIGHTARG = hll_hashval, FUNCTION = hll_add,
  COMMUTATOR = ||
);
COMMENT ON OPERATOR || (hll, hll_hashval) IS 'the sketch with one more hash';

CREATE OPERATOR || (
  LEFTARG = hll_hashval, RIGHTARG = hll, FUNCTION = hll_add_rev,
  COMMUTATOR = ||
);
COMMENT ON OPERATOR || (hll_hashval, hll) IS 'the sketch with one more hash';

-- Counting.

CREATE FUNCTION hll_cardinality(hll) RETURNS double precision
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_cardinality(hll) IS 'the number of distinct values, exact for small sets; NULL for UNDEFINED';

CREATE FUNCTION hll_cardinality_classic(hll) RETURNS double precision
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_cardinality_classic(hll) IS 'the number that postgresql-hll''s estimator gives';

CREATE OPERATOR # (
  RIGHTARG = hll, FUNCTION = hll_cardinality
);
COMMENT ON OPERATOR # (NONE, hll) IS 'the number of distinct values (in arithmetic write hll_cardinality(x))';

-- Errors and bounds.

CREATE FUNCTION hll_error(hll) RETURNS double precision
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_error(hll) IS 'the relative standard error of its count; 0 if that is exact';

CREATE FUNCTION hll_cardinality_bounds(hll, confidence double precision DEFAULT 0.95,
    OUT estimate double precision, OUT lower double precision, OUT upper double precision) RETURNS record
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION hll_cardinality_bounds(hll, double precision) IS 'the number of distinct values, and bounds that hold the true one with this confidence';

-- What two sketches have in common.

CREATE FUNCTION hll_intersection(hll, hll) RETURNS double precision
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_intersection(hll, hll) IS 'the number of values that both have';

CREATE FUNCTION hll_difference(hll, hll) RETURNS double precision
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_difference(hll, hll) IS 'the number of values that the first has and the second has not';

CREATE FUNCTION hll_jaccard(hll, hll) RETURNS double precision
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_jaccard(hll, hll) IS 'intersection over union, from 0 to 1';

CREATE FUNCTION hll_overlap(hll, hll) RETURNS double precision
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_overlap(hll, hll) IS 'intersection over the smaller of the two, from 0 to 1';

CREATE FUNCTION hll_intersection_bounds(hll, hll, confidence double precision DEFAULT 0.95,
    OUT estimate double precision, OUT lower double precision, OUT upper double precision,
    OUT reliable boolean) RETURNS record
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION hll_intersection_bounds(hll, hll, double precision) IS 'the number of values that both have, bounds that hold the true one with this confidence, and whether by the likelihood its standard error is at most 50 %';

-- Fewer or narrower registers.

CREATE FUNCTION hll_fold(hll, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION hll_fold(hll, integer) IS 'the sketch that the same values would have made with a smaller log2m';

CREATE FUNCTION hll_fold(hll, integer, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION hll_fold(hll, integer, integer) IS 'the sketch that the same values would have made with a smaller log2m and regwidth';

-- What a sketch says of itself.

CREATE FUNCTION hll_print(hll) RETURNS cstring
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_print(hll) IS 'readable text of the parameters and the content';

CREATE FUNCTION hll_schema_version(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_schema_version(hll) IS 'schema version of the stored bytes';

CREATE FUNCTION hll_type(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_type(hll) IS 'form of the stored bytes: 0 UNDEFINED, 1 EMPTY, 2 EXPLICIT, 3 SPARSE, 4 FULL';

CREATE FUNCTION hll_log2m(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_log2m(hll) IS 'logarithm of the number of registers';

CREATE FUNCTION hll_regwidth(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_regwidth(hll) IS 'bits of a register';

CREATE FUNCTION hll_expthresh(hll, OUT specified bigint, OUT effective bigint)
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_expthresh(hll) IS 'up to how many values the sketch is exact: as specified (-1 is automatic) and in effect';

CREATE FUNCTION hll_sparseon(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_sparseon(hll) IS '1 if the SPARSE form may be used, else 0';

-- Settings. SET hll.log2m = 12 and the like do the same.

CREATE FUNCTION hll_set_defaults(i_log2m integer, i_regwidth integer, i_expthresh bigint, i_sparseon integer,
    OUT o_log2m integer, OUT o_regwidth integer, OUT o_expthresh bigint, OUT o_sparseon integer)
  AS 'MODULE_PATHNAME'
  LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION hll_set_defaults(integer, integer, bigint, integer) IS 'sets hll.log2m, hll.regwidth, hll.expthresh and hll.sparseon for the session and returns the old values';

CREATE FUNCTION hll_set_max_sparse(integer) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION hll_set_max_sparse(integer) IS 'sets hll.max_sparse for the session and returns the old value';

CREATE FUNCTION hll_set_output_version(integer) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION hll_set_output_version(integer) IS 'sets hll.output_version for the session and returns the old value';

-- Aggregates and the functions behind them.

CREATE FUNCTION hll_add_trans0(internal, hll_hashval) RETURNS internal
  AS 'MODULE_PATHNAME', 'hll_add_trans'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_trans0(internal, hll_hashval) IS 'transition function of hll_add_agg';

CREATE FUNCTION hll_add_trans1(internal, hll_hashval, integer) RETURNS internal
  AS 'MODULE_PATHNAME', 'hll_add_trans'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_trans1(internal, hll_hashval, integer) IS 'transition function of hll_add_agg';

CREATE FUNCTION hll_add_trans2(internal, hll_hashval, integer, integer) RETURNS internal
  AS 'MODULE_PATHNAME', 'hll_add_trans'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_trans2(internal, hll_hashval, integer, integer) IS 'transition function of hll_add_agg';

CREATE FUNCTION hll_add_trans3(internal, hll_hashval, integer, integer, bigint) RETURNS internal
  AS 'MODULE_PATHNAME', 'hll_add_trans'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_trans3(internal, hll_hashval, integer, integer, bigint) IS 'transition function of hll_add_agg';

CREATE FUNCTION hll_add_trans4(internal, hll_hashval, integer, integer, bigint, integer) RETURNS internal
  AS 'MODULE_PATHNAME', 'hll_add_trans'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_trans4(internal, hll_hashval, integer, integer, bigint, integer) IS 'transition function of hll_add_agg';

CREATE FUNCTION hll_union_trans(internal, hll) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_union_trans(internal, hll) IS 'transition function of hll_union_agg';

CREATE FUNCTION hll_union_internal(internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_union_internal(internal, internal) IS 'combine function of the aggregates';

CREATE FUNCTION hll_serialize(internal) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_serialize(internal) IS 'serialization function of the aggregates';

CREATE FUNCTION hll_deserialize(bytea, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_deserialize(bytea, internal) IS 'deserialization function of the aggregates';

CREATE FUNCTION hll_pack(internal) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_pack(internal) IS 'final function: the sketch';

CREATE FUNCTION hll_moving_trans(internal, hll) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_moving_trans(internal, hll) IS 'transition function of hll_union_agg over moving frames';

CREATE FUNCTION hll_moving_trans_inv(internal, hll) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_moving_trans_inv(internal, hll) IS 'inverse transition function of hll_union_agg over moving frames';

CREATE FUNCTION hll_moving_pack(internal) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_moving_pack(internal) IS 'final function over moving frames: the sketch';

CREATE FUNCTION hll_card_unpacked(internal) RETURNS double precision
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_card_unpacked(internal) IS 'final function: the number of distinct values';

CREATE FUNCTION hll_floor_card_unpacked(internal) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_floor_card_unpacked(internal) IS 'final function: the number of distinct values, rounded down';

CREATE FUNCTION hll_ceil_card_unpacked(internal) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_ceil_card_unpacked(internal) IS 'final function: the number of distinct values, rounded up';

CREATE AGGREGATE hll_add_agg(hll_hashval) (
  SFUNC = hll_add_trans0, STYPE = internal, SSPACE = 256, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval) IS 'the sketch of all hashes; hll_hash_bigint(x) and the like make hashes';

CREATE AGGREGATE hll_add_agg(hll_hashval, integer) (
  SFUNC = hll_add_trans1, STYPE = internal, SSPACE = 256, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval, integer) IS 'the sketch of all hashes (log2m given); hll_hash_bigint(x) and the like make hashes';

CREATE AGGREGATE hll_add_agg(hll_hashval, integer, integer) (
  SFUNC = hll_add_trans2, STYPE = internal, SSPACE = 256, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval, integer, integer) IS 'the sketch of all hashes (log2m, regwidth given); hll_hash_bigint(x) and the like make hashes';

CREATE AGGREGATE hll_add_agg(hll_hashval, integer, integer, bigint) (
  SFUNC = hll_add_trans3, STYPE = internal, SSPACE = 256, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval, integer, integer, bigint) IS 'the sketch of all hashes (log2m, regwidth, expthresh given); hll_hash_bigint(x) and the like make hashes';

CREATE AGGREGATE hll_add_agg(hll_hashval, integer, integer, bigint, integer) (
  SFUNC = hll_add_trans4, STYPE = internal, SSPACE = 256, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval, integer, integer, bigint, integer) IS 'the sketch of all hashes (log2m, regwidth, expthresh, sparseon given); hll_hash_bigint(x) and the like make hashes';

CREATE AGGREGATE hll_union_agg(hll) (
  SFUNC = hll_union_trans, STYPE = internal, SSPACE = 2560, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_moving_trans, MINVFUNC = hll_moving_trans_inv, MSTYPE = internal, MSSPACE = 40960,
  MFINALFUNC = hll_moving_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_union_agg(hll) IS 'the sketch of the union of all sketches';

-- Distinct counting in one call.

CREATE FUNCTION approx_count_distinct_trans(internal, anyelement) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_trans(internal, anyelement) IS 'transition function of approx_count_distinct';

CREATE FUNCTION approx_count_distinct_trans(internal, anyelement, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_trans(internal, anyelement, integer) IS 'transition function of approx_count_distinct (log2m given)';

CREATE FUNCTION approx_count_distinct_final(internal) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_final(internal) IS 'final function of approx_count_distinct';

CREATE AGGREGATE approx_count_distinct(anyelement) (
  SFUNC = approx_count_distinct_trans, STYPE = internal, SSPACE = 256,
  FINALFUNC = approx_count_distinct_final,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE approx_count_distinct(anyelement) IS 'the number of distinct values, estimated';

CREATE AGGREGATE approx_count_distinct(anyelement, integer) (
  SFUNC = approx_count_distinct_trans, STYPE = internal, SSPACE = 256,
  FINALFUNC = approx_count_distinct_final,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE approx_count_distinct(anyelement, integer) IS 'the number of distinct values, estimated (log2m given)';

-- Operator classes, so that DISTINCT, GROUP BY, UNION, ORDER BY and indexes work. Sketches compare
-- by their stored bytes, hash values as signed numbers; the order means nothing else.

CREATE FUNCTION hll_eq(hll, hll) RETURNS boolean
  AS 'byteaeq'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_eq(hll, hll) IS 'implementation of = operator';

CREATE FUNCTION hll_ne(hll, hll) RETURNS boolean
  AS 'byteane'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_ne(hll, hll) IS 'implementation of <> operator';

CREATE FUNCTION hll_lt(hll, hll) RETURNS boolean
  AS 'bytealt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_lt(hll, hll) IS 'implementation of < operator';

CREATE FUNCTION hll_le(hll, hll) RETURNS boolean
  AS 'byteale'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_le(hll, hll) IS 'implementation of <= operator';

CREATE FUNCTION hll_gt(hll, hll) RETURNS boolean
  AS 'byteagt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_gt(hll, hll) IS 'implementation of > operator';

CREATE FUNCTION hll_ge(hll, hll) RETURNS boolean
  AS 'byteage'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_ge(hll, hll) IS 'implementation of >= operator';

CREATE FUNCTION hll_cmp(hll, hll) RETURNS integer
  AS 'byteacmp'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_cmp(hll, hll) IS 'less-equal-greater';

CREATE FUNCTION hll_opclass_hash(hll) RETURNS integer
  AS 'hashvarlena'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_opclass_hash(hll) IS 'hash function of the hash operator class';

CREATE FUNCTION hll_opclass_hash_extended(hll, bigint) RETURNS bigint
  AS 'hashvarlenaextended'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_opclass_hash_extended(hll, bigint) IS '64-bit hash function of the hash operator class';

CREATE OPERATOR = (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel,
  HASHES, MERGES
);
COMMENT ON OPERATOR = (hll, hll) IS 'equal, by stored bytes';

CREATE OPERATOR <> (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (hll, hll) IS 'not equal, by stored bytes';

CREATE OPERATOR < (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (hll, hll) IS 'less than, by stored bytes';

CREATE OPERATOR <= (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (hll, hll) IS 'less than or equal, by stored bytes';

CREATE OPERATOR > (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (hll, hll) IS 'greater than, by stored bytes';

CREATE OPERATOR >= (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (hll, hll) IS 'greater than or equal, by stored bytes';

CREATE OPERATOR FAMILY hll_ops USING btree;
COMMENT ON OPERATOR FAMILY hll_ops USING btree IS 'order of type hll';
CREATE OPERATOR CLASS hll_ops DEFAULT FOR TYPE hll USING btree FAMILY hll_ops AS
  OPERATOR 1 <,
  OPERATOR 2 <=,
  OPERATOR 3 =,
  OPERATOR 4 >=,
  OPERATOR 5 >,
  FUNCTION 1 hll_cmp(hll, hll),
  FUNCTION 4 (hll, hll) pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS hll_ops USING btree IS 'order of type hll, by stored bytes';

CREATE OPERATOR FAMILY hll_hash_ops USING hash;
COMMENT ON OPERATOR FAMILY hll_hash_ops USING hash IS 'equality of type hll';
CREATE OPERATOR CLASS hll_hash_ops DEFAULT FOR TYPE hll USING hash FAMILY hll_hash_ops AS
  OPERATOR 1 =,
  FUNCTION 1 hll_opclass_hash(hll),
  FUNCTION 2 hll_opclass_hash_extended(hll, bigint);
COMMENT ON OPERATOR CLASS hll_hash_ops USING hash IS 'equality of type hll, by stored bytes';

CREATE FUNCTION hll_hashval_eq(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8eq'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_eq(hll_hashval, hll_hashval) IS 'implementation of = operator';

CREATE FUNCTION hll_hashval_ne(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8ne'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_ne(hll_hashval, hll_hashval) IS 'implementation of <> operator';

CREATE FUNCTION hll_hashval_lt(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8lt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_lt(hll_hashval, hll_hashval) IS 'implementation of < operator';

CREATE FUNCTION hll_hashval_le(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8le'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_le(hll_hashval, hll_hashval) IS 'implementation of <= operator';

CREATE FUNCTION hll_hashval_gt(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8gt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_gt(hll_hashval, hll_hashval) IS 'implementation of > operator';

CREATE FUNCTION hll_hashval_ge(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8ge'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_ge(hll_hashval, hll_hashval) IS 'implementation of >= operator';

CREATE FUNCTION hll_hashval_cmp(hll_hashval, hll_hashval) RETURNS integer
  AS 'btint8cmp'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_cmp(hll_hashval, hll_hashval) IS 'less-equal-greater';

CREATE FUNCTION hll_hashval_opclass_hash(hll_hashval) RETURNS integer
  AS 'hashint8'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_opclass_hash(hll_hashval) IS 'hash function of the hash operator class';

CREATE FUNCTION hll_hashval_opclass_hash_extended(hll_hashval, bigint) RETURNS bigint
  AS 'hashint8extended'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_opclass_hash_extended(hll_hashval, bigint) IS '64-bit hash function of the hash operator class';

CREATE OPERATOR = (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel,
  HASHES, MERGES
);
COMMENT ON OPERATOR = (hll_hashval, hll_hashval) IS 'equal';

CREATE OPERATOR <> (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (hll_hashval, hll_hashval) IS 'not equal';

CREATE OPERATOR < (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (hll_hashval, hll_hashval) IS 'less than';

CREATE OPERATOR <= (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (hll_hashval, hll_hashval) IS 'less than or equal';

CREATE OPERATOR > (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (hll_hashval, hll_hashval) IS 'greater than';

CREATE OPERATOR >= (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (hll_hashval, hll_hashval) IS 'greater than or equal';

CREATE OPERATOR FAMILY hll_hashval_ops USING btree;
COMMENT ON OPERATOR FAMILY hll_hashval_ops USING btree IS 'order of type hll_hashval';
CREATE OPERATOR CLASS hll_hashval_ops DEFAULT FOR TYPE hll_hashval USING btree FAMILY hll_hashval_ops AS
  OPERATOR 1 <,
  OPERATOR 2 <=,
  OPERATOR 3 =,
  OPERATOR 4 >=,
  OPERATOR 5 >,
  FUNCTION 1 hll_hashval_cmp(hll_hashval, hll_hashval),
  FUNCTION 4 (hll_hashval, hll_hashval) pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS hll_hashval_ops USING btree IS 'order of type hll_hashval, by number';

CREATE OPERATOR FAMILY hll_hashval_hash_ops USING hash;
COMMENT ON OPERATOR FAMILY hll_hashval_hash_ops USING hash IS 'equality of type hll_hashval';
CREATE OPERATOR CLASS hll_hashval_hash_ops DEFAULT FOR TYPE hll_hashval USING hash FAMILY hll_hashval_hash_ops AS
  OPERATOR 1 =,
  FUNCTION 1 hll_hashval_opclass_hash(hll_hashval),
  FUNCTION 2 hll_hashval_opclass_hash_extended(hll_hashval, bigint);
COMMENT ON OPERATOR CLASS hll_hashval_hash_ops USING hash IS 'equality of type hll_hashval, by number';

-- The type bloom: a filter that answers "have I seen this?".

CREATE TYPE bloom;

CREATE FUNCTION bloom_in(cstring, oid, integer) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_in(cstring, oid, integer) IS 'input function of type bloom';

CREATE FUNCTION bloom_out(bloom) RETURNS cstring
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_out(bloom) IS 'output function of type bloom';

CREATE FUNCTION bloom_recv(internal, oid, integer) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_recv(internal, oid, integer) IS 'binary input function of type bloom';

CREATE FUNCTION bloom_send(bloom) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_send(bloom) IS 'binary output function of type bloom';

CREATE FUNCTION bloom_typmod_in(cstring[]) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_typmod_in(cstring[]) IS 'type modifier input function of type bloom';

CREATE FUNCTION bloom_typmod_out(integer) RETURNS cstring
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_typmod_out(integer) IS 'type modifier output function of type bloom';

CREATE TYPE bloom (
  INPUT = bloom_in,
  OUTPUT = bloom_out,
  RECEIVE = bloom_recv,
  SEND = bloom_send,
  TYPMOD_IN = bloom_typmod_in,
  TYPMOD_OUT = bloom_typmod_out,
  STORAGE = external
);
COMMENT ON TYPE bloom IS 'set-membership filter: certain that an element is not there, nearly certain that it is';

CREATE FUNCTION bloom_coerce(bloom, integer, boolean) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_coerce(bloom, integer, boolean) IS 'checks a filter against the type modifier (capacity, false positive rate)';

CREATE CAST (bloom AS bloom) WITH FUNCTION bloom_coerce(bloom, integer, boolean) AS IMPLICIT;
COMMENT ON CAST (bloom AS bloom) IS 'applies a type modifier';

CREATE FUNCTION bloom_from_bytea(bytea) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_from_bytea(bytea) IS 'the filter that these bytes are; an error if they are none';

CREATE CAST (bytea AS bloom) WITH FUNCTION bloom_from_bytea(bytea);
COMMENT ON CAST (bytea AS bloom) IS 'the filter that these bytes are; an error if they are none';

CREATE CAST (bloom AS bytea) WITHOUT FUNCTION;
COMMENT ON CAST (bloom AS bytea) IS 'the stored bytes of a filter';

-- The type bloom_literal: what an untyped literal becomes where an element is expected. It stands for text,
-- but nothing else becomes it on its own, as citext and others would become text.

CREATE TYPE bloom_literal;

CREATE FUNCTION bloom_literal_in(cstring) RETURNS bloom_literal
  AS 'textin'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_literal_in(cstring) IS 'input function of type bloom_literal';

CREATE FUNCTION bloom_literal_out(bloom_literal) RETURNS cstring
  AS 'textout'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_literal_out(bloom_literal) IS 'output function of type bloom_literal';

CREATE FUNCTION bloom_literal_recv(internal) RETURNS bloom_literal
  AS 'textrecv'
  LANGUAGE internal STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_literal_recv(internal) IS 'binary input function of type bloom_literal';

CREATE FUNCTION bloom_literal_send(bloom_literal) RETURNS bytea
  AS 'textsend'
  LANGUAGE internal STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_literal_send(bloom_literal) IS 'binary output function of type bloom_literal';

CREATE TYPE bloom_literal (
  INPUT = bloom_literal_in,
  OUTPUT = bloom_literal_out,
  RECEIVE = bloom_literal_recv,
  SEND = bloom_literal_send,
  LIKE = text,
  CATEGORY = 'S'
);
COMMENT ON TYPE bloom_literal IS 'an untyped literal where an element of a filter is expected; the same as text';

-- Making, filling and asking filters. Functions that take anyelement have a twin for untyped literals.

CREATE FUNCTION bloom_empty(capacity bigint, fpr float8 DEFAULT 0.01) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_empty(bigint, float8) IS 'a filter for so many elements at this false positive rate, which holds nothing';

CREATE FUNCTION bloom_add(bloom, anyelement) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION bloom_add(bloom, anyelement) IS 'the filter with one more element';

CREATE FUNCTION bloom_add(bloom, bloom_literal) RETURNS bloom
  AS 'MODULE_PATHNAME', 'bloom_add'
  LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION bloom_add(bloom, bloom_literal) IS 'the filter with one more element';

CREATE FUNCTION bloom_add_all(bloom, anyarray) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_add_all(bloom, anyarray) IS 'the filter with the elements of the array';

CREATE FUNCTION bloom_contains_support(internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_contains_support(internal) IS 'planner support function of bloom_contains';

CREATE FUNCTION bloom_contains(bloom, anyelement) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2 SUPPORT bloom_contains_support;
COMMENT ON FUNCTION bloom_contains(bloom, anyelement) IS 'whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_contains(bloom, bloom_literal) RETURNS boolean
  AS 'MODULE_PATHNAME', 'bloom_contains'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2 SUPPORT bloom_contains_support;
COMMENT ON FUNCTION bloom_contains(bloom, bloom_literal) IS 'whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_contained(anyelement, bloom) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION bloom_contained(anyelement, bloom) IS 'whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_contained(bloom_literal, bloom) RETURNS boolean
  AS 'MODULE_PATHNAME', 'bloom_contained'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2;
COMMENT ON FUNCTION bloom_contained(bloom_literal, bloom) IS 'whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_contains_all(bloom, anyarray) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_contains_all(bloom, anyarray) IS 'whether the filter may hold every element of the array; false is certain';

CREATE FUNCTION bloom_contains_sel(internal, oid, internal, integer) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_contains_sel(internal, oid, internal, integer) IS 'restriction estimator of @>';

CREATE FUNCTION bloom_contained_sel(internal, oid, internal, integer) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_contained_sel(internal, oid, internal, integer) IS 'restriction estimator of <@';

CREATE FUNCTION bloom_joinsel(internal, oid, internal, smallint, internal) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_joinsel(internal, oid, internal, smallint, internal) IS 'join estimator of @> and <@';

CREATE OPERATOR @> (
  LEFTARG = bloom, RIGHTARG = anyelement, FUNCTION = bloom_contains,
  COMMUTATOR = <@, RESTRICT = bloom_contains_sel, JOIN = bloom_joinsel
);
COMMENT ON OPERATOR @> (bloom, anyelement) IS 'may hold the element; false is certain';

CREATE OPERATOR <@ (
  LEFTARG = anyelement, RIGHTARG = bloom, FUNCTION = bloom_contained,
  COMMUTATOR = @>, RESTRICT = bloom_contained_sel, JOIN = bloom_joinsel
);
COMMENT ON OPERATOR <@ (anyelement, bloom) IS 'may be held by the filter; false is certain';

CREATE OPERATOR @> (
  LEFTARG = bloom, RIGHTARG = bloom_literal, FUNCTION = bloom_contains,
  COMMUTATOR = <@, RESTRICT = bloom_contains_sel, JOIN = bloom_joinsel
);
COMMENT ON OPERATOR @> (bloom, bloom_literal) IS 'may hold the element; false is certain';

CREATE OPERATOR <@ (
  LEFTARG = bloom_literal, RIGHTARG = bloom, FUNCTION = bloom_contained,
  COMMUTATOR = @>, RESTRICT = bloom_contained_sel, JOIN = bloom_joinsel
);
COMMENT ON OPERATOR <@ (bloom_literal, bloom) IS 'may be held by the filter; false is certain';

CREATE FUNCTION bloom_union(bloom, bloom) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_union(bloom, bloom) IS 'the filter of the union';

CREATE OPERATOR || (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_union,
  COMMUTATOR = ||
);
COMMENT ON OPERATOR || (bloom, bloom) IS 'the filter of the union';

CREATE FUNCTION bloom_fold(bloom, integer) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_fold(bloom, integer) IS 'the filter of the same elements with this fraction of the blocks and of the capacity';

-- What a filter says of itself.

CREATE FUNCTION bloom_cardinality(bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_cardinality(bloom) IS 'the number of distinct elements';

CREATE OPERATOR # (
  RIGHTARG = bloom, FUNCTION = bloom_cardinality
);
COMMENT ON OPERATOR # (NONE, bloom) IS 'the number of distinct elements (in arithmetic write bloom_cardinality(x))';

CREATE FUNCTION bloom_intersection_cardinality(bloom, bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_intersection_cardinality(bloom, bloom) IS 'the number of distinct elements that both hold';

CREATE FUNCTION bloom_fpr(bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_fpr(bloom) IS 'the false positive rate now, from the bits';

CREATE FUNCTION bloom_fill(bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_fill(bloom) IS 'the share of bits set';

CREATE FUNCTION bloom_capacity(bloom) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_capacity(bloom) IS 'the number of elements that the filter is made for';

CREATE FUNCTION bloom_target_fpr(bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_target_fpr(bloom) IS 'the false positive rate that was asked for, which holds up to the capacity';

CREATE FUNCTION bloom_nbytes(capacity bigint, fpr float8 DEFAULT 0.01) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_nbytes(bigint, float8) IS 'the size in bytes of a filter for so many elements at this false positive rate';

CREATE FUNCTION bloom_info(
  bloom,
  OUT form text, OUT kind text, OUT capacity bigint, OUT target_fpr float8, OUT blocks integer,
  OUT probes integer, OUT nbytes bigint, OUT fill float8, OUT cardinality float8, OUT fpr float8)
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_info(bloom) IS 'all that a filter says of itself, as a row';

-- Aggregates of filters.

CREATE FUNCTION bloom_agg_trans(internal, anyelement, bigint, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_agg_trans(internal, anyelement, bigint, float8) IS 'transition function of bloom_agg with a capacity and a false positive rate';

CREATE FUNCTION bloom_agg_trans(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_agg_trans(internal, anyelement, float8) IS 'transition function of bloom_agg with a capacity';

CREATE FUNCTION bloom_union_trans(internal, bloom) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_union_trans(internal, bloom) IS 'transition function of bloom_union_agg';

CREATE FUNCTION bloom_union_internal(internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_union_internal(internal, internal) IS 'combine function of bloom_agg with a capacity and of bloom_union_agg';

CREATE FUNCTION bloom_serialize(internal) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_serialize(internal) IS 'serialization function of these aggregates';

CREATE FUNCTION bloom_deserialize(bytea, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_deserialize(bytea, internal) IS 'deserialization function of these aggregates';

CREATE FUNCTION bloom_final(internal) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_final(internal) IS 'final function of these aggregates';

CREATE AGGREGATE bloom_agg(element anyelement, capacity bigint, fpr float8) (
  SFUNC = bloom_agg_trans, STYPE = internal, SSPACE = 2048, FINALFUNC = bloom_final,
  COMBINEFUNC = bloom_union_internal, SERIALFUNC = bloom_serialize, DESERIALFUNC = bloom_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_agg(anyelement, bigint, float8) IS 'the filter of all elements (capacity, false positive rate given)';

-- The capacity is a float8, as an overload for integers would never be found: of a known integer PostgreSQL makes the
-- float8 of another one.
CREATE AGGREGATE bloom_agg(element anyelement, capacity float8) (
  SFUNC = bloom_agg_trans, STYPE = internal, SSPACE = 2048, FINALFUNC = bloom_final,
  COMBINEFUNC = bloom_union_internal, SERIALFUNC = bloom_serialize, DESERIALFUNC = bloom_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_agg(anyelement, float8) IS 'the filter of all elements (capacity given), at 1 % false positives';

CREATE AGGREGATE bloom_union_agg(bloom) (
  SFUNC = bloom_union_trans, STYPE = internal, SSPACE = 2048, FINALFUNC = bloom_final,
  COMBINEFUNC = bloom_union_internal, SERIALFUNC = bloom_serialize, DESERIALFUNC = bloom_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_union_agg(bloom) IS 'the filter of the union of all filters';

CREATE FUNCTION bloom_sized_trans(internal, anyelement) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_sized_trans(internal, anyelement) IS 'transition function of bloom_agg without a capacity';

CREATE FUNCTION bloom_sized_trans(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_sized_trans(internal, anyelement, float8) IS 'transition function of bloom_agg_fpr';

CREATE FUNCTION bloom_sized_combine(internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_sized_combine(internal, internal) IS 'combine function of bloom_agg without a capacity and of bloom_agg_fpr';

CREATE FUNCTION bloom_sized_serialize(internal) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_sized_serialize(internal) IS 'serialization function of bloom_agg without a capacity and of bloom_agg_fpr';

CREATE FUNCTION bloom_sized_deserialize(bytea, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_sized_deserialize(bytea, internal) IS 'deserialization function of bloom_agg without a capacity and of bloom_agg_fpr';

CREATE FUNCTION bloom_sized_final(internal) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_sized_final(internal) IS 'final function of bloom_agg without a capacity and of bloom_agg_fpr';

CREATE AGGREGATE bloom_agg(element anyelement) (
  SFUNC = bloom_sized_trans, STYPE = internal, SSPACE = 512, FINALFUNC = bloom_sized_final,
  COMBINEFUNC = bloom_sized_combine, SERIALFUNC = bloom_sized_serialize,
  DESERIALFUNC = bloom_sized_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_agg(anyelement) IS 'the filter of all elements, sized for as many as there are, at 1 % false positives';

CREATE AGGREGATE bloom_agg_fpr(element anyelement, fpr float8) (
  SFUNC = bloom_sized_trans, STYPE = internal, SSPACE = 512, FINALFUNC = bloom_sized_final,
  COMBINEFUNC = bloom_sized_combine, SERIALFUNC = bloom_sized_serialize,
  DESERIALFUNC = bloom_sized_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_agg_fpr(anyelement, float8) IS 'the filter of all elements, sized for as many as there are (false positive rate given)';

-- Comparison of filters, by their stored bytes.

CREATE FUNCTION bloom_eq(bloom, bloom) RETURNS boolean
  AS 'byteaeq'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_eq(bloom, bloom) IS 'implementation of = operator';

CREATE FUNCTION bloom_ne(bloom, bloom) RETURNS boolean
  AS 'byteane'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_ne(bloom, bloom) IS 'implementation of <> operator';

CREATE FUNCTION bloom_lt(bloom, bloom) RETURNS boolean
  AS 'bytealt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_lt(bloom, bloom) IS 'implementation of < operator';

CREATE FUNCTION bloom_le(bloom, bloom) RETURNS boolean
  AS 'byteale'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_le(bloom, bloom) IS 'implementation of <= operator';

CREATE FUNCTION bloom_gt(bloom, bloom) RETURNS boolean
  AS 'byteagt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_gt(bloom, bloom) IS 'implementation of > operator';

CREATE FUNCTION bloom_ge(bloom, bloom) RETURNS boolean
  AS 'byteage'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_ge(bloom, bloom) IS 'implementation of >= operator';

CREATE FUNCTION bloom_cmp(bloom, bloom) RETURNS integer
  AS 'byteacmp'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_cmp(bloom, bloom) IS 'less-equal-greater';

CREATE FUNCTION bloom_opclass_hash(bloom) RETURNS integer
  AS 'hashvarlena'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_opclass_hash(bloom) IS 'hash function of the hash operator class';

CREATE FUNCTION bloom_opclass_hash_extended(bloom, bigint) RETURNS bigint
  AS 'hashvarlenaextended'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_opclass_hash_extended(bloom, bigint) IS '64-bit hash function of the hash operator class';

CREATE OPERATOR = (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel,
  HASHES, MERGES
);
COMMENT ON OPERATOR = (bloom, bloom) IS 'equal, by stored bytes';

CREATE OPERATOR <> (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (bloom, bloom) IS 'not equal, by stored bytes';

CREATE OPERATOR < (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (bloom, bloom) IS 'less than, by stored bytes';

CREATE OPERATOR <= (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (bloom, bloom) IS 'less than or equal, by stored bytes';

CREATE OPERATOR > (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (bloom, bloom) IS 'greater than, by stored bytes';

CREATE OPERATOR >= (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (bloom, bloom) IS 'greater than or equal, by stored bytes';

CREATE OPERATOR FAMILY bloom_ops USING btree;
COMMENT ON OPERATOR FAMILY bloom_ops USING btree IS 'order of type bloom';
CREATE OPERATOR CLASS bloom_ops DEFAULT FOR TYPE bloom USING btree FAMILY bloom_ops AS
  OPERATOR 1 <,
  OPERATOR 2 <=,
  OPERATOR 3 =,
  OPERATOR 4 >=,
  OPERATOR 5 >,
  FUNCTION 1 bloom_cmp(bloom, bloom),
  FUNCTION 4 (bloom, bloom) pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS bloom_ops USING btree IS 'order of type bloom, by stored bytes';

CREATE OPERATOR FAMILY bloom_hash_ops USING hash;
COMMENT ON OPERATOR FAMILY bloom_hash_ops USING hash IS 'equality of type bloom';
CREATE OPERATOR CLASS bloom_hash_ops DEFAULT FOR TYPE bloom USING hash FAMILY bloom_hash_ops AS
  OPERATOR 1 =,
  FUNCTION 1 bloom_opclass_hash(bloom),
  FUNCTION 2 bloom_opclass_hash_extended(bloom, bigint);
COMMENT ON OPERATOR CLASS bloom_hash_ops USING hash IS 'equality of type bloom, by stored bytes';
