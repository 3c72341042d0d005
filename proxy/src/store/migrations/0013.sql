-- Lists of the slowest segments, whose question read the whole range before.

ALTER TABLE segments ADD COLUMN hour INTEGER GENERATED ALWAYS AS (CAST(start / 3600 AS INTEGER)) VIRTUAL;
-- The slowest of each hour come first, so the list of a range reads few rows of each, and new rows lie together.
CREATE INDEX segments_by_duration ON segments (project_id, kind, hour, duration, dimensions_id);
-- Lists by time need no duration.
DROP INDEX segments_by_start;
CREATE INDEX segments_by_start ON segments (project_id, kind, start, dimensions_id);
