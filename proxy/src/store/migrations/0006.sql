-- Tokens get a name, scopes, an expiry and the time of their last use. Those that were given out before keep what they
-- could do: read and upload.

ALTER TABLE tokens RENAME TO unnamed_tokens;
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    -- Sentry's names, with spaces between.
    scopes TEXT NOT NULL,
    created REAL,
    expires REAL,
    last_used REAL
) STRICT;
INSERT INTO tokens (hash, name, scopes)
    SELECT hash, 'token-' || row_number() OVER (ORDER BY hash),
        'event:read project:read project:write project:releases org:read'
    FROM unnamed_tokens ORDER BY hash;
DROP TABLE unnamed_tokens;
