-- Setup of the tests: the extension, and a schema `test` with helpers.
--
-- The reference below builds the bytes of a sketch from the storage rules alone, slowly and without
-- any function of the extension. So other tests compare two independent implementations.
CREATE EXTENSION hll;
SELECT extversion FROM pg_extension WHERE extname = 'hll';

CREATE SCHEMA test;
GRANT USAGE ON SCHEMA test TO PUBLIC;

-- Returns the error that a statement raises: SQLSTATE, message, detail and hint; "no error" if it
-- raises none.
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

-- Returns reproducible numbers that look random: 64 bits of an md5.
CREATE FUNCTION test.hash(i bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ('x' || left(md5(i::text), 16))::bit(64)::bigint $$;

-- Returns a string of bits as bytes, filled up with zero bits.
CREATE FUNCTION test.packed(bits text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(
    decode(string_agg(lpad(to_hex(rpad(substr(bits, at, 8), 8, '0')::bit(8)::integer), 2, '0'), ''
                      ORDER BY at), 'hex'), '')
  FROM generate_series(1, length(bits), 8) AS at
$$;

-- Returns the registers that hashes set. The low log2m bits choose the register; its value is 1 +
-- the number of trailing zeros of the other bits, clipped to regwidth bits. If these are all 0, the
-- hash sets none.
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

-- Returns the stored bytes of the sketch that holds these hashes.
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

-- Returns the extension's sketch of the numbers from first to last.
CREATE FUNCTION test.sketch(first integer, last integer, log2m integer, regwidth integer,
                            expthresh bigint) RETURNS hll LANGUAGE sql IMMUTABLE AS $$
  SELECT hll_empty(log2m, regwidth, expthresh, 1)
         || hll_add_agg(test.hash(i)::hll_hashval, log2m, regwidth, expthresh, 1)
  FROM generate_series(first, last) AS i
$$;

-- Returns whether the plan of a query has a node of this type.
CREATE FUNCTION test.plan_has(query text, node text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON, COSTS OFF) ' || query INTO plan;
  RETURN plan::text LIKE '%"' || node || '"%';
END $$;

-- Returns the lowest bytes of a number, the lowest first.
CREATE FUNCTION test.little_endian(n bigint, bytes integer) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(substr(int8send(n), 9 - i, 1), '' ORDER BY i), '')
  FROM generate_series(1, bytes) AS i
$$;

-- The header of a filter. Forms: 0 EMPTY, 1 SPARSE, 2 DENSE. Capacity and rate are given by the
-- digits of their code: capacity * 10^zeros, rate / 10^places.
CREATE FUNCTION test.bloom_header(form integer, blocks bigint, probes integer, capacity integer,
                                  zeros integer, rate integer, places integer, kind text)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT test.little_endian(1 + form * 256 + 65536 + probes * 16777216::bigint, 4)
    || test.little_endian(blocks, 4)
    || test.little_endian(capacity * 16384::bigint + zeros * 2048 + rate * 16 + places, 4)
    || substr(convert_to(kind, 'UTF8') || decode(repeat('00', 32), 'hex'), 1, 32)
$$;

-- Returns the bits of an element in its block: nine bits each from the top of a product, and from
-- the next product after seven positions. Numbers are unsigned with 64 bits.
CREATE FUNCTION test.bloom_positions(hash numeric, probes integer) RETURNS SETOF integer
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  two64 CONSTANT numeric := 2::numeric ^ 64;
  factor CONSTANT numeric := 11400714819323198485;
  product numeric := hash * factor % two64;
  x bit(64);
BEGIN
  FOR i IN 0 .. probes - 1 LOOP
    IF i > 0 AND i % 7 = 0 THEN
      x := (product - CASE WHEN product >= two64 / 2 THEN two64 ELSE 0 END)::bigint::bit(64);
      x := x # (x >> 32);
      product := (x::bigint::numeric + CASE WHEN x::bigint < 0 THEN two64 ELSE 0 END)
                 * factor % two64;
    END IF;
    RETURN NEXT floor(product / 2::numeric ^ (55 - 9 * (i % 7)))::bigint % 512;
  END LOOP;
END $$;

-- Returns the stored bytes of the filter that holds these hashes.
CREATE FUNCTION test.bloom_image(hashes bigint[], blocks bigint, probes integer, capacity integer,
                                 zeros integer, rate integer, places integer, kind text)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  sorted numeric[] := ARRAY(SELECT DISTINCT h + CASE WHEN h < 0 THEN 2::numeric ^ 64 ELSE 0 END AS u
                            FROM unnest(hashes) AS h ORDER BY u);
  image bytea;
  hash numeric;
  place integer;
BEGIN
  image := test.bloom_header(CASE WHEN cardinality(sorted) <= least(230, 2 * blocks) THEN 1 ELSE 2 END,
                             blocks, probes, capacity, zeros, rate, places,
                             CASE WHEN sorted = '{}' THEN '' ELSE kind END);
  IF cardinality(sorted) <= least(230, 2 * blocks) THEN
    RETURN image || coalesce((SELECT string_agg(test.little_endian(
             (u - CASE WHEN u >= 2::numeric ^ 63 THEN 2::numeric ^ 64 ELSE 0 END)::bigint, 8), ''
             ORDER BY u) FROM unnest(sorted) AS u), '');
  END IF;
  image := image || decode(repeat('00', (64 * blocks)::integer), 'hex');
  FOREACH hash IN ARRAY sorted LOOP
    FOR place IN SELECT 8 * 44 + 512 * floor(floor(hash / 2::numeric ^ 32) * blocks / 2::numeric ^ 32)
                        + p FROM test.bloom_positions(hash, probes) AS p LOOP
      image := set_bit(image, place, 1);
    END LOOP;
  END LOOP;
  RETURN image;
END $$;

-- Returns how many rows the planner expects from a query.
CREATE FUNCTION test.expected_rows(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
  RETURN plan->0->'Plan'->>'Plan Rows';
END $$;

-- Definitions of windows over the columns n, g and site. test.hash(i) chooses the parts; most offsets are below `width`.
CREATE FUNCTION test.window_definition(i bigint, width bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  h bigint[] := ARRAY(SELECT test.hash(i * 10 + j) & 1073741823 FROM generate_series(1, 8) AS j);
  mode text := (ARRAY['ROWS', 'RANGE', 'GROUPS'])[h[1] % 3 + 1];
  near bigint := h[2] % width;
  far bigint := near + h[3] % (CASE h[3] % 4 WHEN 0 THEN 6 ELSE 1 END * width);
  bounds text := (ARRAY[
    '%2$s PRECEDING AND CURRENT ROW', '%2$s PRECEDING AND %1$s PRECEDING',
    '%1$s PRECEDING AND %2$s FOLLOWING', '%1$s FOLLOWING AND %2$s FOLLOWING',
    'CURRENT ROW AND %2$s FOLLOWING', 'CURRENT ROW AND UNBOUNDED FOLLOWING',
    '%2$s PRECEDING AND UNBOUNDED FOLLOWING', '%1$s FOLLOWING AND UNBOUNDED FOLLOWING',
    'CURRENT ROW AND CURRENT ROW'])[h[4] % 9 + 1];
BEGIN
  RETURN concat_ws(' ',
    (ARRAY['PARTITION BY site', 'PARTITION BY n / 25'])[h[5] % 5 + 1],
    'ORDER BY', CASE mode WHEN 'ROWS' THEN 'n' ELSE 'g' END, (ARRAY['DESC'])[h[6] % 3 + 1],
    mode, 'BETWEEN', format(bounds, near, far),
    (ARRAY['EXCLUDE CURRENT ROW', 'EXCLUDE GROUP', 'EXCLUDE TIES'])[h[7] % 18 + 1]);
END $$;
