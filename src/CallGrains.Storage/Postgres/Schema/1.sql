-- What an append changes each time is in heads: narrow rows with few indexes. What lists show is in grains.
CREATE TABLE callgrains.grains (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address text COLLATE "C" NOT NULL UNIQUE,
    kind smallint NOT NULL,
    shelf int NOT NULL,
    flow text COLLATE "C" NOT NULL,
    flow_version int NOT NULL,
    direction text COLLATE "C",
    from_number text COLLATE "C",
    to_number text COLLATE "C",
    carrier_id text COLLATE "C",
    created_at bigint NOT NULL,
    ended_at bigint,
    cause text COLLATE "C",
    fault text COLLATE "C"
) WITH (fillfactor = 70);
CREATE INDEX grains_from ON callgrains.grains (from_number, id) WHERE from_number IS NOT NULL;
CREATE INDEX grains_to ON callgrains.grains (to_number, id) WHERE to_number IS NOT NULL;
CREATE INDEX grains_flow ON callgrains.grains (flow, id);
CREATE INDEX grains_kind ON callgrains.grains (kind, id) WHERE kind > 0;
CREATE INDEX grains_shelf ON callgrains.grains (shelf, id);

-- An UPDATE that changes no indexed column is cheap: it writes one row and no index. So the columns with an index hardly
-- ever change. wake_hint is at or before wake_at, and maybe_pending is true at least while pending_effects > 0; lists go
-- by these, then look at the exact values. tidy() brings both up to date where they have fallen behind.
CREATE TABLE callgrains.heads (
    grain bigint PRIMARY KEY,
    sequence bigint NOT NULL,
    about bigint NOT NULL,
    wake_at bigint,
    wake_hint bigint,
    shelf int NOT NULL,
    pending_effects int NOT NULL,
    state smallint NOT NULL,
    maybe_pending boolean NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX heads_wake ON callgrains.heads (wake_hint) WHERE wake_hint IS NOT NULL;
CREATE INDEX heads_live ON callgrains.heads (grain) WHERE state < 2;
CREATE INDEX heads_pending ON callgrains.heads (grain) WHERE maybe_pending;

-- A shelf holds all entries of the grains that were born in one week, so that the week can be dropped as a whole.
CREATE TABLE callgrains.entries (
    grain bigint NOT NULL,
    sequence bigint NOT NULL,
    batch bigint NOT NULL,
    shelf int NOT NULL,
    body bytea NOT NULL,
    raw bytea NOT NULL
) PARTITION BY LIST (shelf);

-- Attaching a finished table takes no lock that an append would wait for; creating it as a partition would. It runs with
-- the rights of the schema's owner, so that a user who may only read and write does not stand still each Monday.
CREATE FUNCTION callgrains.open_shelf(p_shelf int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    name text := 'entries_' || p_shelf;
BEGIN
    PERFORM pg_advisory_xact_lock(1128755822, p_shelf);
    IF EXISTS (SELECT FROM pg_tables WHERE schemaname = 'callgrains' AND tablename = name) THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE callgrains.%I (LIKE callgrains.entries)', name);
    EXECUTE format('CREATE UNIQUE INDEX %I ON callgrains.%I (grain, sequence)', name || '_sequence', name);
    EXECUTE format('ALTER TABLE callgrains.entries ATTACH PARTITION callgrains.%I FOR VALUES IN (%s)', name, p_shelf);
END $body$;

CREATE FUNCTION callgrains.as_text(p_bytes bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $body$
BEGIN
    RETURN convert_from(p_bytes, 'UTF8');
EXCEPTION WHEN OTHERS THEN
    RETURN encode(p_bytes, 'escape');
END $body$;

CREATE VIEW callgrains.journal AS
    SELECT g.address, e.sequence, callgrains.as_text(e.body) AS body, callgrains.as_text(e.raw) AS raw
    FROM callgrains.grains g JOIN callgrains.heads h ON h.grain = g.id
    JOIN callgrains.entries e ON e.shelf = h.shelf AND e.grain = h.grain;

-- One batch. The arrays of the first group have one element a grain, those of the second (e_) one an entry, whose
-- e_place counts the grains from 1. p_about is a digest of what goes into grains, from p_flow to p_fault. It answers the
-- grains that were refused, with the number where they stand. Running the same batch again changes nothing: what it has
-- written carries its number.
CREATE FUNCTION callgrains.append(
    p_batch bigint, p_shelf int, p_now bigint,
    p_address text[], p_expected bigint[], p_sequence bigint[], p_about bigint[], p_wake_at bigint[], p_pending int[], p_state smallint[],
    p_kind smallint[], p_flow text[], p_flow_version int[], p_direction text[], p_from text[], p_to text[], p_carrier_id text[],
    p_created_at bigint[], p_ended_at bigint[], p_cause text[], p_fault text[],
    e_place int[], e_sequence bigint[], e_body bytea[], e_raw bytea[])
RETURNS TABLE (place int, actual bigint) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    places int[];
    ids bigint[];
    shelves int[];
    numbers bigint[];
    abouts bigint[];
BEGIN
    -- 1. Grains never written before begin at 0. In the order of their addresses, so that two batches cannot wait for each other.
    IF 0 = ANY (p_expected) THEN
        WITH born AS (
            INSERT INTO callgrains.grains (address, kind, shelf, flow, flow_version, direction, from_number, to_number,
                carrier_id, created_at, ended_at, cause, fault)
            SELECT p_address[n.place], p_kind[n.place], p_shelf, p_flow[n.place], p_flow_version[n.place], p_direction[n.place], p_from[n.place], p_to[n.place],
                p_carrier_id[n.place], p_created_at[n.place], p_ended_at[n.place], p_cause[n.place], p_fault[n.place]
            FROM unnest(p_expected) WITH ORDINALITY AS n (expected, place)
            WHERE n.expected = 0
            ORDER BY p_address[n.place]
            ON CONFLICT (address) DO NOTHING
            RETURNING id)
        INSERT INTO callgrains.heads (grain, sequence, about, shelf, pending_effects, state, maybe_pending)
        SELECT id, 0, 0, p_shelf, 0, 0, false FROM born;
    END IF;

    -- 2. Lock the heads in the order of their keys, for the same reason, and see where they stand.
    SELECT array_agg(s.place), array_agg(s.grain), array_agg(s.shelf), array_agg(s.sequence), array_agg(s.about)
    INTO places, ids, shelves, numbers, abouts
    FROM (
        SELECT l.* FROM (
            SELECT n.place::int AS place, h.grain, h.shelf, h.sequence, h.about
            FROM unnest(p_address) WITH ORDINALITY AS n (address, place)
            JOIN callgrains.grains g ON g.address = n.address
            JOIN callgrains.heads h ON h.grain = g.id
            ORDER BY h.grain
            FOR NO KEY UPDATE OF h) l
        ORDER BY l.place) s;

    -- A grain that was never written has no head, but keeps its place.
    IF cardinality(ids) IS DISTINCT FROM cardinality(p_address) THEN
        DECLARE
            found_ids bigint[] := ids;
            found_shelves int[] := shelves;
            found_numbers bigint[] := numbers;
            found_abouts bigint[] := abouts;
        BEGIN
            ids := array_fill(0::bigint, ARRAY[cardinality(p_address)]);
            shelves := array_fill(0, ARRAY[cardinality(p_address)]);
            numbers := array_fill(-1::bigint, ARRAY[cardinality(p_address)]);
            abouts := ids;
            FOR i IN 1..coalesce(cardinality(places), 0) LOOP
                ids[places[i]] := found_ids[i];
                shelves[places[i]] := found_shelves[i];
                numbers[places[i]] := found_numbers[i];
                abouts[places[i]] := found_abouts[i];
            END LOOP;
        END;
    END IF;

    -- 3. Write those that stand where they are expected.
    UPDATE callgrains.heads h SET sequence = n.sequence, about = n.about, wake_at = n.wake_at, pending_effects = n.pending, state = n.state,
        wake_hint = CASE
            WHEN n.wake_at IS NULL THEN CASE WHEN n.state < 2 THEN h.wake_hint END
            WHEN h.wake_hint > p_now THEN least(h.wake_hint, n.wake_at)
            ELSE n.wake_at END,
        maybe_pending = n.pending > 0 OR (h.maybe_pending AND n.state < 2)
    FROM unnest(ids, numbers, p_expected, p_sequence, p_about, p_wake_at, p_pending, p_state)
        AS n (id, number, expected, sequence, about, wake_at, pending, state)
    WHERE n.number = n.expected AND h.grain = n.id;

    UPDATE callgrains.grains g SET flow = p_flow[n.place], flow_version = p_flow_version[n.place], direction = p_direction[n.place],
        from_number = p_from[n.place], to_number = p_to[n.place], carrier_id = p_carrier_id[n.place], created_at = p_created_at[n.place],
        ended_at = p_ended_at[n.place], cause = p_cause[n.place], fault = p_fault[n.place]
    FROM unnest(ids, numbers, p_expected, abouts, p_about) WITH ORDINALITY AS n (id, number, expected, old_about, about, place)
    WHERE n.number = n.expected AND n.expected > 0 AND n.old_about <> n.about AND g.id = n.id;

    INSERT INTO callgrains.entries (grain, sequence, batch, shelf, body, raw)
    SELECT ids[e.place], e.sequence, p_batch, shelves[e.place], e.body, e.raw
    FROM unnest(e_place, e_sequence, e_body, e_raw) AS e (place, sequence, body, raw)
    WHERE numbers[e.place] = p_expected[e.place];

    -- 4. Those that were refused, without those that this same batch had written before its answer was lost.
    IF numbers <> p_expected THEN
        RETURN QUERY
        SELECT n.place::int, greatest(n.number, 0)
        FROM unnest(ids, shelves, numbers, p_expected) WITH ORDINALITY AS n (id, shelf, number, expected, place)
        WHERE n.number <> n.expected AND NOT EXISTS (
            SELECT FROM callgrains.entries e
            WHERE e.shelf = n.shelf AND e.grain = n.id AND e.sequence = n.expected + 1 AND e.batch = p_batch);
    END IF;
END $body$;

-- Some of the hints that have fallen behind; rows that a batch has locked just now are left for the next time.
CREATE FUNCTION callgrains.tidy(p_now bigint, p_limit int) RETURNS void LANGUAGE sql AS $body$
    UPDATE callgrains.heads SET wake_hint = wake_at WHERE grain IN (
        SELECT grain FROM callgrains.heads WHERE wake_hint <= p_now AND (wake_at > p_now OR wake_at IS NULL)
        LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED);
    UPDATE callgrains.heads SET maybe_pending = false WHERE grain IN (
        SELECT grain FROM callgrains.heads WHERE maybe_pending AND pending_effects = 0
        LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED);
$body$;

-- The longest overdue grains. Whoever asks for them now and then keeps the hints tidy.
CREATE FUNCTION callgrains.due(p_now bigint, p_limit int) RETURNS SETOF text LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM callgrains.tidy(p_now, 10000);
    RETURN QUERY
    SELECT g.address FROM callgrains.heads h JOIN callgrains.grains g ON g.id = h.grain
    WHERE h.wake_hint <= p_now AND h.wake_at <= p_now ORDER BY h.wake_at, h.grain LIMIT p_limit;
END $body$;

-- Some grains of a shelf, in the order of their keys, locked as a batch locks them: those that ended before p_older_than
-- go. With a p_target all others move on to that shelf, and the entries of what goes wait for the shelf to be dropped;
-- without, the others stay, and those entries go now. It answers how many went and moved, and where to go on.
CREATE FUNCTION callgrains.purge(p_shelf int, p_after bigint, p_limit int, p_older_than bigint, p_target int)
RETURNS TABLE (last bigint, removed int, moved int) LANGUAGE plpgsql AS $body$
DECLARE
    ids bigint[];
    gone bigint[];
    kept bigint[];
BEGIN
    SELECT array_agg(l.grain) INTO ids FROM (
        SELECT h.grain FROM callgrains.heads h
        WHERE h.grain IN (
            SELECT g.id FROM callgrains.grains g
            WHERE g.shelf = p_shelf AND g.id > p_after AND (p_target IS NOT NULL OR coalesce(g.ended_at, g.created_at) < p_older_than)
            ORDER BY g.id LIMIT p_limit)
        ORDER BY h.grain FOR UPDATE) l;
    SELECT array_agg(g.id) INTO gone FROM callgrains.grains g JOIN callgrains.heads h ON h.grain = g.id
    WHERE g.id = ANY (ids) AND h.state = 2 AND coalesce(g.ended_at, g.created_at) < p_older_than;
    DELETE FROM callgrains.heads WHERE grain = ANY (gone);
    DELETE FROM callgrains.grains WHERE id = ANY (gone);
    IF p_target IS NULL THEN
        DELETE FROM callgrains.entries WHERE shelf = p_shelf AND grain = ANY (gone);
    ELSE
        SELECT array_agg(h.grain) INTO kept FROM callgrains.heads h WHERE h.grain = ANY (ids);
        INSERT INTO callgrains.entries (grain, sequence, batch, shelf, body, raw)
        SELECT e.grain, e.sequence, e.batch, p_target, e.body, e.raw FROM callgrains.entries e WHERE e.shelf = p_shelf AND e.grain = ANY (kept);
        UPDATE callgrains.heads SET shelf = p_target WHERE grain = ANY (kept);
        UPDATE callgrains.grains SET shelf = p_target WHERE id = ANY (kept);
    END IF;
    RETURN QUERY SELECT ids[cardinality(ids)], coalesce(cardinality(gone), 0), coalesce(cardinality(kept), 0);
END $body$;

-- Whether the shelf was empty, and has been dropped.
CREATE FUNCTION callgrains.drop_shelf(p_shelf int) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    LOCK TABLE ONLY callgrains.entries IN ACCESS EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM callgrains.grains WHERE shelf = p_shelf) THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE callgrains.%I', 'entries_' || p_shelf);
    RETURN true;
END $body$;
