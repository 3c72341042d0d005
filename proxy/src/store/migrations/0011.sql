-- The number of events that there would be if pages had sampled none of them: each counts by the inverse of its page's
-- rate. The events that are there already came without a rate.

ALTER TABLE issues ADD COLUMN extrapolated_count REAL NOT NULL DEFAULT 0;
UPDATE issues SET extrapolated_count = count;
