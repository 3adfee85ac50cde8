-- Retention by kind. p_ages has an instant each for calls, conferences, threads, and grains of any kind that no flow has
-- answered; NULL keeps them. A thread whose other side has stopped texts stays, because its STOP holds for good.
CREATE FUNCTION callgrains.sort_of(p_kind smallint, p_flow text) RETURNS int LANGUAGE sql IMMUTABLE AS $body$
    SELECT CASE WHEN p_flow = '' THEN 4 ELSE p_kind + 1 END
$body$;

CREATE FUNCTION callgrains.is_due(p_kind smallint, p_flow text, p_cause text, p_state smallint, p_ended_at bigint, p_used_at bigint, p_ages bigint[])
RETURNS boolean LANGUAGE sql IMMUTABLE AS $body$
    SELECT p_state = 2 AND NOT (p_kind = 2 AND p_cause IS NOT DISTINCT FROM 'STOPPED')
        AND coalesce(coalesce(p_ended_at, p_used_at) < p_ages[CASE WHEN p_flow = '' THEN 4 ELSE p_kind + 1 END], false)
$body$;

DROP FUNCTION callgrains.purge;

-- Some grains of a shelf, in the order of their keys, locked as a batch locks them: those that are due go, all others move
-- on to another shelf, and the entries of what goes wait for this one to be dropped. It answers how many went of each
-- sort, how many moved, and where to go on.
CREATE FUNCTION callgrains.clear(p_shelf int, p_after bigint, p_limit int, p_ages bigint[], p_target int)
RETURNS TABLE (last bigint, removed int[], moved int) LANGUAGE plpgsql AS $body$
DECLARE
    ids bigint[];
    gone bigint[];
    sorts int[];
    kept bigint[];
BEGIN
    SELECT array_agg(l.grain) INTO ids FROM (
        SELECT h.grain FROM callgrains.heads h
        WHERE h.grain IN (SELECT g.id FROM callgrains.grains g WHERE g.shelf = p_shelf AND g.id > p_after ORDER BY g.id LIMIT p_limit)
        ORDER BY h.grain FOR UPDATE) l;
    SELECT array_agg(g.id), array_agg(callgrains.sort_of(g.kind, g.flow)) INTO gone, sorts
    FROM callgrains.grains g JOIN callgrains.heads h ON h.grain = g.id
    WHERE g.id = ANY (ids) AND callgrains.is_due(g.kind, g.flow, g.cause, h.state, g.ended_at, h.used_at, p_ages);
    DELETE FROM callgrains.heads WHERE grain = ANY (gone);
    DELETE FROM callgrains.grains WHERE id = ANY (gone);
    SELECT array_agg(h.grain) INTO kept FROM callgrains.heads h WHERE h.grain = ANY (ids);
    INSERT INTO callgrains.entries (grain, sequence, batch, shelf, body, raw)
    SELECT e.grain, e.sequence, e.batch, p_target, e.body, e.raw FROM callgrains.entries e WHERE e.shelf = p_shelf AND e.grain = ANY (kept);
    UPDATE callgrains.heads SET shelf = p_target WHERE grain = ANY (kept);
    UPDATE callgrains.grains SET shelf = p_target WHERE id = ANY (kept);
    RETURN QUERY SELECT ids[cardinality(ids)],
        ARRAY(SELECT count(s.sort)::int FROM generate_series(1, 4) n LEFT JOIN unnest(sorts) AS s (sort) ON s.sort = n GROUP BY n ORDER BY n),
        coalesce(cardinality(kept), 0);
END $body$;

-- These grains with their entries, as far as they are due still. With p_sequence the one grain at that entry, however old.
CREATE FUNCTION callgrains.remove(p_ids bigint[], p_ages bigint[], p_sequence bigint)
RETURNS int[] LANGUAGE plpgsql AS $body$
DECLARE
    ids bigint[];
    gone bigint[];
    shelves int[];
    sorts int[];
BEGIN
    SELECT array_agg(l.grain) INTO ids FROM (
        SELECT h.grain FROM callgrains.heads h WHERE h.grain = ANY (p_ids) ORDER BY h.grain FOR UPDATE) l;
    SELECT array_agg(g.id), array_agg(h.shelf), array_agg(callgrains.sort_of(g.kind, g.flow)) INTO gone, shelves, sorts
    FROM callgrains.grains g JOIN callgrains.heads h ON h.grain = g.id
    WHERE g.id = ANY (ids) AND CASE WHEN p_sequence IS NULL
        THEN callgrains.is_due(g.kind, g.flow, g.cause, h.state, g.ended_at, h.used_at, p_ages)
        ELSE h.state = 2 AND h.sequence = p_sequence END;
    DELETE FROM callgrains.entries e USING unnest(gone, shelves) AS n (id, shelf) WHERE e.shelf = n.shelf AND e.grain = n.id;
    DELETE FROM callgrains.heads WHERE grain = ANY (gone);
    DELETE FROM callgrains.grains WHERE id = ANY (gone);
    RETURN ARRAY(SELECT count(s.sort)::int FROM generate_series(1, 4) n LEFT JOIN unnest(sorts) AS s (sort) ON s.sort = n GROUP BY n ORDER BY n);
END $body$;
