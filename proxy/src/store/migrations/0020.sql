-- Feedback by issue, issues by user, times of tags, deploys, deleted projects, and facts of the newest event that lists show.

-- The issue of the feedback's event, if that is stored: the feedback of an issue would else be looked for in all of it.
ALTER TABLE feedback ADD COLUMN issue_id INTEGER;
UPDATE feedback SET issue_id = (
    SELECT issue_id FROM events WHERE events.project_id = feedback.project_id AND events.event_id = feedback.event_id
) WHERE event_id <> '';
CREATE INDEX feedback_by_issue ON feedback (issue_id, id) WHERE issue_id IS NOT NULL;
-- The event may come after its feedback, move to another issue, and go, whatever does that.
CREATE TRIGGER event_added AFTER INSERT ON events
WHEN EXISTS (SELECT 1 FROM feedback WHERE project_id = NEW.project_id AND event_id = NEW.event_id AND event_id <> '')
BEGIN
    UPDATE feedback SET issue_id = NEW.issue_id
    WHERE project_id = NEW.project_id AND event_id = NEW.event_id AND event_id <> '';
END;
CREATE TRIGGER event_moved AFTER UPDATE OF issue_id ON events
WHEN EXISTS (SELECT 1 FROM feedback WHERE project_id = NEW.project_id AND event_id = NEW.event_id AND event_id <> '')
BEGIN
    UPDATE feedback SET issue_id = NEW.issue_id
    WHERE project_id = NEW.project_id AND event_id = NEW.event_id AND event_id <> '';
END;
DROP TRIGGER event_removed;
CREATE TRIGGER event_removed AFTER DELETE ON events BEGIN
    DELETE FROM attachments WHERE project_id = OLD.project_id AND event_id = OLD.event_id;
    UPDATE feedback SET issue_id = NULL
    WHERE project_id = OLD.project_id AND event_id = OLD.event_id AND event_id <> '';
END;

-- Searches look for the issues of a user; without it they would look into each issue.
CREATE INDEX issue_users_by_user ON issue_users (user_hash);

-- When a value was seen. Of values that are there already the first time is unknown, and stays so.
ALTER TABLE issue_tags ADD COLUMN first_seen REAL;
ALTER TABLE issue_tags ADD COLUMN last_seen REAL;

-- Of the newest event, for lists: reading it for each issue costs more than the list.
ALTER TABLE issues ADD COLUMN logger TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN is_unhandled INTEGER NOT NULL DEFAULT 0;
UPDATE issues SET (logger, is_unhandled) = (
    SELECT CASE WHEN json_type(body, '$.logger') = 'text' THEN body ->> '$.logger' ELSE '' END,
        coalesce(body ->> '$.tags.handled' = 'no', 0)
    FROM events WHERE issue_id = issues.id ORDER BY timestamp DESC, id DESC LIMIT 1
) WHERE (
    SELECT json_valid(body) FROM events WHERE issue_id = issues.id ORDER BY timestamp DESC, id DESC LIMIT 1
);

-- Where and when a version was deployed. Several projects may have released it.
CREATE TABLE deploys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version TEXT NOT NULL,
    environment TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    started REAL,
    finished REAL NOT NULL
) STRICT;
CREATE INDEX deploys_by_version ON deploys (version, finished);

-- Each outcome is counted with its key, so what was received need not be counted beside them.
DELETE FROM outcome_hours WHERE outcome = 'received';
DELETE FROM outcome_days WHERE outcome = 'received';

-- When a project was deleted. Its row stays, without its name, as what is on its way to it may still refer to it.
ALTER TABLE projects ADD COLUMN deleted REAL;
-- Deleted projects whose data are not gone yet.
CREATE TABLE project_deletions (id INTEGER PRIMARY KEY REFERENCES projects (id)) STRICT;
