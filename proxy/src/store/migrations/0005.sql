-- Alerts that outlive their issue, digests of many new issues, the state of retention, and users beyond what is counted.

-- An issue may go while its alert waits: the alert is then sent without a link. A column that may be empty needs a new
-- table: <https://sqlite.org/lang_altertable.html#otheralter>
CREATE TABLE new_alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id INTEGER REFERENCES issues (id) ON DELETE SET NULL,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    is_fatal INTEGER NOT NULL,
    robot TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    created REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'no_robot')),
    at REAL,
    error TEXT,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_alerts (id, issue_id, project_id, is_fatal, robot, title, text, created, state, at, error, attempts)
    SELECT alerts.id, issue_id, project_id, level = 'fatal', robot, alerts.title, text, created, state, at, error, attempts
    FROM alerts JOIN issues ON issues.id = issue_id;
DROP TABLE alerts;
ALTER TABLE new_alerts RENAME TO alerts;
CREATE INDEX alerts_by_issue ON alerts (issue_id);
CREATE INDEX alerts_waiting ON alerts (robot, project_id) WHERE state = 'waiting';
CREATE INDEX alerts_by_project ON alerts (project_id, created);

-- New issues that one alert tells of: those of its project with ids from the first to the last. A digest that is sealed
-- is being sent, and takes no more.
CREATE TABLE alert_digests (
    alert_id INTEGER PRIMARY KEY REFERENCES alerts (id) ON DELETE CASCADE,
    issues INTEGER NOT NULL,
    fatal INTEGER NOT NULL,
    first_issue INTEGER NOT NULL,
    last_issue INTEGER NOT NULL,
    since REAL NOT NULL,
    until REAL NOT NULL,
    samples TEXT NOT NULL,
    is_sealed INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What the clock showed, and what retention could not free.
CREATE TABLE retention_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    trusted REAL,
    seen REAL,
    jumped REAL,
    arrivals_since REAL,
    size INTEGER,
    held INTEGER
) STRICT;
INSERT INTO retention_state (id) VALUES (1);

-- The hashes that are kept of an issue's users begin with so many zero bits: each stands for 2^bits users.
ALTER TABLE issues ADD COLUMN user_sampling INTEGER NOT NULL DEFAULT 0;
