-- Performance data, releases and sessions (docs/operations.md, "Performance data").

-- The trace of an event, for the errors of a page load. Events that are there already have none.
ALTER TABLE events ADD COLUMN trace_id TEXT;
ALTER TABLE events ADD COLUMN span_id TEXT;
CREATE INDEX events_by_trace ON events (trace_id) WHERE trace_id IS NOT NULL;

-- The properties by which distributions and sessions are told apart. Rows that refer to them have no foreign key, as
-- deleting a row here would then search all of them.
CREATE TABLE dimensions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    -- 0: segments and vitals; 1: resources; 2: sessions.
    subject INTEGER NOT NULL,
    name TEXT NOT NULL,
    release TEXT NOT NULL,
    environment TEXT NOT NULL,
    device TEXT NOT NULL,
    browser TEXT NOT NULL,
    -- The last day of use, in days since 1970.
    last_day INTEGER NOT NULL,
    UNIQUE (project_id, subject, name, release, environment, device, browser)
) STRICT;

CREATE INDEX dimensions_by_last_day ON dimensions (last_day);

-- How many names and rows of `dimensions` a project has, and how often a value found no room and was counted as
-- "(other)".
CREATE TABLE dimension_totals (
    project_id INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    names INTEGER NOT NULL,
    dimensions INTEGER NOT NULL,
    overflow INTEGER NOT NULL,
    PRIMARY KEY (project_id, subject)
) STRICT, WITHOUT ROWID;

-- Histograms by hour and by day. The order of the key keeps the rows of the current hour and day together, which are
-- the ones that change.
CREATE TABLE distributions (
    project_id INTEGER NOT NULL,
    -- store/sqlite/performance/distributions.rs has the numbers.
    measure INTEGER NOT NULL,
    -- 3600 or 86400, in seconds.
    width INTEGER NOT NULL,
    -- The start of the hour or the day, in seconds since 1970.
    at INTEGER NOT NULL,
    dimensions_id INTEGER NOT NULL,
    count INTEGER NOT NULL,
    extrapolated REAL NOT NULL,
    failed INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- model/histogram.rs has the format.
    histogram BLOB NOT NULL,
    PRIMARY KEY (project_id, measure, width, at, dimensions_id)
) STRICT, WITHOUT ROWID;

-- The last value of each page view, metric and navigation. It may change until it is folded into the distributions.
CREATE TABLE vitals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    page_view TEXT NOT NULL,
    navigation TEXT NOT NULL,
    metric INTEGER NOT NULL,
    value REAL NOT NULL,
    start REAL NOT NULL,
    -- When the value was measured, by the client's clock corrected with `sent_at`.
    measured REAL NOT NULL,
    dimensions_id INTEGER NOT NULL,
    sample_rate REAL NOT NULL,
    trace_id TEXT NOT NULL,
    navigation_type TEXT NOT NULL,
    element TEXT NOT NULL,
    -- When its first value arrived.
    received REAL NOT NULL,
    is_folded INTEGER NOT NULL,
    UNIQUE (project_id, page_view, navigation, metric)
) STRICT;
-- Reading adds the open values to the distributions, from this index alone.
CREATE INDEX vitals_open ON vitals (project_id, metric, start, dimensions_id, value, sample_rate) WHERE is_folded = 0;
CREATE INDEX vitals_to_fold ON vitals (received) WHERE is_folded = 0;

CREATE TABLE segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    span_id TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    parent_span_id TEXT,
    event_id TEXT,
    -- 1: page load; 2: navigation; 3: other.
    kind INTEGER NOT NULL,
    op TEXT NOT NULL,
    start REAL NOT NULL,
    duration REAL NOT NULL,
    is_failed INTEGER NOT NULL,
    status TEXT NOT NULL,
    dimensions_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    platform TEXT NOT NULL,
    user TEXT,
    sample_rate REAL NOT NULL,
    data TEXT NOT NULL,
    received REAL NOT NULL,
    UNIQUE (project_id, span_id)
) STRICT;
-- Lists are filtered and sorted from this index alone, by time and by duration.
CREATE INDEX segments_by_start ON segments (project_id, kind, start, dimensions_id, duration);
CREATE INDEX segments_by_trace ON segments (trace_id);

-- The spans of one item that belong to one segment, as JSON.
CREATE TABLE spans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    trace_id TEXT NOT NULL,
    -- Empty if the client does not say it.
    segment_id TEXT NOT NULL,
    -- A hash of the ids of the spans: the same spans are stored once.
    hash BLOB NOT NULL,
    count INTEGER NOT NULL,
    spans TEXT NOT NULL,
    received REAL NOT NULL,
    UNIQUE (project_id, hash)
) STRICT;
CREATE INDEX spans_by_trace ON spans (trace_id);

-- The state of each session, for its later updates.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    sid TEXT NOT NULL,
    dimensions_id INTEGER NOT NULL,
    -- Hours since 1970.
    hour INTEGER NOT NULL,
    -- 0: healthy; 1: errored; 2: unhandled; 3: crashed; 4: abnormal.
    state INTEGER NOT NULL,
    received REAL NOT NULL,
    UNIQUE (project_id, sid)
) STRICT;

CREATE TABLE session_hours (
    project_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    dimensions_id INTEGER NOT NULL,
    healthy INTEGER NOT NULL,
    errored INTEGER NOT NULL,
    unhandled INTEGER NOT NULL,
    crashed INTEGER NOT NULL,
    abnormal INTEGER NOT NULL,
    PRIMARY KEY (project_id, hour, dimensions_id)
) STRICT, WITHOUT ROWID;

-- The worst state of each user on each day since 1970, as a hash of the user.
CREATE TABLE session_users (
    project_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    dimensions_id INTEGER NOT NULL,
    user_hash BLOB NOT NULL,
    state INTEGER NOT NULL,
    PRIMARY KEY (project_id, day, dimensions_id, user_hash)
) STRICT, WITHOUT ROWID;

-- How many rows of `sessions` a project has, and of `session_users` on a day, for the limits of their numbers.
CREATE TABLE session_totals (
    project_id INTEGER PRIMARY KEY,
    sessions INTEGER NOT NULL
) STRICT;
CREATE TABLE session_user_totals (
    project_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    users INTEGER NOT NULL,
    PRIMARY KEY (project_id, day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER session_added AFTER INSERT ON sessions BEGIN
    INSERT INTO session_totals (project_id, sessions) VALUES (new.project_id, 1)
        ON CONFLICT (project_id) DO UPDATE SET sessions = sessions + 1;
END;
CREATE TRIGGER session_deleted AFTER DELETE ON sessions BEGIN
    UPDATE session_totals SET sessions = sessions - 1 WHERE project_id = old.project_id;
END;
CREATE TRIGGER session_user_added AFTER INSERT ON session_users BEGIN
    INSERT INTO session_user_totals (project_id, day, users) VALUES (new.project_id, new.day, 1)
        ON CONFLICT (project_id, day) DO UPDATE SET users = users + 1;
END;
CREATE TRIGGER session_user_deleted AFTER DELETE ON session_users BEGIN
    UPDATE session_user_totals SET users = users - 1 WHERE project_id = old.project_id AND day = old.day;
    DELETE FROM session_user_totals WHERE project_id = old.project_id AND day = old.day AND users <= 0;
END;

CREATE TABLE releases (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    version TEXT NOT NULL,
    created REAL NOT NULL,
    first_event REAL,
    last_event REAL,
    events INTEGER NOT NULL,
    new_issues INTEGER NOT NULL,
    -- When the last event, segment or session of it arrived.
    last_news REAL NOT NULL,
    PRIMARY KEY (project_id, version)
) STRICT, WITHOUT ROWID;

-- The releases of the events that are there already: the numbers from the tags of issues, the times from the newest
-- events, as reading all of them would take minutes. Which issue was new with which release is known only of issues of
-- one release. An older release has had an event when its youngest issue was seen first, or later.
INSERT INTO releases (project_id, version, created, first_event, last_event, events, new_issues, last_news)
WITH
    tagged AS (
        SELECT project_id, t.value AS version, sum(t.count) AS events, max(first_seen) AS at,
            sum((SELECT count(*) FROM issue_tags o WHERE o.issue_id = t.issue_id AND o.key = 'release') = 1) AS new_issues
        FROM issue_tags t JOIN issues ON issues.id = t.issue_id
        WHERE t.key = 'release' AND t.value <> '' GROUP BY project_id, t.value
    ),
    newest AS (
        SELECT project_id, CASE WHEN json_valid(body) THEN body ->> '$.release' END AS version, timestamp, received
        FROM events ORDER BY id DESC LIMIT 100000
    ),
    seen AS (
        SELECT project_id, version, min(timestamp) AS first, max(timestamp) AS last, min(received) AS created
        FROM newest WHERE version IS NOT NULL GROUP BY project_id, version
    )
SELECT project_id, version, coalesce(seen.created, tagged.at), coalesce(seen.first, tagged.at),
    coalesce(seen.last, tagged.at), events, new_issues, coalesce(seen.last, tagged.at)
FROM tagged LEFT JOIN seen USING (project_id, version);

-- Rows and bytes of the tables above, for the limit of their size: measuring them by pages would read all of them.
CREATE TABLE performance_sizes (
    kind TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
