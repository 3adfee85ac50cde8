-- The secrets of capability URLs: the newest signs, all of them verify. A row more rotates them, at each process's next start.
CREATE TABLE callgrains_cluster.capability_keys (
    made_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    secret bytea NOT NULL CHECK (length(secret) >= 32)
);
