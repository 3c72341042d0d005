-- States, activity and comments of issues.

-- Sentry's words. `substatus` is empty for resolved issues; a `new` issue reads as ongoing a week after its first event.
ALTER TABLE issues ADD COLUMN status TEXT NOT NULL DEFAULT 'unresolved';
ALTER TABLE issues ADD COLUMN substatus TEXT NOT NULL DEFAULT 'new';
-- Where it is resolved, or until when it is archived, as JSON; NULL for unresolved issues.
ALTER TABLE issues ADD COLUMN status_details TEXT;
ALTER TABLE issues ADD COLUMN status_since REAL;
-- When the archiving ends by itself.
ALTER TABLE issues ADD COLUMN archive_ends REAL;
ALTER TABLE issues ADD COLUMN assignee TEXT;
-- NULL: that of the level.
ALTER TABLE issues ADD COLUMN priority TEXT;
ALTER TABLE issues ADD COLUMN is_bookmarked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issues ADD COLUMN is_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issues ADD COLUMN comments INTEGER NOT NULL DEFAULT 0;
-- How often the state was changed.
ALTER TABLE issues ADD COLUMN state_changes INTEGER NOT NULL DEFAULT 0;
CREATE INDEX issues_by_status ON issues (status, last_seen, id);
CREATE INDEX issues_by_archive_end ON issues (archive_ends) WHERE archive_ends IS NOT NULL;
CREATE INDEX issues_by_assignee ON issues (assignee) WHERE assignee IS NOT NULL;

CREATE TABLE issue_activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id INTEGER NOT NULL REFERENCES issues (id),
    at REAL NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('token', 'pages', 'server')),
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
CREATE INDEX issue_activity_by_issue ON issue_activity (issue_id, id);
-- For the bound of an issue's entries, which does not count comments.
CREATE INDEX issue_activity_entries ON issue_activity (issue_id, id) WHERE kind <> 'comment';
CREATE INDEX issue_activity_by_change ON issue_activity (change_id) WHERE former IS NOT NULL;
