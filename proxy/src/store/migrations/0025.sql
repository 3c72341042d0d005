-- Distributions without the name, and without the device and the browser: pages that need neither read them instead of
-- the others (store/sqlite/grain.rs). Their rows of `dimensions` have a subject that is 10 or 20 greater.
ALTER TABLE dimensions ADD COLUMN without_name INTEGER;
ALTER TABLE dimensions ADD COLUMN without_client INTEGER;

INSERT INTO dimensions (project_id, subject, name, release, environment, device, browser, last_day)
SELECT project_id, subject + 10, '', release, environment, device, browser, max(last_day)
FROM dimensions WHERE subject IN (0, 1) GROUP BY project_id, subject, release, environment, device, browser
ORDER BY max(id);
INSERT INTO dimensions (project_id, subject, name, release, environment, device, browser, last_day)
SELECT project_id, subject + 20, name, release, environment, '', '', max(last_day)
FROM dimensions WHERE subject IN (0, 1) GROUP BY project_id, subject, name, release, environment
ORDER BY max(id);
UPDATE dimensions SET
    without_name = (
        SELECT id FROM dimensions o WHERE o.project_id = dimensions.project_id AND o.subject = dimensions.subject + 10
            AND o.name = '' AND o.release = dimensions.release AND o.environment = dimensions.environment
            AND o.device = dimensions.device AND o.browser = dimensions.browser
    ),
    without_client = (
        SELECT id FROM dimensions o WHERE o.project_id = dimensions.project_id AND o.subject = dimensions.subject + 20
            AND o.name = dimensions.name AND o.release = dimensions.release
            AND o.environment = dimensions.environment AND o.device = '' AND o.browser = ''
    )
WHERE subject IN (0, 1);

-- From when on there are such distributions, in seconds since 1970, always the start of a day. Those of older days are
-- made one day after the other, and this time goes back with them. A clock may be an hour ahead.
CREATE TABLE coarse_distributions (since INTEGER NOT NULL) STRICT;
INSERT INTO coarse_distributions (since)
SELECT CASE WHEN EXISTS (SELECT 1 FROM distributions) THEN ((unixepoch() + 3600) / 86400 + 1) * 86400 ELSE 0 END;
