-- Items that could not be stored. The envelope is the last column, so that a list does not read it.

CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    received REAL NOT NULL,
    failed REAL NOT NULL,
    attempts INTEGER NOT NULL,
    envelope BLOB NOT NULL
) STRICT;
CREATE INDEX dead_letters_by_project ON dead_letters (project_id);

-- Counted by triggers, so that each way in and out is counted.
CREATE TABLE dead_letter_totals (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    dropped_for_age INTEGER NOT NULL,
    dropped_for_room INTEGER NOT NULL
) STRICT;
INSERT INTO dead_letter_totals (id, count, bytes, dropped_for_age, dropped_for_room) VALUES (1, 0, 0, 0, 0);
CREATE TRIGGER dead_letter_added AFTER INSERT ON dead_letters BEGIN
    UPDATE dead_letter_totals SET count = count + 1, bytes = bytes + length(NEW.envelope);
END;
CREATE TRIGGER dead_letter_removed AFTER DELETE ON dead_letters BEGIN
    UPDATE dead_letter_totals SET count = count - 1, bytes = bytes - length(OLD.envelope);
END;
