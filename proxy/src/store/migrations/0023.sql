-- Silences: alerts that match are not sent for a time.

CREATE TABLE silences (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- JSON: an array of [name, operator, value].
    matchers TEXT NOT NULL,
    starts REAL NOT NULL,
    ends REAL NOT NULL,
    -- The newest release of a project as the silence was made: a newer one ends it.
    project_id INTEGER REFERENCES projects (id),
    release TEXT,
    release_date REAL,
    created_by TEXT NOT NULL,
    comment TEXT NOT NULL,
    updated REAL NOT NULL,
    CHECK ((project_id IS NULL) = (release IS NULL))
) STRICT;
CREATE INDEX silences_by_end ON silences (ends);

-- What somebody did by a link in a message. SQLite changes no CHECK, so the table is made anew:
-- <https://sqlite.org/lang_altertable.html#otheralter>
CREATE TABLE issue_activity_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id INTEGER NOT NULL REFERENCES issues (id),
    at REAL NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('token', 'pages', 'link', 'server')),
    -- The name of the token.
    name TEXT,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,
    -- The rows of one change have the same number, that of the first of them. The first row of each issue has the state
    -- before as JSON, and the number of state changes after: while that is the same, the change can be undone.
    change_id INTEGER,
    former TEXT,
    state_changes INTEGER
) STRICT;
INSERT INTO issue_activity_new SELECT * FROM issue_activity;
-- Numbers are not given twice, also where the last row is gone.
DELETE FROM sqlite_sequence WHERE name = 'issue_activity_new';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'issue_activity_new', seq FROM sqlite_sequence WHERE name = 'issue_activity';
DROP TABLE issue_activity;
ALTER TABLE issue_activity_new RENAME TO issue_activity;
CREATE INDEX issue_activity_by_issue ON issue_activity (issue_id, id);
-- For the bound of an issue's entries, which does not count comments.
CREATE INDEX issue_activity_entries ON issue_activity (issue_id, id) WHERE kind <> 'comment';
CREATE INDEX issue_activity_by_change ON issue_activity (change_id) WHERE former IS NOT NULL;
