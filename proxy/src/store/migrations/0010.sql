-- An offset of the inbox is opaque to the store: SQLite counts rows, and other inboxes have more than one number.
-- The empty text is the beginning.
CREATE TABLE inbox_offset (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    stored TEXT NOT NULL
) STRICT;
INSERT INTO inbox_offset (id, stored) SELECT 1, CASE inbox_row WHEN 0 THEN '' ELSE CAST(inbox_row AS TEXT) END FROM inbox_cursor;
DROP TABLE inbox_cursor;
