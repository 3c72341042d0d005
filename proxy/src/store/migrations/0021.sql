-- The numbers of issues in each state, which the tabs of the list show, are counted from this index alone. An event changes
-- it only if it changes the state of its issue.
CREATE INDEX issues_by_state ON issues (status, substatus, first_seen, project_id);
