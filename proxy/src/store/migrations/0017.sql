-- Attachments of events, and the feedback of visitors.

-- The content is the last column, so that a list does not read it.
CREATE TABLE attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    event_id TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    received REAL NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX attachments_by_event ON attachments (project_id, event_id);
CREATE INDEX attachments_by_project ON attachments (project_id, id);

-- Counted by triggers, so that each way in and out is counted.
CREATE TABLE attachment_sizes (
    project_id INTEGER PRIMARY KEY REFERENCES projects (id),
    bytes INTEGER NOT NULL
) STRICT;
CREATE TRIGGER attachment_added AFTER INSERT ON attachments BEGIN
    INSERT INTO attachment_sizes (project_id, bytes) VALUES (NEW.project_id, NEW.size)
        ON CONFLICT (project_id) DO UPDATE SET bytes = bytes + NEW.size;
END;
CREATE TRIGGER attachment_removed AFTER DELETE ON attachments BEGIN
    UPDATE attachment_sizes SET bytes = bytes - OLD.size WHERE project_id = OLD.project_id;
END;

-- An attachment goes with its event, whatever deletes that. It may have come before its event, so no key refers to it.
CREATE TRIGGER event_removed AFTER DELETE ON events BEGIN
    DELETE FROM attachments WHERE project_id = OLD.project_id AND event_id = OLD.event_id;
END;

-- What visitors wrote. It outlives the event that it is about.
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    feedback_id TEXT NOT NULL,
    -- Empty without one.
    event_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    message TEXT NOT NULL,
    url TEXT NOT NULL,
    release TEXT NOT NULL,
    environment TEXT NOT NULL,
    timestamp REAL NOT NULL,
    received REAL NOT NULL,
    UNIQUE (project_id, feedback_id)
) STRICT;
CREATE INDEX feedback_by_event ON feedback (project_id, event_id) WHERE event_id <> '';
CREATE INDEX feedback_by_project ON feedback (project_id, id);
