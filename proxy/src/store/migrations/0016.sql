-- Settings and outcomes of projects.

-- The platform for which the page of a project shows a snippet; empty: not chosen. Issues have a `platform` too, and queries
-- join both, so the names differ.
ALTER TABLE projects ADD COLUMN chosen_platform TEXT NOT NULL DEFAULT '';
-- Unknown for older projects and keys.
ALTER TABLE projects ADD COLUMN made REAL;
ALTER TABLE project_keys ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE project_keys ADD COLUMN is_enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE project_keys ADD COLUMN created REAL;

-- What people set on the pages, by the names of the configuration file.
CREATE TABLE project_settings (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    changed REAL NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (project_id, name)
) STRICT, WITHOUT ROWID;

-- Items by what came of them. An hour is a number since 1970; rows older than 30 days are folded into days.
CREATE TABLE outcome_hours (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    hour INTEGER NOT NULL,
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    key TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour, category, outcome, reason, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome_days (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    day INTEGER NOT NULL,
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    key TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (project_id, day, category, outcome, reason, key)
) STRICT, WITHOUT ROWID;
