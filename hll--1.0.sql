-- hll 1.0: everything that CREATE EXTENSION hll makes. REFERENCE.md says what each object does.
-- COST is about ten times the microseconds that a call takes at log2m 11. A function without COST has 1: its call
-- takes less than 0.2 microseconds, or it belongs to a type, an aggregate, an operator class or a setting.

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

-- Type hll is preferred to other types of its category (user-defined), so that an untyped literal or parameter in
-- hll_log2m(...) is a sketch, as in postgresql-hll, and not an hll_standard_error.
CREATE TYPE hll (
  INPUT = hll_in,
  OUTPUT = hll_out,
  RECEIVE = hll_recv,
  SEND = hll_send,
  TYPMOD_IN = hll_typmod_in,
  TYPMOD_OUT = hll_typmod_out,
  PREFERRED = true,
  STORAGE = external
);
COMMENT ON TYPE hll IS 'counts distinct values: exactly while they are few, then by HyperLogLog';

CREATE FUNCTION hll(hll, integer, boolean) RETURNS hll
  AS 'MODULE_PATHNAME', 'hll_coerce'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll(hll, integer, boolean) IS 'checks that a sketch has the parameters of the type modifier (log2m, regwidth, expthresh, sparseon)';

CREATE CAST (hll AS hll) WITH FUNCTION hll(hll, integer, boolean) AS IMPLICIT;
COMMENT ON CAST (hll AS hll) IS 'checks that a sketch has the parameters of the type modifier';

CREATE FUNCTION hll_from_bytea(bytea) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_from_bytea(bytea) IS 'reads bytes as a sketch, after checking each of them';

CREATE CAST (bytea AS hll) WITH FUNCTION hll_from_bytea(bytea);
COMMENT ON CAST (bytea AS hll) IS 'reads bytes as a sketch, after checking each of them';

CREATE CAST (hll AS bytea) WITHOUT FUNCTION;
COMMENT ON CAST (hll AS bytea) IS 'gives the stored bytes of a sketch';

-- The type hll_hashval: a 64-bit hash. Sketches count these.

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
COMMENT ON TYPE hll_hashval IS 'the hash of a value; hll_hash(x) makes it';

CREATE FUNCTION hll_hashval(bigint) RETURNS hll_hashval
  AS 'int8up'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval(bigint) IS 'takes the number as a hash, without hashing it, so that plain numbers are counted wrong; use hll_hash(x)';

CREATE FUNCTION hll_hashval_int4(integer) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_int4(integer) IS 'takes the sign-extended number as a hash, without hashing it, so that plain numbers are counted wrong; use hll_hash(x)';

CREATE CAST (bigint AS hll_hashval) WITHOUT FUNCTION;
COMMENT ON CAST (bigint AS hll_hashval) IS 'takes the number as a hash, without hashing it, so that plain numbers are counted wrong; use hll_hash(x)';

CREATE CAST (integer AS hll_hashval) WITH FUNCTION hll_hashval_int4(integer);
COMMENT ON CAST (integer AS hll_hashval) IS 'takes the sign-extended number as a hash, without hashing it, so that plain numbers are counted wrong; use hll_hash(x)';

CREATE CAST (hll_hashval AS bigint) WITHOUT FUNCTION;
COMMENT ON CAST (hll_hashval AS bigint) IS 'gives the hash as a number';

-- The type bloom_literal: PostgreSQL turns an untyped literal into it where an element or a value to hash is expected.
-- It stands for text. No value of another type is turned into it without a cast; citext and others would be turned into
-- text. Functions that take anyelement have a twin for it.

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
COMMENT ON TYPE bloom_literal IS 'what an untyped literal becomes where an element of a filter or a value to hash is expected; it stands for text';

-- Hash functions. hll_hash serves all values. The second argument of the others is the seed.

CREATE FUNCTION hll_hash(anyelement) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash(anyelement) IS 'the hash of a value of any type, for sketches and filters; equal values have equal hashes';

CREATE FUNCTION hll_hash(bloom_literal) RETURNS hll_hashval
  AS 'MODULE_PATHNAME', 'hll_hash'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash(bloom_literal) IS 'the hash of a value of any type, for sketches and filters; equal values have equal hashes';

CREATE FUNCTION hll_hash_keyed(anyelement, key bytea) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_keyed(anyelement, bytea) IS 'the hash of a value with a secret key of 16 bytes, for sketches and filters that outsiders feed';

CREATE FUNCTION hll_hash_keyed(bloom_literal, key bytea) RETURNS hll_hashval
  AS 'MODULE_PATHNAME', 'hll_hash_keyed'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_keyed(bloom_literal, bytea) IS 'the hash of a value with a secret key of 16 bytes, for sketches and filters that outsiders feed';

CREATE FUNCTION hll_hash_boolean(boolean, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_boolean(boolean, integer) IS 'the hash of a boolean value';

CREATE FUNCTION hll_hash_smallint(smallint, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_smallint(smallint, integer) IS 'the hash of a smallint value';

CREATE FUNCTION hll_hash_integer(integer, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_integer(integer, integer) IS 'the hash of an integer value';

CREATE FUNCTION hll_hash_bigint(bigint, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_bigint(bigint, integer) IS 'the hash of a bigint value';

CREATE FUNCTION hll_hash_bytea(bytea, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_bytea(bytea, integer) IS 'the hash of the bytes of a bytea value';

CREATE FUNCTION hll_hash_text(text, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_text(text, integer) IS 'the hash of the bytes of a text value';

CREATE FUNCTION hll_hash_any(anyelement, integer DEFAULT 0) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_any(anyelement, integer) IS 'the hash of a value of any type; equal values have equal hashes';

-- Making, filling and uniting sketches.

CREATE FUNCTION hll_empty() RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty() IS 'an empty sketch; its parameters come from the settings';

CREATE FUNCTION hll_empty(integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty(integer) IS 'an empty sketch with this log2m; the other parameters come from the settings';

CREATE FUNCTION hll_empty(integer, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty(integer, integer) IS 'an empty sketch with this log2m and regwidth; the other parameters come from the settings';

CREATE FUNCTION hll_empty(integer, integer, bigint) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty(integer, integer, bigint) IS 'an empty sketch with this log2m, regwidth and expthresh; sparseon comes from the settings';

CREATE FUNCTION hll_empty(integer, integer, bigint, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_empty(integer, integer, bigint, integer) IS 'an empty sketch with these parameters: log2m, regwidth, expthresh, sparseon';

CREATE FUNCTION hll_add(hll, hll_hashval) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION hll_add(hll, hll_hashval) IS 'adds a hash to a sketch';

CREATE FUNCTION hll_add_rev(hll_hashval, hll) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION hll_add_rev(hll_hashval, hll) IS 'adds a hash to a sketch';

CREATE FUNCTION hll_add_changes(hll, hll_hashval) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_changes(hll, hll_hashval) IS 'tells whether hll_add would change the sketch';

CREATE FUNCTION hll_add_all(hll, anyarray) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_add_all(hll, anyarray) IS 'adds all values of an array to a sketch';

CREATE FUNCTION hll_union(hll, hll) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 14;
COMMENT ON FUNCTION hll_union(hll, hll) IS 'unites two sketches';

CREATE FUNCTION hll_union_changes(hll, hll) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hll_union_changes(hll, hll) IS 'tells whether the union of both sketches would differ from the first';

CREATE FUNCTION hll_union(hll[]) RETURNS hll
  AS 'MODULE_PATHNAME', 'hll_union_array'
  LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hll_union(hll[]) IS 'unites all sketches of an array';

CREATE FUNCTION hll_union(hll, hll, VARIADIC hll[]) RETURNS hll
  AS 'MODULE_PATHNAME', 'hll_union_variadic'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION hll_union(hll, hll, VARIADIC hll[]) IS 'unites three or more sketches';

CREATE OPERATOR || (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_union,
  COMMUTATOR = ||
);
COMMENT ON OPERATOR || (hll, hll) IS 'unites two sketches';

CREATE OPERATOR || (
  LEFTARG = hll, RIGHTARG = hll_hashval, FUNCTION = hll_add,
  COMMUTATOR = ||
);
COMMENT ON OPERATOR || (hll, hll_hashval) IS 'adds a hash to a sketch';

CREATE OPERATOR || (
  LEFTARG = hll_hashval, RIGHTARG = hll, FUNCTION = hll_add_rev,
  COMMUTATOR = ||
);
COMMENT ON OPERATOR || (hll_hashval, hll) IS 'adds a hash to a sketch';

-- Counting.

CREATE FUNCTION hll_cardinality(hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 8;
COMMENT ON FUNCTION hll_cardinality(hll) IS 'counts the distinct values: exactly for small sets; NULL for an UNDEFINED sketch';

CREATE FUNCTION hll_cardinality_classic(hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 8;
COMMENT ON FUNCTION hll_cardinality_classic(hll) IS 'counts the distinct values by the estimator of postgresql-hll';

CREATE OPERATOR # (
  RIGHTARG = hll, FUNCTION = hll_cardinality
);
COMMENT ON OPERATOR # (NONE, hll) IS 'counts the distinct values; in arithmetic write hll_cardinality(x)';

-- Errors and bounds.

CREATE FUNCTION hll_error(hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 8;
COMMENT ON FUNCTION hll_error(hll) IS 'the relative standard error of the count; 0 if the count is exact';

CREATE FUNCTION hll_cardinality_bounds(hll, confidence float8 DEFAULT 0.95,
    OUT estimate float8, OUT lower float8, OUT upper float8) RETURNS record
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION hll_cardinality_bounds(hll, float8) IS 'the number of distinct values, and bounds between which the true number lies with this confidence';

-- What two sketches have together, in common and alone, whatever their parameters are.

CREATE FUNCTION hll_union_cardinality(hll, hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_union_cardinality(hll, hll) IS 'the number of values that at least one of two sketches has, whatever their parameters are';

CREATE FUNCTION hll_union_bounds(hll, hll, confidence float8 DEFAULT 0.95,
    OUT estimate float8, OUT lower float8, OUT upper float8) RETURNS record
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;
COMMENT ON FUNCTION hll_union_bounds(hll, hll, float8) IS 'the number of values that at least one of two sketches has, and bounds between which the true number lies with this confidence';

CREATE FUNCTION hll_intersection(hll, hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_intersection(hll, hll) IS 'the number of values that both sketches have';

CREATE FUNCTION hll_intersection(hll, hll, hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 700;
COMMENT ON FUNCTION hll_intersection(hll, hll, hll) IS 'the number of values that all three sketches have';

CREATE FUNCTION hll_difference(hll, hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_difference(hll, hll) IS 'the number of values that the first sketch has and the second has not';

CREATE FUNCTION hll_difference_bounds(hll, hll, confidence float8 DEFAULT 0.95,
    OUT estimate float8, OUT lower float8, OUT upper float8,
    OUT reliable boolean) RETURNS record
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION hll_difference_bounds(hll, hll, float8) IS 'the number of values that the first sketch has and the second has not, bounds between which the true number lies with this confidence, and whether the standard error is at most 50 % (reliable)';

CREATE FUNCTION hll_jaccard(hll, hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_jaccard(hll, hll) IS 'the size of the intersection divided by that of the union, from 0 to 1';

CREATE FUNCTION hll_overlap(hll, hll) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION hll_overlap(hll, hll) IS 'the size of the intersection divided by that of the smaller set, from 0 to 1';

CREATE FUNCTION hll_intersection_bounds(hll, hll, confidence float8 DEFAULT 0.95,
    OUT estimate float8, OUT lower float8, OUT upper float8,
    OUT reliable boolean) RETURNS record
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION hll_intersection_bounds(hll, hll, float8) IS 'the number of values that both sketches have, bounds between which the true number lies with this confidence, and whether the standard error is at most 50 % (reliable)';

-- The confidence has no default. With one, hll_intersection_bounds(a, b, $1) would ask for a third
-- sketch: PostgreSQL takes an argument without a type for one of the type that the others have.
CREATE FUNCTION hll_intersection_bounds(hll, hll, hll, confidence float8,
    OUT estimate float8, OUT lower float8, OUT upper float8,
    OUT reliable boolean) RETURNS record
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 4000;
COMMENT ON FUNCTION hll_intersection_bounds(hll, hll, hll, float8) IS 'the number of values that all three sketches have, bounds between which the true number lies with this confidence, and whether the standard error is at most 50 % (reliable)';

CREATE FUNCTION hll_change(before hll, after hll, confidence float8 DEFAULT 0.95,
    OUT ratio float8, OUT lower float8, OUT upper float8, OUT significant boolean) RETURNS record
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 300;
COMMENT ON FUNCTION hll_change(hll, hll, float8) IS 'the number of values of the second sketch divided by that of the first, bounds between which the true ratio lies with this confidence, and whether they exclude 1 (significant)';

-- Other parameters.

CREATE FUNCTION hll_to_version(hll, version integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hll_to_version(hll, integer) IS 'the same sketch in the bytes of a schema version: 1, which other programs read, or 2, which is smaller';

CREATE FUNCTION hll_fold(hll, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION hll_fold(hll, integer) IS 'the sketch that the same values would have made with another log2m';

CREATE FUNCTION hll_fold(hll, integer, integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION hll_fold(hll, integer, integer) IS 'the sketch that the same values would have made with another log2m and regwidth';

CREATE FUNCTION hll_union_fold(hll, hll) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40;
COMMENT ON FUNCTION hll_union_fold(hll, hll) IS 'unites two sketches; if their parameters differ, folds both to the smaller parameters first';

-- Sketches of other programs.

CREATE FUNCTION hll_from_redis(bytea) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 400;
COMMENT ON FUNCTION hll_from_redis(bytea) IS 'the sketch, of parameters (14, 6, 0, 1), that a HyperLogLog of Redis is: what GET returns of a key that PFADD filled';

CREATE FUNCTION hll_to_redis(hll) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 600;
COMMENT ON FUNCTION hll_to_redis(hll) IS 'the HyperLogLog of Redis that a sketch of log2m 14 is: what SET stores for PFCOUNT';

CREATE FUNCTION hll_hash_redis(text) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_redis(text) IS 'the hash by which PFADD counts an element, for sketches that are united with those of Redis';

CREATE FUNCTION hll_hash_redis(bytea) RETURNS hll_hashval
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hash_redis(bytea) IS 'the hash by which PFADD counts an element, for sketches that are united with those of Redis';

CREATE FUNCTION hll_registers(hll) RETURNS smallint[]
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 90;
COMMENT ON FUNCTION hll_registers(hll) IS 'the values of all 2^log2m registers, those of exactly counted values too; NULL if UNDEFINED';

CREATE FUNCTION hll_from_registers(smallint[], regwidth integer) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 90;
COMMENT ON FUNCTION hll_from_registers(smallint[], integer) IS 'the sketch of these register values, with expthresh 0; log2m follows from their number';

-- What a sketch says of itself.

CREATE FUNCTION hll_print(hll) RETURNS cstring
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 700;
COMMENT ON FUNCTION hll_print(hll) IS 'the parameters and the content as readable text';

CREATE FUNCTION hll_schema_version(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_schema_version(hll) IS 'the schema version of the stored bytes';

CREATE FUNCTION hll_type(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_type(hll) IS 'the form of the stored bytes: 0 UNDEFINED, 1 EMPTY, 2 EXPLICIT, 3 SPARSE, 4 FULL, 5 DENSE';

CREATE FUNCTION hll_log2m(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_log2m(hll) IS 'the parameter log2m: the sketch has 2^log2m registers';

CREATE FUNCTION hll_regwidth(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_regwidth(hll) IS 'the parameter regwidth: how many bits a register has';

CREATE FUNCTION hll_expthresh(hll, OUT specified bigint, OUT effective bigint)
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_expthresh(hll) IS 'the parameter expthresh, up to how many values the sketch is exact: as specified (-1 is automatic), and the number that it means';

CREATE FUNCTION hll_sparseon(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_sparseon(hll) IS 'the parameter sparseon: 1 if the SPARSE form may be used, else 0';

CREATE FUNCTION hll_nbytes(log2m integer, regwidth integer DEFAULT 5, expthresh bigint DEFAULT -1) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_nbytes(integer, integer, bigint) IS 'how many bytes a sketch of these parameters takes at the most';

CREATE FUNCTION hll_info(
  hll,
  OUT form text, OUT log2m integer, OUT regwidth integer, OUT expthresh bigint, OUT sparseon integer,
  OUT nbytes bigint, OUT filled bigint, OUT cardinality float8, OUT error float8)
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION hll_info(hll) IS 'all properties of a sketch, as a row';

-- The type hll_standard_error: a number becomes it where hll_log2m expects an error. A float8 would make hll_log2m of an
-- untyped literal ambiguous: among the types of one category PostgreSQL takes the preferred one, but hll and float8 are
-- in two.

CREATE TYPE hll_standard_error;

CREATE FUNCTION hll_standard_error_in(cstring) RETURNS hll_standard_error
  AS 'float8in'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_standard_error_in(cstring) IS 'input function of type hll_standard_error';

CREATE FUNCTION hll_standard_error_out(hll_standard_error) RETURNS cstring
  AS 'float8out'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_standard_error_out(hll_standard_error) IS 'output function of type hll_standard_error';

CREATE FUNCTION hll_standard_error_recv(internal) RETURNS hll_standard_error
  AS 'float8recv'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_standard_error_recv(internal) IS 'binary input function of type hll_standard_error';

CREATE FUNCTION hll_standard_error_send(hll_standard_error) RETURNS bytea
  AS 'float8send'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_standard_error_send(hll_standard_error) IS 'binary output function of type hll_standard_error';

CREATE TYPE hll_standard_error (
  INPUT = hll_standard_error_in,
  OUTPUT = hll_standard_error_out,
  RECEIVE = hll_standard_error_recv,
  SEND = hll_standard_error_send,
  LIKE = float8
);
COMMENT ON TYPE hll_standard_error IS 'what a number becomes where hll_log2m expects a standard error';

CREATE CAST (float8 AS hll_standard_error) WITHOUT FUNCTION AS IMPLICIT;
COMMENT ON CAST (float8 AS hll_standard_error) IS 'takes the number as a standard error';

CREATE CAST (numeric AS hll_standard_error) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (numeric AS hll_standard_error) IS 'takes the number as a standard error';

CREATE CAST (real AS hll_standard_error) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (real AS hll_standard_error) IS 'takes the number as a standard error';

CREATE CAST (integer AS hll_standard_error) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (integer AS hll_standard_error) IS 'takes the number as a standard error, which hll_log2m then refuses';

CREATE FUNCTION hll_log2m(hll_standard_error) RETURNS integer
  AS 'MODULE_PATHNAME', 'hll_log2m_of_error'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_log2m(hll_standard_error) IS 'the smallest log2m whose standard error is at most this; 0.01 is 1 %';

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
COMMENT ON FUNCTION hll_union_internal(internal, internal) IS 'combine function of hll_agg, hll_add_agg, hll_union_agg and approx_count_distinct';

CREATE FUNCTION hll_serialize(internal) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_serialize(internal) IS 'serialization function of hll_agg, hll_add_agg, hll_union_agg and approx_count_distinct';

CREATE FUNCTION hll_deserialize(bytea, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_deserialize(bytea, internal) IS 'deserialization function of hll_agg, hll_add_agg, hll_union_agg and approx_count_distinct';

CREATE FUNCTION hll_pack(internal) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_pack(internal) IS 'final function that returns the sketch';

CREATE FUNCTION hll_moving_trans(internal, hll) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_moving_trans(internal, hll) IS 'transition function of hll_union_agg and hll_union_count over moving frames';

CREATE FUNCTION hll_moving_fold_trans(internal, hll) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_moving_fold_trans(internal, hll) IS 'transition function of hll_union_fold_agg over moving frames';

CREATE FUNCTION hll_moving_trans_inv(internal, hll) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_moving_trans_inv(internal, hll) IS 'inverse transition function of all unions over moving frames';

CREATE FUNCTION hll_moving_pack(internal) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_moving_pack(internal) IS 'final function of hll_union_agg and hll_union_fold_agg over moving frames';

CREATE FUNCTION hll_moving_count_final(internal) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_moving_count_final(internal) IS 'final function of hll_union_count over moving frames';

CREATE FUNCTION hll_card_unpacked(internal) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_card_unpacked(internal) IS 'final function that returns the number of distinct values';

CREATE FUNCTION hll_floor_card_unpacked(internal) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_floor_card_unpacked(internal) IS 'final function that returns the number of distinct values, rounded down';

CREATE FUNCTION hll_ceil_card_unpacked(internal) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_ceil_card_unpacked(internal) IS 'final function that returns the number of distinct values, rounded up';

-- The functions behind aggregates whose state has type hll: an expanded object, which they change in place.

CREATE FUNCTION hll_expanded_union_trans(hll, hll) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_union_trans(hll, hll) IS 'transition and combine function of hll_union_count';

CREATE FUNCTION hll_expanded_fold_trans(hll, hll) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_fold_trans(hll, hll) IS 'transition and combine function of hll_union_fold_agg';

CREATE FUNCTION hll_expanded_pack(hll) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_pack(hll) IS 'final function of hll_union_fold_agg';

CREATE FUNCTION hll_expanded_count_final(hll) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_expanded_count_final(hll) IS 'final function of hll_union_count';

-- The functions behind aggregates of values over frames whose start moves.

CREATE FUNCTION hll_add_sliding_trans(internal, hll_hashval) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_sliding_trans(internal, hll_hashval) IS 'transition function of hll_add_agg over moving frames';

CREATE FUNCTION hll_add_sliding_trans(internal, hll_hashval, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_sliding_trans(internal, hll_hashval, integer) IS 'transition function of hll_add_agg over moving frames';

CREATE FUNCTION hll_add_sliding_trans(internal, hll_hashval, integer, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_sliding_trans(internal, hll_hashval, integer, integer) IS 'transition function of hll_add_agg over moving frames';

CREATE FUNCTION hll_add_sliding_trans(internal, hll_hashval, integer, integer, bigint) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_sliding_trans(internal, hll_hashval, integer, integer, bigint) IS 'transition function of hll_add_agg over moving frames';

CREATE FUNCTION hll_add_sliding_trans(internal, hll_hashval, integer, integer, bigint, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_add_sliding_trans(internal, hll_hashval, integer, integer, bigint, integer) IS 'transition function of hll_add_agg over moving frames';

CREATE FUNCTION hll_agg_sliding_trans(internal, anyelement) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_agg_sliding_trans(internal, anyelement) IS 'transition function of hll_agg over moving frames';

CREATE FUNCTION hll_agg_sliding_trans(internal, anyelement, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_agg_sliding_trans(internal, anyelement, integer) IS 'transition function of hll_agg with a log2m over moving frames';

CREATE FUNCTION hll_agg_error_sliding_trans(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_agg_error_sliding_trans(internal, anyelement, float8) IS 'transition function of hll_agg with a standard error over moving frames';

CREATE FUNCTION approx_count_distinct_sliding_trans(internal, anyelement) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_sliding_trans(internal, anyelement) IS 'transition function of approx_count_distinct over moving frames';

CREATE FUNCTION approx_count_distinct_sliding_trans(internal, anyelement, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_sliding_trans(internal, anyelement, integer) IS 'transition function of approx_count_distinct with a log2m over moving frames';

CREATE FUNCTION approx_count_distinct_error_sliding_trans(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_error_sliding_trans(internal, anyelement, float8) IS 'transition function of approx_count_distinct with a standard error over moving frames';

CREATE FUNCTION hll_sliding_trans_inv(internal, anyelement) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_sliding_trans_inv(internal, anyelement) IS 'inverse transition function of hll_add_agg, hll_agg and approx_count_distinct over moving frames';

CREATE FUNCTION hll_sliding_trans_inv(internal, anyelement, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_sliding_trans_inv(internal, anyelement, integer) IS 'inverse transition function of hll_add_agg, hll_agg and approx_count_distinct over moving frames';

CREATE FUNCTION hll_sliding_trans_inv(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_sliding_trans_inv(internal, anyelement, float8) IS 'inverse transition function of hll_add_agg, hll_agg and approx_count_distinct over moving frames';

CREATE FUNCTION hll_sliding_trans_inv(internal, anyelement, integer, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_sliding_trans_inv(internal, anyelement, integer, integer) IS 'inverse transition function of hll_add_agg, hll_agg and approx_count_distinct over moving frames';

CREATE FUNCTION hll_sliding_trans_inv(internal, anyelement, integer, integer, bigint) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_sliding_trans_inv(internal, anyelement, integer, integer, bigint) IS 'inverse transition function of hll_add_agg, hll_agg and approx_count_distinct over moving frames';

CREATE FUNCTION hll_sliding_trans_inv(internal, anyelement, integer, integer, bigint, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_sliding_trans_inv(internal, anyelement, integer, integer, bigint, integer) IS 'inverse transition function of hll_add_agg, hll_agg and approx_count_distinct over moving frames';

CREATE FUNCTION hll_sliding_pack(internal) RETURNS hll
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_sliding_pack(internal) IS 'final function of hll_add_agg and hll_agg over moving frames';

CREATE FUNCTION approx_count_distinct_sliding_final(internal) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_sliding_final(internal) IS 'final function of approx_count_distinct over moving frames';

CREATE AGGREGATE hll_add_agg(hll_hashval) (
  SFUNC = hll_add_trans0, STYPE = internal, SSPACE = 1024, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_add_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = hll_sliding_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval) IS 'makes a sketch of all hashes; hll_hash(x) makes hashes';

CREATE AGGREGATE hll_add_agg(hll_hashval, integer) (
  SFUNC = hll_add_trans1, STYPE = internal, SSPACE = 1024, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_add_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = hll_sliding_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval, integer) IS 'makes a sketch of all hashes, with this log2m; hll_hash(x) makes hashes';

CREATE AGGREGATE hll_add_agg(hll_hashval, integer, integer) (
  SFUNC = hll_add_trans2, STYPE = internal, SSPACE = 1024, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_add_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = hll_sliding_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval, integer, integer) IS 'makes a sketch of all hashes, with this log2m and regwidth; hll_hash(x) makes hashes';

CREATE AGGREGATE hll_add_agg(hll_hashval, integer, integer, bigint) (
  SFUNC = hll_add_trans3, STYPE = internal, SSPACE = 1024, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_add_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = hll_sliding_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval, integer, integer, bigint) IS 'makes a sketch of all hashes, with this log2m, regwidth and expthresh; hll_hash(x) makes hashes';

CREATE AGGREGATE hll_add_agg(hll_hashval, integer, integer, bigint, integer) (
  SFUNC = hll_add_trans4, STYPE = internal, SSPACE = 1024, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_add_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = hll_sliding_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_add_agg(hll_hashval, integer, integer, bigint, integer) IS 'makes a sketch of all hashes, with this log2m, regwidth, expthresh and sparseon; hll_hash(x) makes hashes';

CREATE AGGREGATE hll_union_agg(hll) (
  SFUNC = hll_union_trans, STYPE = internal, SSPACE = 2560, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_moving_trans, MINVFUNC = hll_moving_trans_inv, MSTYPE = internal, MSSPACE = 40960,
  MFINALFUNC = hll_moving_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_union_agg(hll) IS 'unites all sketches';

CREATE AGGREGATE hll_union_fold_agg(hll) (
  SFUNC = hll_expanded_fold_trans, STYPE = hll, SSPACE = 2560, FINALFUNC = hll_expanded_pack,
  COMBINEFUNC = hll_expanded_fold_trans,
  MSFUNC = hll_moving_fold_trans, MINVFUNC = hll_moving_trans_inv, MSTYPE = internal, MSSPACE = 40960,
  MFINALFUNC = hll_moving_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_union_fold_agg(hll) IS 'unites all sketches; if their parameters differ, folds all to the smallest parameters first';

-- Sketches of values.

CREATE FUNCTION hll_agg_trans(internal, anyelement) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_agg_trans(internal, anyelement) IS 'transition function of hll_agg';

CREATE FUNCTION hll_agg_trans(internal, anyelement, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_agg_trans(internal, anyelement, integer) IS 'transition function of hll_agg with a log2m';

CREATE FUNCTION hll_agg_error_trans(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION hll_agg_error_trans(internal, anyelement, float8) IS 'transition function of hll_agg with a standard error';

CREATE AGGREGATE hll_agg(value anyelement) (
  SFUNC = hll_agg_trans, STYPE = internal, SSPACE = 1024, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_agg_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = hll_sliding_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_agg(anyelement) IS 'makes a sketch of all values, which it hashes as hll_hash does';

CREATE AGGREGATE hll_agg(value anyelement, log2m integer) (
  SFUNC = hll_agg_trans, STYPE = internal, SSPACE = 1024, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_agg_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = hll_sliding_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_agg(anyelement, integer) IS 'makes a sketch of all values, with this log2m';

CREATE AGGREGATE hll_agg(value anyelement, error float8) (
  SFUNC = hll_agg_error_trans, STYPE = internal, SSPACE = 1024, FINALFUNC = hll_pack,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = hll_agg_error_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = hll_sliding_pack, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_agg(anyelement, float8) IS 'makes a sketch of all values, with the smallest log2m that has this standard error; 0.01 is 1 %';

-- Distinct counting in one call.

CREATE FUNCTION approx_count_distinct_trans(internal, anyelement) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_trans(internal, anyelement) IS 'transition function of approx_count_distinct';

CREATE FUNCTION approx_count_distinct_trans(internal, anyelement, integer) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_trans(internal, anyelement, integer) IS 'transition function of approx_count_distinct with a log2m';

CREATE FUNCTION approx_count_distinct_error_trans(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_error_trans(internal, anyelement, float8) IS 'transition function of approx_count_distinct with a standard error';

CREATE FUNCTION approx_count_distinct_final(internal) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION approx_count_distinct_final(internal) IS 'final function of approx_count_distinct';

CREATE AGGREGATE approx_count_distinct(anyelement) (
  SFUNC = approx_count_distinct_trans, STYPE = internal, SSPACE = 1024,
  FINALFUNC = approx_count_distinct_final,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = approx_count_distinct_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = approx_count_distinct_sliding_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE approx_count_distinct(anyelement) IS 'estimates the number of distinct values; exact for small sets';

CREATE AGGREGATE approx_count_distinct(anyelement, integer) (
  SFUNC = approx_count_distinct_trans, STYPE = internal, SSPACE = 1024,
  FINALFUNC = approx_count_distinct_final,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = approx_count_distinct_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = approx_count_distinct_sliding_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE approx_count_distinct(anyelement, integer) IS 'estimates the number of distinct values with this log2m; exact for small sets';

CREATE AGGREGATE approx_count_distinct(anyelement, error float8) (
  SFUNC = approx_count_distinct_error_trans, STYPE = internal, SSPACE = 1024,
  FINALFUNC = approx_count_distinct_final,
  COMBINEFUNC = hll_union_internal, SERIALFUNC = hll_serialize, DESERIALFUNC = hll_deserialize,
  MSFUNC = approx_count_distinct_error_sliding_trans, MINVFUNC = hll_sliding_trans_inv, MSTYPE = internal,
  MSSPACE = 40960, MFINALFUNC = approx_count_distinct_sliding_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE approx_count_distinct(anyelement, float8) IS 'estimates the number of distinct values with this standard error, where 0.01 is 1 %; exact for small sets';

CREATE AGGREGATE hll_union_count(hll) (
  SFUNC = hll_expanded_union_trans, STYPE = hll, SSPACE = 2560, FINALFUNC = hll_expanded_count_final,
  COMBINEFUNC = hll_expanded_union_trans,
  MSFUNC = hll_moving_trans, MINVFUNC = hll_moving_trans_inv, MSTYPE = internal, MSSPACE = 40960,
  MFINALFUNC = hll_moving_count_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE hll_union_count(hll) IS 'counts the distinct values of all sketches together, rounded';

-- The right n_distinct for the planner. The queries of a table's row security may be unsafe in parallel plans, so the
-- function is; its own scan is parallel. COST stands for a scan of 100,000 rows.
CREATE FUNCTION hll_n_distinct(
  relation regclass, columns name[] DEFAULT NULL,
  OUT column_name name, OUT rows bigint, OUT nulls bigint, OUT n_distinct bigint,
  OUT analyzed float8, OUT ratio float8, OUT statement text
) RETURNS SETOF record
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL UNSAFE COST 100000 ROWS 10;
COMMENT ON FUNCTION hll_n_distinct(regclass, name[]) IS 'counts the distinct values of a table''s columns in one scan, beside what ANALYZE believes, with the statement that tells it';

-- Operator classes, so that DISTINCT, GROUP BY, UNION, ORDER BY and indexes work. Sketches are compared by their
-- bytes of schema version 1, hash values as signed numbers. The order has no other meaning. Equal sketches may be stored
-- in different bytes, so that the btree class has no equalimage function.

CREATE FUNCTION hll_eq(hll, hll) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_eq(hll, hll) IS 'the function behind the operator =';

CREATE FUNCTION hll_ne(hll, hll) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_ne(hll, hll) IS 'the function behind the operator <>';

CREATE FUNCTION hll_lt(hll, hll) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_lt(hll, hll) IS 'the function behind the operator <';

CREATE FUNCTION hll_le(hll, hll) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_le(hll, hll) IS 'the function behind the operator <=';

CREATE FUNCTION hll_gt(hll, hll) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_gt(hll, hll) IS 'the function behind the operator >';

CREATE FUNCTION hll_ge(hll, hll) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_ge(hll, hll) IS 'the function behind the operator >=';

CREATE FUNCTION hll_cmp(hll, hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_cmp(hll, hll) IS 'compares two values for the btree operator class: negative, zero or positive';

CREATE FUNCTION hll_opclass_hash(hll) RETURNS integer
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_opclass_hash(hll) IS 'hash function of the hash operator class';

CREATE FUNCTION hll_opclass_hash_extended(hll, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_opclass_hash_extended(hll, bigint) IS '64-bit hash function of the hash operator class';

CREATE OPERATOR = (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel,
  HASHES, MERGES
);
COMMENT ON OPERATOR = (hll, hll) IS 'the bytes of schema version 1 are equal';

CREATE OPERATOR <> (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (hll, hll) IS 'the bytes of schema version 1 differ';

CREATE OPERATOR < (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (hll, hll) IS 'less than, in the order of the bytes of schema version 1';

CREATE OPERATOR <= (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (hll, hll) IS 'less than or equal, in the order of the bytes of schema version 1';

CREATE OPERATOR > (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (hll, hll) IS 'greater than, in the order of the bytes of schema version 1';

CREATE OPERATOR >= (
  LEFTARG = hll, RIGHTARG = hll, FUNCTION = hll_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (hll, hll) IS 'greater than or equal, in the order of the bytes of schema version 1';

CREATE OPERATOR FAMILY hll_ops USING btree;
COMMENT ON OPERATOR FAMILY hll_ops USING btree IS 'order of type hll';
CREATE OPERATOR CLASS hll_ops DEFAULT FOR TYPE hll USING btree FAMILY hll_ops AS
  OPERATOR 1 <,
  OPERATOR 2 <=,
  OPERATOR 3 =,
  OPERATOR 4 >=,
  OPERATOR 5 >,
  FUNCTION 1 hll_cmp(hll, hll);
COMMENT ON OPERATOR CLASS hll_ops USING btree IS 'order of type hll, by the bytes of schema version 1';

CREATE OPERATOR FAMILY hll_hash_ops USING hash;
COMMENT ON OPERATOR FAMILY hll_hash_ops USING hash IS 'equality of type hll';
CREATE OPERATOR CLASS hll_hash_ops DEFAULT FOR TYPE hll USING hash FAMILY hll_hash_ops AS
  OPERATOR 1 =,
  FUNCTION 1 hll_opclass_hash(hll),
  FUNCTION 2 hll_opclass_hash_extended(hll, bigint);
COMMENT ON OPERATOR CLASS hll_hash_ops USING hash IS 'equality of type hll, by the bytes of schema version 1';

CREATE FUNCTION hll_hashval_eq(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8eq'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_eq(hll_hashval, hll_hashval) IS 'the function behind the operator =';

CREATE FUNCTION hll_hashval_ne(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8ne'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_ne(hll_hashval, hll_hashval) IS 'the function behind the operator <>';

CREATE FUNCTION hll_hashval_lt(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8lt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_lt(hll_hashval, hll_hashval) IS 'the function behind the operator <';

CREATE FUNCTION hll_hashval_le(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8le'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_le(hll_hashval, hll_hashval) IS 'the function behind the operator <=';

CREATE FUNCTION hll_hashval_gt(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8gt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_gt(hll_hashval, hll_hashval) IS 'the function behind the operator >';

CREATE FUNCTION hll_hashval_ge(hll_hashval, hll_hashval) RETURNS boolean
  AS 'int8ge'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_ge(hll_hashval, hll_hashval) IS 'the function behind the operator >=';

CREATE FUNCTION hll_hashval_cmp(hll_hashval, hll_hashval) RETURNS integer
  AS 'btint8cmp'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hll_hashval_cmp(hll_hashval, hll_hashval) IS 'compares two values for the btree operator class: negative, zero or positive';

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
COMMENT ON OPERATOR < (hll_hashval, hll_hashval) IS 'less than, as signed numbers';

CREATE OPERATOR <= (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (hll_hashval, hll_hashval) IS 'less than or equal, as signed numbers';

CREATE OPERATOR > (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (hll_hashval, hll_hashval) IS 'greater than, as signed numbers';

CREATE OPERATOR >= (
  LEFTARG = hll_hashval, RIGHTARG = hll_hashval, FUNCTION = hll_hashval_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (hll_hashval, hll_hashval) IS 'greater than or equal, as signed numbers';

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
COMMENT ON TYPE bloom IS 'Bloom filter: tells that an element was certainly never added, or that it probably was';

CREATE FUNCTION bloom_coerce(bloom, integer, boolean) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_coerce(bloom, integer, boolean) IS 'checks that a filter has the parameters of the type modifier (capacity, false positive rate)';

CREATE CAST (bloom AS bloom) WITH FUNCTION bloom_coerce(bloom, integer, boolean) AS IMPLICIT;
COMMENT ON CAST (bloom AS bloom) IS 'checks that a filter has the parameters of the type modifier';

CREATE FUNCTION bloom_from_bytea(bytea) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_from_bytea(bytea) IS 'reads bytes as a filter, after checking each of them';

CREATE CAST (bytea AS bloom) WITH FUNCTION bloom_from_bytea(bytea);
COMMENT ON CAST (bytea AS bloom) IS 'reads bytes as a filter, after checking each of them';

CREATE CAST (bloom AS bytea) WITHOUT FUNCTION;
COMMENT ON CAST (bloom AS bytea) IS 'gives the stored bytes of a filter';

-- Making, filling and asking filters. Functions that take anyelement have a twin for untyped literals.

CREATE FUNCTION bloom_empty(capacity bigint, fpr float8 DEFAULT 0.01) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_empty(bigint, float8) IS 'an empty filter for this capacity and false positive rate';

CREATE FUNCTION bloom_add(bloom, anyelement) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION bloom_add(bloom, anyelement) IS 'adds an element to a filter';

CREATE FUNCTION bloom_add(bloom, bloom_literal) RETURNS bloom
  AS 'MODULE_PATHNAME', 'bloom_add'
  LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION bloom_add(bloom, bloom_literal) IS 'adds an element to a filter';

CREATE FUNCTION bloom_add_all(bloom, anyarray) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_add_all(bloom, anyarray) IS 'adds all elements of an array to a filter';

CREATE FUNCTION bloom_contains_support(internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_contains_support(internal) IS 'planner support function of bloom_contains and bloom_contained';

CREATE FUNCTION bloom_contains(bloom, anyelement) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2 SUPPORT bloom_contains_support;
COMMENT ON FUNCTION bloom_contains(bloom, anyelement) IS 'tells whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_contains(bloom, bloom_literal) RETURNS boolean
  AS 'MODULE_PATHNAME', 'bloom_contains'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2 SUPPORT bloom_contains_support;
COMMENT ON FUNCTION bloom_contains(bloom, bloom_literal) IS 'tells whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_contained(anyelement, bloom) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2 SUPPORT bloom_contains_support;
COMMENT ON FUNCTION bloom_contained(anyelement, bloom) IS 'tells whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_contained(bloom_literal, bloom) RETURNS boolean
  AS 'MODULE_PATHNAME', 'bloom_contained'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 2 SUPPORT bloom_contains_support;
COMMENT ON FUNCTION bloom_contained(bloom_literal, bloom) IS 'tells whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_contains_all(bloom, anyarray) RETURNS boolean
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_contains_all(bloom, anyarray) IS 'tells whether the filter may hold all elements of an array; false is certain';

CREATE FUNCTION bloom_contains_sel(internal, oid, internal, integer) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_contains_sel(internal, oid, internal, integer) IS 'restriction estimator of the operator @>';

CREATE FUNCTION bloom_contained_sel(internal, oid, internal, integer) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_contained_sel(internal, oid, internal, integer) IS 'restriction estimator of the operator <@';

CREATE FUNCTION bloom_joinsel(internal, oid, internal, smallint, internal) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_joinsel(internal, oid, internal, smallint, internal) IS 'join estimator of the operators @> and <@';

CREATE OPERATOR @> (
  LEFTARG = bloom, RIGHTARG = anyelement, FUNCTION = bloom_contains,
  COMMUTATOR = <@, RESTRICT = bloom_contains_sel, JOIN = bloom_joinsel
);
COMMENT ON OPERATOR @> (bloom, anyelement) IS 'tells whether the filter may hold the element; false is certain';

CREATE OPERATOR <@ (
  LEFTARG = anyelement, RIGHTARG = bloom, FUNCTION = bloom_contained,
  COMMUTATOR = @>, RESTRICT = bloom_contained_sel, JOIN = bloom_joinsel
);
COMMENT ON OPERATOR <@ (anyelement, bloom) IS 'tells whether the filter may hold the element; false is certain';

CREATE OPERATOR @> (
  LEFTARG = bloom, RIGHTARG = bloom_literal, FUNCTION = bloom_contains,
  COMMUTATOR = <@, RESTRICT = bloom_contains_sel, JOIN = bloom_joinsel
);
COMMENT ON OPERATOR @> (bloom, bloom_literal) IS 'tells whether the filter may hold the element; false is certain';

CREATE OPERATOR <@ (
  LEFTARG = bloom_literal, RIGHTARG = bloom, FUNCTION = bloom_contained,
  COMMUTATOR = @>, RESTRICT = bloom_contained_sel, JOIN = bloom_joinsel
);
COMMENT ON OPERATOR <@ (bloom_literal, bloom) IS 'tells whether the filter may hold the element; false is certain';

CREATE FUNCTION bloom_union(bloom, bloom) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_union(bloom, bloom) IS 'unites two filters';

CREATE OPERATOR || (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_union,
  COMMUTATOR = ||
);
COMMENT ON OPERATOR || (bloom, bloom) IS 'unites two filters';

CREATE FUNCTION bloom_fold(bloom, integer) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_fold(bloom, integer) IS 'the filter that the same elements would have made with a fraction of the blocks; its capacity is the same fraction';

-- What a filter says of itself.

CREATE FUNCTION bloom_cardinality(bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_cardinality(bloom) IS 'counts the distinct elements: exactly while they are few';

CREATE OPERATOR # (
  RIGHTARG = bloom, FUNCTION = bloom_cardinality
);
COMMENT ON OPERATOR # (NONE, bloom) IS 'counts the distinct elements; in arithmetic write bloom_cardinality(x)';

CREATE FUNCTION bloom_intersection_cardinality(bloom, bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_intersection_cardinality(bloom, bloom) IS 'the number of distinct elements that both filters hold';

CREATE FUNCTION bloom_fpr(bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_fpr(bloom) IS 'the false positive rate that the filter has now, computed from its bits';

CREATE FUNCTION bloom_fill(bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_fill(bloom) IS 'the share of the bits that are set';

CREATE FUNCTION bloom_capacity(bloom) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_capacity(bloom) IS 'the parameter capacity: up to how many elements the false positive rate holds';

CREATE FUNCTION bloom_target_fpr(bloom) RETURNS float8
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_target_fpr(bloom) IS 'the parameter fpr: the false positive rate that was asked for';

CREATE FUNCTION bloom_nbytes(capacity bigint, fpr float8 DEFAULT 0.01) RETURNS bigint
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_nbytes(bigint, float8) IS 'how many bytes a filter for this capacity and false positive rate takes';

CREATE FUNCTION bloom_info(
  bloom,
  OUT form text, OUT kind text, OUT capacity bigint, OUT target_fpr float8, OUT blocks integer,
  OUT probes integer, OUT nbytes bigint, OUT fill float8, OUT cardinality float8, OUT fpr float8)
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION bloom_info(bloom) IS 'all properties of a filter, as a row';

-- Aggregates of filters.

CREATE FUNCTION bloom_agg_trans(internal, anyelement, bigint, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_agg_trans(internal, anyelement, bigint, float8) IS 'transition function of bloom_agg with a capacity and a false positive rate';

CREATE FUNCTION bloom_agg_trans(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_agg_trans(internal, anyelement, float8) IS 'transition function of bloom_agg with a capacity';

CREATE FUNCTION bloom_expanded_union_trans(bloom, bloom) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_expanded_union_trans(bloom, bloom) IS 'transition and combine function of bloom_union_agg';

CREATE FUNCTION bloom_expanded_final(bloom) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_expanded_final(bloom) IS 'final function of bloom_union_agg';

CREATE FUNCTION bloom_union_internal(internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_union_internal(internal, internal) IS 'combine function of bloom_agg with a capacity';

CREATE FUNCTION bloom_serialize(internal) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_serialize(internal) IS 'serialization function of bloom_agg with a capacity';

CREATE FUNCTION bloom_deserialize(bytea, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_deserialize(bytea, internal) IS 'deserialization function of bloom_agg with a capacity';

CREATE FUNCTION bloom_final(internal) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_final(internal) IS 'final function of bloom_agg with a capacity';

CREATE AGGREGATE bloom_agg(element anyelement, capacity bigint, fpr float8) (
  SFUNC = bloom_agg_trans, STYPE = internal, SSPACE = 2048, FINALFUNC = bloom_final,
  COMBINEFUNC = bloom_union_internal, SERIALFUNC = bloom_serialize, DESERIALFUNC = bloom_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_agg(anyelement, bigint, float8) IS 'makes a filter of all elements, with this capacity and false positive rate';

-- The capacity is a float8: between overloads for float8 and for integers PostgreSQL always prefers float8, so that the
-- one for integers would never be called.
CREATE AGGREGATE bloom_agg(element anyelement, capacity float8) (
  SFUNC = bloom_agg_trans, STYPE = internal, SSPACE = 2048, FINALFUNC = bloom_final,
  COMBINEFUNC = bloom_union_internal, SERIALFUNC = bloom_serialize, DESERIALFUNC = bloom_deserialize,
  PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_agg(anyelement, float8) IS 'makes a filter of all elements, with this capacity, at 1 % false positives';

CREATE FUNCTION bloom_moving_trans(internal, bloom) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_moving_trans(internal, bloom) IS 'transition function of bloom_union_agg over moving frames';

CREATE FUNCTION bloom_moving_trans_inv(internal, bloom) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_moving_trans_inv(internal, bloom) IS 'inverse transition function of bloom_union_agg over moving frames';

CREATE FUNCTION bloom_moving_final(internal) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_moving_final(internal) IS 'final function of bloom_union_agg over moving frames';

CREATE AGGREGATE bloom_union_agg(bloom) (
  SFUNC = bloom_expanded_union_trans, STYPE = bloom, SSPACE = 2048, FINALFUNC = bloom_expanded_final,
  COMBINEFUNC = bloom_expanded_union_trans,
  MSFUNC = bloom_moving_trans, MINVFUNC = bloom_moving_trans_inv, MSTYPE = internal, MSSPACE = 40960,
  MFINALFUNC = bloom_moving_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_union_agg(bloom) IS 'unites all filters';

CREATE FUNCTION bloom_self_sizing_trans(internal, anyelement) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_self_sizing_trans(internal, anyelement) IS 'transition function of bloom_agg without a capacity';

CREATE FUNCTION bloom_self_sizing_trans(internal, anyelement, float8) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_self_sizing_trans(internal, anyelement, float8) IS 'transition function of bloom_agg_fpr';

CREATE FUNCTION bloom_self_sizing_combine(internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_self_sizing_combine(internal, internal) IS 'combine function of bloom_agg without a capacity and of bloom_agg_fpr';

CREATE FUNCTION bloom_self_sizing_serialize(internal) RETURNS bytea
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_self_sizing_serialize(internal) IS 'serialization function of bloom_agg without a capacity and of bloom_agg_fpr';

CREATE FUNCTION bloom_self_sizing_deserialize(bytea, internal) RETURNS internal
  AS 'MODULE_PATHNAME'
  LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_self_sizing_deserialize(bytea, internal) IS 'deserialization function of bloom_agg without a capacity and of bloom_agg_fpr';

CREATE FUNCTION bloom_self_sizing_final(internal) RETURNS bloom
  AS 'MODULE_PATHNAME'
  LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION bloom_self_sizing_final(internal) IS 'final function of bloom_agg without a capacity and of bloom_agg_fpr';

CREATE AGGREGATE bloom_agg(element anyelement) (
  SFUNC = bloom_self_sizing_trans, STYPE = internal, SSPACE = 512, FINALFUNC = bloom_self_sizing_final,
  COMBINEFUNC = bloom_self_sizing_combine, SERIALFUNC = bloom_self_sizing_serialize,
  DESERIALFUNC = bloom_self_sizing_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_agg(anyelement) IS 'makes a filter of all elements, sized for as many as there are, at 1 % false positives';

CREATE AGGREGATE bloom_agg_fpr(element anyelement, fpr float8) (
  SFUNC = bloom_self_sizing_trans, STYPE = internal, SSPACE = 512, FINALFUNC = bloom_self_sizing_final,
  COMBINEFUNC = bloom_self_sizing_combine, SERIALFUNC = bloom_self_sizing_serialize,
  DESERIALFUNC = bloom_self_sizing_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE bloom_agg_fpr(anyelement, float8) IS 'makes a filter of all elements, sized for as many as there are, with this false positive rate';

-- Comparison of filters, by their stored bytes.

CREATE FUNCTION bloom_eq(bloom, bloom) RETURNS boolean
  AS 'byteaeq'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_eq(bloom, bloom) IS 'the function behind the operator =';

CREATE FUNCTION bloom_ne(bloom, bloom) RETURNS boolean
  AS 'byteane'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_ne(bloom, bloom) IS 'the function behind the operator <>';

CREATE FUNCTION bloom_lt(bloom, bloom) RETURNS boolean
  AS 'bytealt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_lt(bloom, bloom) IS 'the function behind the operator <';

CREATE FUNCTION bloom_le(bloom, bloom) RETURNS boolean
  AS 'byteale'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_le(bloom, bloom) IS 'the function behind the operator <=';

CREATE FUNCTION bloom_gt(bloom, bloom) RETURNS boolean
  AS 'byteagt'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_gt(bloom, bloom) IS 'the function behind the operator >';

CREATE FUNCTION bloom_ge(bloom, bloom) RETURNS boolean
  AS 'byteage'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_ge(bloom, bloom) IS 'the function behind the operator >=';

CREATE FUNCTION bloom_cmp(bloom, bloom) RETURNS integer
  AS 'byteacmp'
  LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bloom_cmp(bloom, bloom) IS 'compares two values for the btree operator class: negative, zero or positive';

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
COMMENT ON OPERATOR = (bloom, bloom) IS 'the stored bytes are equal';

CREATE OPERATOR <> (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (bloom, bloom) IS 'the stored bytes differ';

CREATE OPERATOR < (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (bloom, bloom) IS 'less than, in the order of the stored bytes';

CREATE OPERATOR <= (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (bloom, bloom) IS 'less than or equal, in the order of the stored bytes';

CREATE OPERATOR > (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (bloom, bloom) IS 'greater than, in the order of the stored bytes';

CREATE OPERATOR >= (
  LEFTARG = bloom, RIGHTARG = bloom, FUNCTION = bloom_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (bloom, bloom) IS 'greater than or equal, in the order of the stored bytes';

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
