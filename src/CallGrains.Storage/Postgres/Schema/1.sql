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
) WITH (fillfactor = 85);
CREATE INDEX grains_from ON callgrains.grains (from_number, id) WHERE from_number IS NOT NULL;
CREATE INDEX grains_to ON callgrains.grains (to_number, id) WHERE to_number IS NOT NULL;
CREATE INDEX grains_flow ON callgrains.grains (flow, id);
CREATE INDEX grains_kind ON callgrains.grains (kind, id) WHERE kind > 0;
CREATE INDEX grains_shelf ON callgrains.grains (shelf, id);

CREATE TABLE callgrains.heads (
    grain bigint PRIMARY KEY,
    sequence bigint NOT NULL,
    wake_at bigint,
    shelf int NOT NULL,
    pending_effects int NOT NULL,
    state smallint NOT NULL
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX heads_wake ON callgrains.heads (wake_at, grain) WHERE wake_at IS NOT NULL;
CREATE INDEX heads_live ON callgrains.heads (grain) WHERE state < 2;
CREATE INDEX heads_pending ON callgrains.heads (grain) WHERE pending_effects > 0;

-- A shelf holds all entries of the grains that were born in one week, so that the week can be dropped as a whole.
CREATE TABLE callgrains.entries (
    grain bigint NOT NULL,
    sequence bigint NOT NULL,
    batch bigint NOT NULL,
    shelf int NOT NULL,
    body bytea NOT NULL,
    raw bytea NOT NULL
) PARTITION BY LIST (shelf);

-- Attaching a finished table takes no lock that an append would wait for; creating it as a partition would.
CREATE FUNCTION callgrains.open_shelf(p_shelf int) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    name text := 'entries_' || p_shelf;
BEGIN
    PERFORM pg_advisory_xact_lock(1128755822, p_shelf);
    IF to_regclass('callgrains.' || name) IS NOT NULL THEN
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
-- e_place counts the grains from 1. It answers the grains that were refused, with the number where they stand.
-- Running the same batch again changes nothing: what it has written carries its number.
CREATE FUNCTION callgrains.append(
    p_batch bigint, p_shelf int,
    p_address text[], p_kind smallint[], p_expected bigint[], p_sequence bigint[], p_state smallint[],
    p_flow text[], p_flow_version int[], p_direction text[], p_from text[], p_to text[], p_carrier_id text[],
    p_created_at bigint[], p_ended_at bigint[], p_cause text[], p_fault text[], p_wake_at bigint[], p_pending int[],
    e_place int[], e_sequence bigint[], e_body bytea[], e_raw bytea[])
RETURNS TABLE (place int, actual bigint) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    grains int := cardinality(p_address);
    places int[];
    ids bigint[];
    shelves int[];
    numbers bigint[];
    fits boolean[];
    changed boolean[];
BEGIN
    -- 1. Grains never written before begin at 0. In the order of their addresses, so that two batches cannot wait for each other.
    IF 0 = ANY (p_expected) THEN
        WITH born AS (
            INSERT INTO callgrains.grains (address, kind, shelf, flow, flow_version, direction, from_number, to_number,
                carrier_id, created_at, ended_at, cause, fault)
            SELECT n.address, n.kind, p_shelf, n.flow, n.flow_version, n.direction, n.from_number, n.to_number,
                n.carrier_id, n.created_at, n.ended_at, n.cause, n.fault
            FROM unnest(p_expected, p_address, p_kind, p_flow, p_flow_version, p_direction, p_from, p_to, p_carrier_id, p_created_at, p_ended_at, p_cause, p_fault)
                AS n (expected, address, kind, flow, flow_version, direction, from_number, to_number, carrier_id, created_at, ended_at, cause, fault)
            WHERE n.expected = 0
            ORDER BY n.address
            ON CONFLICT (address) DO NOTHING
            RETURNING id)
        INSERT INTO callgrains.heads (grain, sequence, shelf, pending_effects, state)
        SELECT id, 0, p_shelf, 0, 0 FROM born;
    END IF;

    -- 2. Lock the heads in the order of their keys, for the same reason, and see which are where they are expected.
    SELECT array_agg(l.place ORDER BY l.place), array_agg(l.grain ORDER BY l.place), array_agg(l.shelf ORDER BY l.place),
        array_agg(l.sequence ORDER BY l.place), array_agg(l.fits ORDER BY l.place), array_agg(l.changed ORDER BY l.place)
    INTO places, ids, shelves, numbers, fits, changed
    FROM (
        SELECT n.place::int AS place, h.grain, h.shelf, h.sequence, h.sequence = n.expected AS fits,
            (g.flow, g.flow_version, g.direction, g.from_number, g.to_number, g.carrier_id, g.created_at, g.ended_at, g.cause, g.fault)
                IS DISTINCT FROM (n.flow, n.flow_version, n.direction, n.from_number, n.to_number, n.carrier_id, n.created_at, n.ended_at, n.cause, n.fault) AS changed
        FROM unnest(p_address, p_expected, p_flow, p_flow_version, p_direction, p_from, p_to, p_carrier_id, p_created_at, p_ended_at, p_cause, p_fault) WITH ORDINALITY
            AS n (address, expected, flow, flow_version, direction, from_number, to_number, carrier_id, created_at, ended_at, cause, fault, place)
        JOIN callgrains.grains g ON g.address = n.address
        JOIN callgrains.heads h ON h.grain = g.id
        ORDER BY h.grain
        FOR NO KEY UPDATE OF h) l;

    -- A grain that was never written has no head, but keeps its place.
    IF cardinality(ids) IS DISTINCT FROM grains THEN
        DECLARE
            found int := coalesce(cardinality(ids), 0);
            all_ids bigint[] := array_fill(0::bigint, ARRAY[grains]);
            all_shelves int[] := array_fill(0, ARRAY[grains]);
            all_numbers bigint[] := all_ids;
            all_fit boolean[] := array_fill(false, ARRAY[grains]);
            all_changed boolean[] := all_fit;
        BEGIN
            FOR i IN 1..found LOOP
                all_ids[places[i]] := ids[i];
                all_shelves[places[i]] := shelves[i];
                all_numbers[places[i]] := numbers[i];
                all_fit[places[i]] := fits[i];
                all_changed[places[i]] := changed[i];
            END LOOP;
            ids := all_ids; shelves := all_shelves; numbers := all_numbers; fits := all_fit; changed := all_changed;
        END;
    END IF;

    -- 3. Write.
    UPDATE callgrains.heads h SET sequence = n.sequence, wake_at = n.wake_at, pending_effects = n.pending, state = n.state
    FROM unnest(ids, fits, p_sequence, p_wake_at, p_pending, p_state) AS n (id, fits, sequence, wake_at, pending, state)
    WHERE n.fits AND h.grain = n.id;

    IF true = ANY (changed) THEN
        UPDATE callgrains.grains g SET flow = n.flow, flow_version = n.flow_version, direction = n.direction, from_number = n.from_number,
            to_number = n.to_number, carrier_id = n.carrier_id, created_at = n.created_at, ended_at = n.ended_at, cause = n.cause, fault = n.fault
        FROM unnest(ids, fits, changed, p_flow, p_flow_version, p_direction, p_from, p_to, p_carrier_id, p_created_at, p_ended_at, p_cause, p_fault)
            AS n (id, fits, changed, flow, flow_version, direction, from_number, to_number, carrier_id, created_at, ended_at, cause, fault)
        WHERE n.fits AND n.changed AND g.id = n.id;
    END IF;

    INSERT INTO callgrains.entries (grain, sequence, batch, shelf, body, raw)
    SELECT ids[e.place], e.sequence, p_batch, shelves[e.place], e.body, e.raw
    FROM unnest(e_place, e_sequence, e_body, e_raw) AS e (place, sequence, body, raw)
    WHERE fits[e.place];

    -- 4. Those that were refused, without those that this same batch had written before its answer was lost.
    IF false = ANY (fits) THEN
        RETURN QUERY
        SELECT n.place::int, n.actual
        FROM unnest(ids, shelves, fits, numbers, p_expected) WITH ORDINALITY AS n (id, shelf, fits, actual, expected, place)
        WHERE NOT n.fits AND NOT EXISTS (
            SELECT FROM callgrains.entries e
            WHERE e.shelf = n.shelf AND e.grain = n.id AND e.sequence = n.expected + 1 AND e.batch = p_batch);
    END IF;
END $body$;

-- Some grains of a shelf, in the order of their keys, locked as a batch locks them: those that ended before p_older_than
-- go. With a p_target the others move on to that shelf, and the entries of what goes wait for the shelf to be dropped;
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
        WHERE h.grain IN (SELECT g.id FROM callgrains.grains g WHERE g.shelf = p_shelf AND g.id > p_after ORDER BY g.id LIMIT p_limit)
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
CREATE FUNCTION callgrains.drop_shelf(p_shelf int) RETURNS boolean LANGUAGE plpgsql AS $body$
BEGIN
    LOCK TABLE ONLY callgrains.entries IN ACCESS EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM callgrains.grains WHERE shelf = p_shelf) THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TABLE callgrains.%I', 'entries_' || p_shelf);
    RETURN true;
END $body$;
