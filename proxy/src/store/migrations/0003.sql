-- Usage, forwarding, and letting go of issues.

-- Events that came in each hour since 1970, by project: for quotas, spikes, and what is usual.

CREATE TABLE project_hours (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    hour INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour)
) STRICT, WITHOUT ROWID;
INSERT INTO project_hours (project_id, hour, count)
    SELECT project_id, CAST(received / 3600 AS INTEGER), count(*) FROM events GROUP BY 1, 2;

-- Envelopes that wait for a project's upstream, and how many bytes these are.
CREATE TABLE forwards (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    envelope BLOB NOT NULL
) STRICT;
CREATE INDEX forwards_by_project ON forwards (project_id, id);
CREATE TABLE forward_sizes (
    project_id INTEGER PRIMARY KEY REFERENCES projects (id),
    bytes INTEGER NOT NULL
) STRICT;

-- An issue that goes takes these with it.
CREATE INDEX issue_groups_by_issue ON issue_groups (issue_id);
CREATE INDEX alerts_by_issue ON alerts (issue_id);
