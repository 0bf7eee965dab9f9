-- Setup of the tests: the extension, and a schema `test` with helpers.
--
-- The reference below builds the bytes of a sketch from the storage rules alone, slowly and without
-- any function of the extension, so that other tests compare two independent derivations.
CREATE EXTENSION hll;
SELECT extversion FROM pg_extension WHERE extname = 'hll';

CREATE SCHEMA test;
GRANT USAGE ON SCHEMA test TO PUBLIC;

-- What a statement raises: SQLSTATE, message, detail and hint. "no error" if it raises none.
CREATE FUNCTION test.error(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  message text;
  detail text;
  hint text;
BEGIN
  EXECUTE statement;
  RETURN 'no error: ' || statement;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
                          hint = PG_EXCEPTION_HINT;
  RETURN SQLSTATE || ': ' || message
    || CASE WHEN detail <> '' THEN E'\n  DETAIL: ' || detail ELSE '' END
    || CASE WHEN hint <> '' THEN E'\n  HINT: ' || hint ELSE '' END;
END $$;

-- Reproducible numbers that look random: 64 bits of an md5.
CREATE FUNCTION test.hash(i bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ('x' || left(md5(i::text), 16))::bit(64)::bigint $$;

-- A string of bits as bytes, filled up with zero bits.
CREATE FUNCTION test.packed(bits text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(
    decode(string_agg(lpad(to_hex(rpad(substr(bits, at, 8), 8, '0')::bit(8)::integer), 2, '0'), ''
                      ORDER BY at), 'hex'), '')
  FROM generate_series(1, length(bits), 8) AS at
$$;

-- The registers that hashes set: the low log2m bits choose the register; its value is 1 + the
-- number of trailing zeros of the other bits, clipped to regwidth bits. If those are all 0, none.
CREATE FUNCTION test.registers(hashes bigint[], log2m integer, regwidth integer)
RETURNS TABLE (index bigint, value integer) LANGUAGE sql IMMUTABLE AS $$
  SELECT h & (2 ^ log2m)::bigint - 1,
         max(least(65 - length(rtrim((h::bit(64) >> log2m)::text, '0')), 2 ^ regwidth - 1))::integer
  FROM unnest(hashes) AS h
  WHERE (h::bit(64) >> log2m)::bigint <> 0
  GROUP BY 1
$$;

-- The three bytes of a header. Types: 0 UNDEFINED, 1 EMPTY, 2 EXPLICIT, 3 SPARSE, 4 FULL.
CREATE FUNCTION test.header(type integer, log2m integer, regwidth integer, expthresh bigint,
                            sparseon integer)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT test.packed(1::bit(4)::text || type::bit(4) || (regwidth - 1)::bit(3) || log2m::bit(5)
    || '0' || sparseon::bit(1)
    || CASE expthresh WHEN -1 THEN 63 WHEN 0 THEN 0 ELSE 1 + log(2, expthresh)::integer END::bit(6))
$$;

-- The stored bytes of the sketch that holds these hashes.
CREATE FUNCTION test.image(hashes bigint[], log2m integer, regwidth integer,
                           expthresh bigint DEFAULT -1, sparseon integer DEFAULT 1,
                           max_sparse integer DEFAULT -1)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  sorted bigint[] := ARRAY(SELECT DISTINCT h FROM unnest(hashes) AS h ORDER BY h);
  full_bits bigint := regwidth * 2 ^ log2m;
  limit_of_explicit bigint := CASE expthresh WHEN -1 THEN full_bits / 64 ELSE expthresh END;
  filled bigint;
  bits text;
BEGIN
  IF cardinality(sorted) = 0 THEN
    RETURN test.header(1, log2m, regwidth, expthresh, sparseon);
  ELSIF cardinality(sorted) <= limit_of_explicit THEN
    SELECT string_agg(h::bit(64)::text, '' ORDER BY h) INTO bits FROM unnest(sorted) AS h;
    RETURN test.header(2, log2m, regwidth, expthresh, sparseon) || test.packed(bits);
  END IF;

  SELECT count(*) INTO filled FROM test.registers(sorted, log2m, regwidth);
  IF sparseon = 1 AND (CASE max_sparse WHEN -1 THEN filled * (log2m + regwidth) < full_bits
                                       ELSE filled <= max_sparse END) THEN
    SELECT string_agg(right(r.index::bit(64)::text, log2m)
                      || right(r.value::bit(64)::text, regwidth), '' ORDER BY r.index)
    INTO bits FROM test.registers(sorted, log2m, regwidth) AS r;
    RETURN test.header(3, log2m, regwidth, expthresh, sparseon) || test.packed(coalesce(bits, ''));
  END IF;
  SELECT string_agg(right(coalesce(r.value, 0)::bit(64)::text, regwidth), '' ORDER BY i)
  INTO bits
  FROM generate_series(0, (2 ^ log2m)::integer - 1) AS i
  LEFT JOIN test.registers(sorted, log2m, regwidth) AS r ON r.index = i;
  RETURN test.header(4, log2m, regwidth, expthresh, sparseon) || test.packed(bits);
END $$;

-- The sketch of the numbers from first to last, made by the extension.
CREATE FUNCTION test.sketch(first integer, last integer, log2m integer, regwidth integer,
                            expthresh bigint) RETURNS hll LANGUAGE sql IMMUTABLE AS $$
  SELECT hll_empty(log2m, regwidth, expthresh, 1)
         || hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh, 1)
  FROM generate_series(first, last) AS i
$$;

-- Whether a plan of the query has a node of this type.
CREATE FUNCTION test.plan_has(query text, node text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON, COSTS OFF) ' || query INTO plan;
  RETURN plan::text LIKE '%"' || node || '"%';
END $$;
