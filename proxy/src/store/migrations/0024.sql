-- Channels that fail for long: their alerts go to another channel, the fallback.

-- The channel that sends an alert in the place of its own, which has failed since then for that reason; none: its own sends it.
ALTER TABLE alerts ADD COLUMN fallback TEXT;
ALTER TABLE alerts ADD COLUMN failing_since REAL;
ALTER TABLE alerts ADD COLUMN failing_error TEXT;
DROP INDEX alerts_waiting;
CREATE INDEX alerts_waiting ON alerts (coalesce(fallback, channel), project_id) WHERE state = 'waiting';

-- The channels that fail, each since its first failure after a success.
CREATE TABLE channel_failures (
    channel TEXT PRIMARY KEY,
    since REAL NOT NULL,
    error TEXT NOT NULL,
    -- Where its alerts go since then, and how many went; none: they wait.
    fallback TEXT,
    fallback_since REAL,
    redirected INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
