//! Opens the file and migrates its schema.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::database::enable_incremental_vacuum;
use crate::store::StoreError;

/// The migrations. The file's `user_version` is the number of migrations that ran on it.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001.sql"),
    include_str!("../migrations/0002.sql"),
    include_str!("../migrations/0003.sql"),
    include_str!("../migrations/0004.sql"),
    include_str!("../migrations/0005.sql"),
    include_str!("../migrations/0006.sql"),
    include_str!("../migrations/0007.sql"),
    include_str!("../migrations/0008.sql"),
    include_str!("../migrations/0009.sql"),
    include_str!("../migrations/0010.sql"),
    include_str!("../migrations/0011.sql"),
    include_str!("../migrations/0012.sql"),
    include_str!("../migrations/0013.sql"),
    include_str!("../migrations/0014.sql"),
    include_str!("../migrations/0015.sql"),
    include_str!("../migrations/0016.sql"),
    include_str!("../migrations/0017.sql"),
    include_str!("../migrations/0018.sql"),
    include_str!("../migrations/0019.sql"),
    include_str!("../migrations/0020.sql"),
    include_str!("../migrations/0021.sql"),
    include_str!("../migrations/0022.sql"),
    include_str!("../migrations/0023.sql"),
    include_str!("../migrations/0024.sql"),
    include_str!("../migrations/0025.sql"),
    include_str!("../migrations/0026.sql"),
];
/// Longest wait for the lock of another process, such as a backup or the `token` command beside a running server.
const BUSY: Duration = Duration::from_secs(5);
/// Most prepared statements cached by each connection.
const STATEMENTS: usize = 128;

/// Opens the connection that writes. With `synchronous=FULL`, committed data survives a power failure.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    enable_incremental_vacuum(&connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Runs the migrations that are new to the file, each in its own transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let known = MIGRATIONS.len() as i64;
        if found > known || found < 0 {
            return Err(StoreError::TooNew { found, known });
        }
        let Some(migration) = MIGRATIONS.get(found as usize) else { return Ok(()) };
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
}

#[cfg(test)]
mod tests {
    use super::super::cursor;
    use super::*;
    use crate::model::alert::{Delivery, Notice};
    use crate::model::timestamp::Timestamp;
    use crate::store::{AlertLog, AlertOutbox, Release, Releases, Retention};

    #[test]
    fn second_opening_changes_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("store.db");
        for _ in 0..2 {
            let mut connection = open_writer(&path).unwrap();
            migrate(&mut connection).unwrap();
            let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
            assert_eq!(mode, "wal");
        }
    }

    #[test]
    fn files_of_each_older_version_come_up_to_date_with_what_is_in_them() {
        for version in 1..MIGRATIONS.len() {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("store.db");
            let old = Connection::open(&path).unwrap();
            old.execute_batch(&MIGRATIONS[..version].concat()).unwrap();
            old.pragma_update(None, "user_version", version as i64).unwrap();
            // Since the tenth migration an offset is a text.
            let cursor = if version < 10 {
                "inbox_cursor SET inbox_row = 41"
            } else {
                "inbox_offset SET stored = '41'"
            };
            old.execute_batch(&format!(
                "INSERT INTO projects (slug) VALUES ('demo');
                 INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value,
                     filename, function, count, users, first_seen, last_seen)
                 VALUES (1, 'g', 't', '', 'error', 'js', '', '', '', '', 1, 0, 7200.5, 7200.5);
                 INSERT INTO events (project_id, event_id, issue_id, timestamp, received, body)
                 VALUES (1, 'e', 1, 7200.5, 7200.5, '{{}}');
                 UPDATE {cursor};"
            ))
            .unwrap();
            // Since the fifth migration an alert names its project; until the eighth it contained the rendered message.
            let (columns, values) = if version < 5 { ("", "") } else { (", project_id, is_fatal", ", 1, 0") };
            if version < 9 {
                old.execute_batch(&format!(
                    "INSERT INTO alerts (issue_id, robot, title, text, created, state, at{columns})
                     VALUES (1, 'ops', 't', 'x', 7200.5, 'waiting', 7200.5{values});"
                ))
                .unwrap();
            } else {
                old.execute_batch(
                    "INSERT INTO alerts (issue_id, channel, kind, notice, created, state, at, project_id, is_fatal)
                     VALUES (1, 'ops', 'rendered', '{\"title\":\"t\",\"text\":\"x\"}', 7200.5, 'waiting', 7200.5, 1, 0);",
                )
                .unwrap();
            }
            drop(old);
            let mut connection = open_writer(&path).unwrap();
            let stored = || cursor::cursor_of_any_version(&open_reader(&path).unwrap()).unwrap();
            assert_eq!(stored().as_str(), "41");
            migrate(&mut connection).unwrap();
            assert_eq!(stored().as_str(), "41");
            let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
            assert_eq!(number("SELECT count(*) FROM events"), 1);
            // The third migration counted these events; after that the worker counts.
            let hours = number("SELECT coalesce(sum(hour * 10 + count), 0) FROM project_hours");
            assert_eq!(hours, if version < 3 { 21 } else { 0 });
            assert_eq!(number("SELECT project_id * 10 + is_fatal FROM alerts WHERE state = 'waiting'"), 10);
            let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
            let alert = text("SELECT channel || ' ' || kind || ' ' || notice || ' ' || at FROM alerts");
            assert_eq!(alert, "ops rendered {\"title\":\"t\",\"text\":\"x\"} 7200.5");
            assert_eq!(number("SELECT count + bytes FROM dead_letter_totals"), 0);
            assert_eq!(number("SELECT grouping_version FROM issues"), 1);
            // The eleventh migration counted them here too.
            let extrapolated = number("SELECT CAST(extrapolated_count AS INTEGER) FROM issues");
            assert_eq!(extrapolated, i64::from(version < 11));
            assert_eq!(number("PRAGMA auto_vacuum"), 2);
            assert_eq!(number("PRAGMA user_version"), MIGRATIONS.len() as i64);
        }
    }

    #[test]
    fn alerts_of_the_eighth_version_stay_deliverable_and_digests_become_data() {
        let directory = tempfile::tempdir().unwrap();
        let old = Connection::open(directory.path().join("store.db")).unwrap();
        old.execute_batch(&MIGRATIONS[..8].concat()).unwrap();
        old.pragma_update(None, "user_version", 8).unwrap();
        old.execute_batch(
            "INSERT INTO projects (slug) VALUES ('demo');
             INSERT INTO alerts (id, project_id, is_fatal, robot, title, text, created, state, at, attempts) VALUES
                 (4, 1, 0, 'ops', 'a \"quoted\" title 漢', '### x' || char(10) || char(10) || '[y](z)', 1.5, 'waiting', 2.5, 3),
                 (5, 1, 1, 'ops', '9 more', 'x', 1.5, 'waiting', 60.0, 0),
                 (6, 1, 0, NULL, 'nobody', 'x', 1.5, 'no_robot', NULL, 0),
                 (7, 1, 0, 'ops', 'given up no_robot', 'x', 1.5, 'failed', NULL, 1);
             INSERT INTO alert_digests (alert_id, issues, fatal, first_issue, last_issue, since, until, samples, is_sealed)
             VALUES (5, 9, 1, 2, 10, 1.5, 9.5, '[{\"issue_id\":10,\"level\":\"fatal\",\"title\":\"t\"}]', 0);",
        )
        .unwrap();
        drop(old);
        let store = crate::store::Sqlite::open(directory.path()).unwrap();
        let due = store.due_alerts(Some("ops"), Timestamp(100.0), 10).unwrap();
        let [digest, rendered] = &due[..] else { panic!("{due:?}") };
        let Notice::Digest(found) = &digest.alert.notice else { panic!("{digest:?}") };
        assert_eq!((digest.id, found.issues, found.issue_ids, found.samples.len()), (5, 9, (2, 10), 1));
        assert_eq!((rendered.id, rendered.attempts, rendered.alert.project.as_str()), (4, 3, "demo"));
        let title = "a \"quoted\" title 漢".to_owned();
        assert_eq!(rendered.alert.notice, Notice::Rendered { title, text: "### x\n\n[y](z)".into() });
        let states: Vec<_> = store.alerts(10).unwrap().into_iter().map(|it| (it.id, it.delivery)).collect();
        assert!(matches!(states[0], (7, Delivery::Failed { .. })));
        assert_eq!(states[1], (6, Delivery::NoChannel));
        // The digest is deleted with its alert.
        store.settle_alert(5, &Delivery::Delivered { at: Timestamp(61.0) }).unwrap();
        store.trim_alerts(0).unwrap();
        let count = |table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            store.writer().query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!((count("alerts"), count("alert_digests")), (1, 0));
    }

    #[test]
    fn releases_of_the_eleventh_version_come_from_its_events_and_tags() {
        let directory = tempfile::tempdir().unwrap();
        let old = Connection::open(directory.path().join("store.db")).unwrap();
        old.execute_batch(&MIGRATIONS[..11].concat()).unwrap();
        old.pragma_update(None, "user_version", 11).unwrap();
        old.execute_batch(
            "INSERT INTO projects (slug) VALUES ('demo');
             INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value,
                 filename, function, count, users, first_seen, last_seen)
             VALUES (1, 'g', 't', '', 'error', 'js', '', '', '', '', 9, 0, 100.0, 900.0),
                 (1, 'h', 't', '', 'error', 'js', '', '', '', '', 2, 0, 300.0, 400.0);
             INSERT INTO issue_tags VALUES (1, 'release', 'a@1', 5), (1, 'release', 'a@2', 4),
                 (2, 'release', 'a@2', 2), (2, 'browser', 'x', 2);
             INSERT INTO events (project_id, event_id, issue_id, timestamp, received, body) VALUES
                 (1, 'e', 1, 700.0, 701.0, '{\"release\":\"a@2\"}'),
                 (1, 'f', 1, 800.0, 801.0, '{\"release\":\"a@2\"}'),
                 (1, 'n', 1, 800.0, 801.0, 'no json');",
        )
        .unwrap();
        drop(old);
        let store = crate::store::Sqlite::open(directory.path()).unwrap();
        let release = |version: &str, created, (first, last), events, new_issues| Release {
            project_id: 1,
            version: version.into(),
            created: Timestamp(created),
            first_event: Some(Timestamp(first)),
            last_event: Some(Timestamp(last)),
            events,
            new_issues,
        };
        let expect =
            [release("a@2", 701.0, (700.0, 800.0), 6, 1), release("a@1", 100.0, (100.0, 100.0), 5, 0)];
        assert_eq!(store.releases(1, 0, 10).unwrap(), expect);
    }

    #[test]
    fn newer_schema_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::TooNew { found: 99, .. })));
    }
}
