-- An alert says what happened, and its channel renders that when it sends; a robot of DingTalk is one kind of channel.
-- Messages that were rendered before are sent as they are. The names of states are part of a CHECK, so there is a new
-- table: <https://sqlite.org/lang_altertable.html#otheralter>. Digests are copied before the old one goes, because they
-- are deleted with their alerts.

CREATE TABLE new_alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id INTEGER REFERENCES issues (id) ON DELETE SET NULL,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    is_fatal INTEGER NOT NULL,
    channel TEXT,
    -- `new_issue`, `digest`, `test`, `rendered`; without a CHECK, so that a further kind needs no new table.
    kind TEXT NOT NULL,
    -- JSON; none for a digest, which has a table of its own, and for a test.
    notice TEXT,
    created REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'no_channel')),
    at REAL,
    error TEXT,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_alerts (id, issue_id, project_id, is_fatal, channel, kind, notice, created, state, at, error, attempts)
    SELECT id, issue_id, project_id, is_fatal, robot, CASE WHEN alert_id IS NULL THEN 'rendered' ELSE 'digest' END,
        CASE WHEN alert_id IS NULL THEN json_object('title', title, 'text', text) END, created,
        CASE state WHEN 'no_robot' THEN 'no_channel' ELSE state END, at, error, attempts
    FROM alerts LEFT JOIN alert_digests ON alert_id = alerts.id;
CREATE TABLE new_alert_digests (
    alert_id INTEGER PRIMARY KEY REFERENCES new_alerts (id) ON DELETE CASCADE,
    issues INTEGER NOT NULL,
    fatal INTEGER NOT NULL,
    first_issue INTEGER NOT NULL,
    last_issue INTEGER NOT NULL,
    since REAL NOT NULL,
    until REAL NOT NULL,
    samples TEXT NOT NULL,
    is_sealed INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_alert_digests SELECT * FROM alert_digests;
DROP TABLE alert_digests;
DROP TABLE alerts;
-- References to them follow.
ALTER TABLE new_alerts RENAME TO alerts;
ALTER TABLE new_alert_digests RENAME TO alert_digests;
CREATE INDEX alerts_by_issue ON alerts (issue_id);
CREATE INDEX alerts_waiting ON alerts (channel, project_id) WHERE state = 'waiting';
CREATE INDEX alerts_by_project ON alerts (project_id, created);
