-- Merged and discarded groups, and the grouping rules of an operator.

-- The group of an event, so that a group can be taken out of its issue again. Events that are there already have none:
-- they are of the first group of their issue.
ALTER TABLE events ADD COLUMN group_hash TEXT;

-- What a group brought to its issue, and the rules of the operator under which it was made: a hash, or empty.
ALTER TABLE issue_groups ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE issue_groups ADD COLUMN events INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue_groups ADD COLUMN last_seen REAL NOT NULL DEFAULT 0;
ALTER TABLE issue_groups ADD COLUMN rule_set TEXT NOT NULL DEFAULT '';
UPDATE issue_groups SET title = issues.title, events = issues.count, last_seen = issues.last_seen
    FROM issues WHERE issues.id = issue_id AND issues.group_hash = issue_groups.group_hash;

-- The sets of rules that a project has had, the newest last: an event whose group is unknown is looked up by the groups
-- that it would have had under these.
CREATE TABLE grouping_rule_sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    hash TEXT NOT NULL,
    -- JSON.
    rules TEXT NOT NULL,
    UNIQUE (project_id, hash)
) STRICT;

-- Groups that somebody took out of an issue: they join no other one by former rules, even when their own issue is gone.
CREATE TABLE separate_groups (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    group_hash TEXT NOT NULL,
    PRIMARY KEY (project_id, group_hash)
) STRICT, WITHOUT ROWID;

-- Issues that were deleted and discarded: events of their groups are dropped.
CREATE TABLE discards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    title TEXT NOT NULL,
    discarded REAL NOT NULL,
    -- The name of the token of who did it.
    actor TEXT,
    -- Events that were dropped since, and when the last of them arrived.
    events INTEGER NOT NULL DEFAULT 0,
    last_event REAL
) STRICT;
CREATE INDEX discards_by_project ON discards (project_id);
CREATE TABLE discarded_groups (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    group_hash TEXT NOT NULL,
    discard_id INTEGER NOT NULL REFERENCES discards (id) ON DELETE CASCADE,
    rule_set TEXT NOT NULL,
    PRIMARY KEY (project_id, group_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX discarded_groups_by_discard ON discarded_groups (discard_id);

-- Work on issues that is done in pieces, so that the only writer is never held for long: it goes on after a restart.
CREATE TABLE issue_jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('delete', 'merge', 'split')),
    -- The issue that loses events. At most one job works on an issue.
    issue_id INTEGER NOT NULL UNIQUE REFERENCES issues (id) ON DELETE CASCADE,
    -- The issue that gets them.
    target_id INTEGER REFERENCES issues (id) ON DELETE CASCADE,
    -- `merge`: the group of events that have none. `split`: the group that goes, and whether those without one go too.
    group_hash TEXT,
    with_unnamed INTEGER NOT NULL DEFAULT 0,
    -- `split`: the last event that was looked at.
    after_time REAL,
    after_event INTEGER
) STRICT;
CREATE INDEX issue_jobs_by_target ON issue_jobs (target_id);
