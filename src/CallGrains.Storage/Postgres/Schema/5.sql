-- Lists show what flows say of themselves.
ALTER TABLE callgrains.grains ADD COLUMN status text COLLATE "C", ADD COLUMN result text COLLATE "C";

-- Programs of before fail here, look at the version when they connect again, and stop.
DROP FUNCTION callgrains.append;

-- One batch. The arrays of the first group have one element a grain, those of the second (e_) one an entry, whose
-- e_place counts the grains from 1. p_about is a digest of what goes into grains, from p_flow to p_result. It answers the
-- grains that were refused, with the number where they stand. Running the same batch again changes nothing: what it has
-- written carries its number.
CREATE FUNCTION callgrains.append(
    p_batch bigint, p_shelf int, p_now bigint,
    p_address text[], p_expected bigint[], p_sequence bigint[], p_about bigint[], p_wake_at bigint[], p_pending int[], p_state smallint[],
    p_kind smallint[], p_flow text[], p_flow_version int[], p_direction text[], p_from text[], p_to text[], p_carrier_id text[],
    p_created_at bigint[], p_ended_at bigint[], p_cause text[], p_fault text[],
    p_status text[], p_result text[],
    e_place int[], e_sequence bigint[], e_body bytea[], e_raw bytea[])
RETURNS TABLE (place int, actual bigint) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    newborn int[];
    wanted text[];
    born_ids bigint[];
    born text[];
    places int[];
    ids bigint[];
    shelves int[];
    news int[];
BEGIN
    -- 1. Grains never written before: in the order of their addresses, so that two batches cannot wait for each other.
    IF 0 = ANY (p_expected) THEN
        SELECT array_agg(n.place), array_agg(n.address) INTO newborn, wanted FROM (
            SELECT u.place::int AS place, u.address FROM unnest(p_address, p_expected) WITH ORDINALITY AS u (address, expected, place)
            WHERE u.expected = 0 ORDER BY u.address) n;
        WITH written AS (
            INSERT INTO callgrains.grains (address, kind, shelf, flow, flow_version, direction, from_number, to_number,
                carrier_id, created_at, ended_at, cause, fault, status, result, about)
            SELECT p_address[n.place], p_kind[n.place], p_shelf, p_flow[n.place], p_flow_version[n.place], p_direction[n.place], p_from[n.place], p_to[n.place],
                p_carrier_id[n.place], p_created_at[n.place], p_ended_at[n.place], p_cause[n.place], p_fault[n.place],
                p_status[n.place], p_result[n.place], p_about[n.place]
            FROM unnest(newborn) AS n (place)
            ON CONFLICT (address) DO NOTHING
            RETURNING id, address)
        SELECT array_agg(w.id), array_agg(w.address) INTO born_ids, born FROM written w;

        -- Those that somebody else has made meanwhile are not among them.
        IF born IS DISTINCT FROM wanted THEN
            SELECT array_agg(n.place), array_agg(b.id) INTO newborn, born_ids
            FROM unnest(wanted, newborn) AS n (address, place) JOIN unnest(born, born_ids) AS b (address, id) ON b.address = n.address;
        END IF;

        INSERT INTO callgrains.heads (grain, sequence, shelf, used_at, wake_at, wake_hint, pending_effects, maybe_pending, state)
        SELECT b.id, p_sequence[b.place], p_shelf, p_now, p_wake_at[b.place], p_wake_at[b.place], p_pending[b.place], p_pending[b.place] > 0, p_state[b.place]
        FROM unnest(newborn, born_ids) AS b (place, id);
    END IF;

    -- 2. The others that stand where they are expected: in the order of their keys, for the same reason.
    WITH written AS (
        UPDATE callgrains.heads h SET sequence = n.sequence, used_at = p_now, wake_at = n.wake_at, pending_effects = n.pending, state = n.state,
            wake_hint = CASE
                WHEN n.wake_at IS NULL THEN CASE WHEN n.state < 2 THEN h.wake_hint END
                WHEN h.wake_hint > p_now THEN least(h.wake_hint, n.wake_at)
                ELSE n.wake_at END,
            maybe_pending = n.pending > 0 OR (h.maybe_pending AND n.state < 2)
        FROM (
            SELECT g.id, g.about <> u.about AS is_news, u.*
            FROM unnest(p_address, p_expected, p_sequence, p_about, p_wake_at, p_pending, p_state) WITH ORDINALITY
                AS u (address, expected, sequence, about, wake_at, pending, state, place)
            JOIN callgrains.grains g ON g.address = u.address
            WHERE u.expected > 0
            ORDER BY g.id) n
        WHERE h.grain = n.id AND h.sequence = n.expected
        RETURNING n.place, h.grain, h.shelf, n.is_news)
    SELECT array_agg(a.place), array_agg(a.grain), array_agg(a.shelf), array_agg(a.place) FILTER (WHERE a.is_news)
    INTO places, ids, shelves, news
    FROM (
        SELECT w.place::int AS place, w.grain, w.shelf, w.is_news FROM written w
        UNION ALL SELECT b.place, b.id, p_shelf, false FROM unnest(newborn, born_ids) AS b (place, id)
        ORDER BY place) a;

    -- Those that were refused keep their places, with no number.
    IF cardinality(ids) IS DISTINCT FROM cardinality(p_address) THEN
        DECLARE
            written_ids bigint[] := ids;
            written_shelves int[] := shelves;
        BEGIN
            ids := array_fill(0::bigint, ARRAY[cardinality(p_address)]);
            shelves := array_fill(0, ARRAY[cardinality(p_address)]);
            FOR i IN 1..coalesce(cardinality(places), 0) LOOP
                ids[places[i]] := written_ids[i];
                shelves[places[i]] := written_shelves[i];
            END LOOP;
        END;
    END IF;

    IF news IS NOT NULL THEN
        UPDATE callgrains.grains g SET flow = p_flow[n.place], flow_version = p_flow_version[n.place], direction = p_direction[n.place],
            from_number = p_from[n.place], to_number = p_to[n.place], carrier_id = p_carrier_id[n.place], created_at = p_created_at[n.place],
            ended_at = p_ended_at[n.place], cause = p_cause[n.place], fault = p_fault[n.place],
            status = p_status[n.place], result = p_result[n.place], about = p_about[n.place]
        FROM unnest(news) AS n (place)
        WHERE g.id = ids[n.place];
    END IF;

    -- 3. Their entries.
    INSERT INTO callgrains.entries (grain, sequence, batch, shelf, body, raw)
    SELECT ids[e.place], e.sequence, p_batch, shelves[e.place], e.body, e.raw
    FROM unnest(e_place, e_sequence, e_body, e_raw) AS e (place, sequence, body, raw)
    WHERE ids[e.place] > 0;

    -- 4. Those that were refused, without those that this same batch had written before its answer was lost.
    IF 0 = ANY (ids) THEN
        RETURN QUERY
        SELECT n.place::int, coalesce(h.sequence, 0)
        FROM unnest(p_address, ids, p_expected) WITH ORDINALITY AS n (address, id, expected, place)
        LEFT JOIN callgrains.grains g ON g.address = n.address
        LEFT JOIN callgrains.heads h ON h.grain = g.id
        WHERE n.id = 0 AND NOT EXISTS (
            SELECT FROM callgrains.entries e
            WHERE e.shelf = h.shelf AND e.grain = h.grain AND e.sequence = n.expected + 1 AND e.batch = p_batch);
    END IF;
END $body$;
