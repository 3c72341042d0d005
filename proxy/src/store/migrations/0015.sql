-- Search: the text of issues, and saved searches.

-- The words of each issue, with the issue's id as its rowid: title, message and place of its newest event, and functions,
-- files and the page's address of its first one, a line each. Trigrams find parts of words, and words of languages
-- without spaces: <https://sqlite.org/fts5.html#the_trigram_tokenizer>
CREATE VIRTUAL TABLE issue_words USING fts5 (description, functions, files, url, tokenize = 'trigram');
INSERT INTO issue_words (rowid, description, functions, files, url)
WITH newest AS (
    SELECT issues.id AS issue_id, (
        SELECT body FROM events WHERE issue_id = issues.id ORDER BY timestamp DESC, id DESC LIMIT 1
    ) AS body FROM issues
),
readable AS (SELECT issue_id, CASE WHEN json_valid(body) THEN body ELSE '{}' END AS body FROM newest)
SELECT id, title || char(10) || value || char(10) || culprit,
    coalesce(char(10) || (SELECT group_concat(DISTINCT atom || char(10)) FROM json_tree(body, '$.exception') WHERE key = 'function'), ''),
    coalesce(char(10) || (SELECT group_concat(DISTINCT atom || char(10)) FROM json_tree(body, '$.exception') WHERE key = 'filename'), ''),
    coalesce(CASE WHEN json_type(body, '$.request.url') = 'text' THEN body ->> '$.request.url' END, '')
FROM issues JOIN readable ON issue_id = id;

-- The release of the first event; empty if it has none.
ALTER TABLE issues ADD COLUMN first_release TEXT NOT NULL DEFAULT '';
UPDATE issues SET first_release = coalesce((
    SELECT CASE WHEN json_valid(body) THEN body ->> '$.release' END
    FROM events WHERE issue_id = issues.id ORDER BY timestamp, id LIMIT 1
), '');

-- Lists by time are filtered by project and status from one index alone; each event changes it, so there is only one.
DROP INDEX issues_by_last_seen;
DROP INDEX issues_by_status;
CREATE INDEX issues_by_last_seen ON issues (last_seen, id, project_id, status);
CREATE INDEX issues_by_first_seen ON issues (first_seen, id, project_id);
CREATE INDEX issue_tags_by_value ON issue_tags (key, value);

-- Searches that people have saved for all who use the server.
CREATE TABLE saved_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    created REAL NOT NULL
) STRICT;
