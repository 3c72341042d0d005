-- Symbols: which events wait for which module, and issues that are known by more than one group.

CREATE TABLE unresolved (
    debug_id TEXT NOT NULL,
    event_row INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    PRIMARY KEY (debug_id, event_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX unresolved_by_event ON unresolved (event_row);

-- Once its frames have names of the source, an event is in another group than before: the issue stays the same.
CREATE TABLE issue_groups (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    group_hash TEXT NOT NULL,
    issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    PRIMARY KEY (project_id, group_hash)
) STRICT, WITHOUT ROWID;
INSERT INTO issue_groups (project_id, group_hash, issue_id) SELECT project_id, group_hash, id FROM issues;
