-- Events on their way out, each once for each receiver. Those without a time are dead letters.
CREATE TABLE callgrains.feed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    receiver text COLLATE "C" NOT NULL,
    event text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    type text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    due_at bigint,
    attempts int NOT NULL DEFAULT 0,
    error text COLLATE "C",
    body bytea NOT NULL
);
CREATE UNIQUE INDEX feed_order ON callgrains.feed (address, receiver, position);
CREATE INDEX feed_due ON callgrains.feed (receiver, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX feed_dead ON callgrains.feed (id) WHERE due_at IS NULL;

-- It is emptied as fast as it is filled.
ALTER TABLE callgrains.feed SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- Programs of before fail here, look at the version when they connect again, and stop.
ALTER FUNCTION callgrains.append RENAME TO append_entries;

-- One batch, and what it tells others: the arrays of the third group (f_) have one element an event, whose f_place counts
-- the grains from 1. The events of grains that are refused are left out. A batch that is run again may add events that were
-- delivered meanwhile: they are delivered once more.
CREATE FUNCTION callgrains.append(
    p_batch bigint, p_shelf int, p_now bigint,
    p_address text[], p_expected bigint[], p_sequence bigint[], p_about bigint[], p_wake_at bigint[], p_pending int[], p_state smallint[],
    p_kind smallint[], p_flow text[], p_flow_version int[], p_direction text[], p_from text[], p_to text[], p_carrier_id text[],
    p_created_at bigint[], p_ended_at bigint[], p_cause text[], p_fault text[],
    p_status text[], p_result text[],
    e_place int[], e_sequence bigint[], e_body bytea[], e_raw bytea[],
    f_place int[], f_receiver text[], f_event text[], f_position bigint[], f_type text[], f_at bigint[], f_body bytea[])
RETURNS TABLE (place int, actual bigint) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    refused int[];
    numbers bigint[];
BEGIN
    IF cardinality(f_place) = 0 THEN
        RETURN QUERY SELECT * FROM callgrains.append_entries(p_batch, p_shelf, p_now, p_address, p_expected, p_sequence, p_about, p_wake_at, p_pending,
            p_state, p_kind, p_flow, p_flow_version, p_direction, p_from, p_to, p_carrier_id, p_created_at, p_ended_at, p_cause, p_fault, p_status,
            p_result, e_place, e_sequence, e_body, e_raw);
        RETURN;
    END IF;

    SELECT coalesce(array_agg(a.place), '{}'), coalesce(array_agg(a.actual), '{}') INTO refused, numbers
    FROM callgrains.append_entries(p_batch, p_shelf, p_now, p_address, p_expected, p_sequence, p_about, p_wake_at, p_pending,
        p_state, p_kind, p_flow, p_flow_version, p_direction, p_from, p_to, p_carrier_id, p_created_at, p_ended_at, p_cause, p_fault, p_status,
        p_result, e_place, e_sequence, e_body, e_raw) a;
    INSERT INTO callgrains.feed (receiver, event, address, position, type, at, due_at, body)
    SELECT f.receiver, f.event, p_address[f.place], f.position, f.type, f.at, f.at, f.body
    FROM unnest(f_place, f_receiver, f_event, f_position, f_type, f_at, f_body) AS f (place, receiver, event, position, type, at, body)
    WHERE f.place <> ALL (refused)
    ON CONFLICT (address, receiver, position) DO NOTHING;
    RETURN QUERY SELECT * FROM unnest(refused, numbers);
END $body$;

-- Events of one receiver that are due, at most one a grain: the first that its receiver has not had.
CREATE FUNCTION callgrains.take_feed(p_receiver text, p_limit int, p_now bigint, p_until bigint)
RETURNS SETOF callgrains.feed LANGUAGE sql AS $body$
    WITH due AS (
        SELECT f.id FROM callgrains.feed f
        WHERE f.receiver = p_receiver AND f.due_at <= p_now AND NOT EXISTS (
            SELECT FROM callgrains.feed e
            WHERE e.address = f.address AND e.receiver = f.receiver AND e.position < f.position AND e.due_at IS NOT NULL)
        ORDER BY f.due_at, f.id LIMIT p_limit FOR UPDATE SKIP LOCKED)
    UPDATE callgrains.feed f SET due_at = p_until FROM due WHERE f.id = due.id RETURNING f.*
$body$;
