-- The version of the grouping rules under which an issue was made. An event whose group is unknown is looked up by its
-- group under older rules, where the project has issues of these.

ALTER TABLE issues ADD COLUMN grouping_version INTEGER NOT NULL DEFAULT 1;
CREATE INDEX issues_by_grouping ON issues (project_id, grouping_version);
