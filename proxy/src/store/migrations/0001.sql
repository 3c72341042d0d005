-- Projects, issues, events and alerts. Never edited once released: a change is a new file.

CREATE TABLE projects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE project_keys (
    key TEXT PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id)
) STRICT, WITHOUT ROWID;

-- Tokens for reading, as SHA-256 in hex: the token itself is shown once and never kept.
CREATE TABLE tokens (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- The inbox row up to which everything is stored: written in the transaction that stores it.
CREATE TABLE inbox_cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    inbox_row INTEGER NOT NULL
) STRICT;
INSERT INTO inbox_cursor (id, inbox_row) VALUES (1, 0);

CREATE TABLE issues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    group_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    culprit TEXT NOT NULL,
    level TEXT NOT NULL,
    platform TEXT NOT NULL,
    exception_type TEXT NOT NULL,
    value TEXT NOT NULL,
    filename TEXT NOT NULL,
    function TEXT NOT NULL,
    count INTEGER NOT NULL,
    users INTEGER NOT NULL,
    first_seen REAL NOT NULL,
    last_seen REAL NOT NULL,
    UNIQUE (project_id, group_hash)
) STRICT;
CREATE INDEX issues_by_last_seen ON issues (last_seen, id);

CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    event_id TEXT NOT NULL,
    issue_id INTEGER NOT NULL REFERENCES issues (id),
    timestamp REAL NOT NULL,
    received REAL NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (project_id, event_id)
) STRICT;
CREATE INDEX events_by_issue ON events (issue_id, timestamp);

-- Who had an issue, as a hash of who: counted exactly, never shown.
CREATE TABLE issue_users (
    issue_id INTEGER NOT NULL REFERENCES issues (id),
    user_hash BLOB NOT NULL,
    PRIMARY KEY (issue_id, user_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_tags (
    issue_id INTEGER NOT NULL REFERENCES issues (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (issue_id, key, value)
) STRICT, WITHOUT ROWID;

-- Events of an issue in each hour since 1970.
CREATE TABLE issue_hours (
    issue_id INTEGER NOT NULL REFERENCES issues (id),
    hour INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (issue_id, hour)
) STRICT, WITHOUT ROWID;

-- The outbox. `at` is when a waiting alert is due, or when a delivered one arrived.
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id INTEGER NOT NULL REFERENCES issues (id),
    robot TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    created REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'no_robot')),
    at REAL,
    error TEXT,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX alerts_due ON alerts (at) WHERE state = 'waiting';
