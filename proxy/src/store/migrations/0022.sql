-- Rules decide which alerts there are. An alert that waits may be open: what else its rule finds is folded into it until
-- it is sent, so this is said of all alerts, and not of digests alone.

ALTER TABLE alerts ADD COLUMN rule TEXT;
ALTER TABLE alerts ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;
UPDATE alerts SET is_open = 1
    WHERE state = 'waiting' AND id IN (SELECT alert_id FROM alert_digests WHERE is_sealed = 0);
ALTER TABLE alert_digests DROP COLUMN is_sealed;
CREATE INDEX alerts_by_group ON alerts (project_id, channel, rule, id);

-- What was decided about each firing of a rule. `reason` is JSON; none unless it was held back.
CREATE TABLE alert_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    rule TEXT NOT NULL,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    issue_id INTEGER REFERENCES issues (id) ON DELETE CASCADE,
    cause TEXT NOT NULL,
    channel TEXT,
    alert_id INTEGER REFERENCES alerts (id) ON DELETE SET NULL,
    decision TEXT NOT NULL,
    reason TEXT
) STRICT;
CREATE INDEX alert_decisions_by_issue ON alert_decisions (issue_id, id);
CREATE INDEX alert_decisions_by_alert ON alert_decisions (alert_id);

-- What a rule found that goes on: it waits for more events, or was told and is not over. `cause` is JSON.
CREATE TABLE alert_states (
    id INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    issue_id INTEGER REFERENCES issues (id) ON DELETE CASCADE,
    since REAL NOT NULL,
    told REAL,
    cause TEXT NOT NULL,
    environment TEXT
) STRICT;
CREATE UNIQUE INDEX alert_states_by_subject ON alert_states (rule, project_id, coalesce(issue_id, 0));
CREATE INDEX alert_states_by_issue ON alert_states (issue_id);

-- Events and users of issues by the minute, for rules that count them.
CREATE TABLE alert_counts (
    rule TEXT NOT NULL,
    issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    minute INTEGER NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (rule, issue_id, minute)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_counts_by_issue ON alert_counts (issue_id);
CREATE INDEX alert_counts_by_minute ON alert_counts (minute);
CREATE TABLE alert_users (
    rule TEXT NOT NULL,
    issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    user TEXT NOT NULL,
    minute INTEGER NOT NULL,
    PRIMARY KEY (rule, issue_id, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_users_by_issue ON alert_users (issue_id);
CREATE INDEX alert_users_by_minute ON alert_users (minute);

-- The rules that people wrote on the pages of projects, as TOML.
CREATE TABLE alert_rules (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    changed REAL NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (project_id, name)
) STRICT, WITHOUT ROWID;
