-- As before, but for one thing: a thread whose other side has stopped texts stays, because its STOP holds for good.
CREATE OR REPLACE FUNCTION callgrains.purge(p_shelf int, p_after bigint, p_limit int, p_older_than bigint, p_target int)
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
    WHERE g.id = ANY (ids) AND h.state = 2 AND coalesce(g.ended_at, g.created_at) < p_older_than
        AND NOT (g.kind = 2 AND g.cause IS NOT DISTINCT FROM 'STOPPED');
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
