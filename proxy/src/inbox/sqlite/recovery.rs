//! Recovery of a damaged inbox: its readable rows are copied into a new file, and the old file is renamed.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};

use super::{received_ids, rows};
use crate::database;
use crate::inbox::inbox_error::InboxError;
use crate::model::timestamp::Timestamp;

/// Opens the inbox. A damaged file is renamed first, and its readable rows are copied into a new one.
pub(super) fn open(path: &Path) -> Result<Connection, InboxError> {
    let error = match rows::open(path).and_then(|connection| check(&connection).map(|()| connection)) {
        Ok(connection) => return Ok(connection),
        Err(error) if is_damage(&error) => error,
        Err(error) => return Err(error),
    };
    let aside = rename_aside(path).map_err(|error| InboxError::Unavailable(Box::new(error)))?;
    let connection = rows::open(path)?;
    let recovered = recover(&aside, &connection);
    tracing::error!(
        error = &error as &dyn std::error::Error,
        recovered,
        aside = %aside.display(),
        "inbox damaged, readable envelopes copied into a new one, old file renamed"
    );
    Ok(connection)
}

fn check(connection: &Connection) -> Result<(), InboxError> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(InboxError::Damaged(found)) }
}

fn is_damage(error: &InboxError) -> bool {
    match error {
        InboxError::Damaged(_) => true,
        InboxError::Unavailable(source) => source.downcast_ref().is_some_and(database::is_damage),
        InboxError::Full | InboxError::ForeignOffset(_) => false,
    }
}

/// Renames the file and its log to names with the time.
fn rename_aside(path: &Path) -> std::io::Result<PathBuf> {
    let stamp = Timestamp::now().0 as u64;
    let named = |path: &Path, tail: &str| PathBuf::from(format!("{}{tail}", path.display()));
    let aside = named(path, &format!(".damaged-{stamp}"));
    std::fs::rename(path, &aside)?;
    for tail in ["-wal", "-shm"] {
        match std::fs::rename(named(path, tail), named(&aside, tail)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

/// Copies rows from the oldest up to the first unreadable one, and from the newest back to the first unreadable one. Their
/// keys are not copied: an older file has none, and they only tell counts apart.
fn recover(aside: &Path, to: &Connection) -> usize {
    let Ok(from) = Connection::open_with_flags(aside, OpenFlags::SQLITE_OPEN_READ_WRITE) else { return 0 };
    // Without an id its envelope may be stored a second time, which is no reason to give up the envelopes.
    if let Err(error) = received_ids::copy(&from, to) {
        tracing::warn!(error = &error as &dyn std::error::Error, "ids of received envelopes not copied");
    }
    ["ASC", "DESC"].iter().map(|order| copy(&from, to, order).unwrap_or(0)).sum()
}

fn copy(from: &Connection, to: &Connection, order: &str) -> rusqlite::Result<usize> {
    let sql = format!("SELECT row, project_id, received, envelope FROM envelopes ORDER BY row {order}");
    let mut select = from.prepare(&sql)?;
    let mut insert = to.prepare(
        "INSERT OR IGNORE INTO envelopes (row, project_id, received, envelope) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let (mut rows, mut copied) = (select.query([])?, 0);
    // The first unreadable row ends the copy.
    while let Ok(Some(row)) = rows.next() {
        let read = (|| {
            let envelope: Vec<u8> = row.get(3)?;
            Ok::<_, rusqlite::Error>((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, f64>(2)?,
                envelope,
            ))
        })();
        let Ok((id, project_id, received, envelope)) = read else { break };
        copied += insert.execute(params![id, project_id, received, envelope])?;
    }
    Ok(copied)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::SqliteInbox;
    use super::*;
    use crate::inbox::{Inbox, NewEntry, Offset};

    fn entry(envelope: Bytes) -> NewEntry {
        NewEntry { project_id: 7, key: "".into(), received: Timestamp(1.0), envelope, id: None }
    }

    /// An inbox with so many envelopes, all in its one file.
    fn filled(count: usize) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let inbox = SqliteInbox::open(dir.path(), 1_000, &Offset::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for _ in 0..count {
            runtime.block_on(inbox.append(entry(Bytes::from(vec![b'x'; 3_000])))).unwrap();
        }
        drop(inbox);
        let connection = Connection::open(dir.path().join("inbox.db")).unwrap();
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        dir
    }

    fn readable(dir: &Path) -> usize {
        SqliteInbox::open(dir, 10, &Offset::default()).unwrap().read(&Offset::default(), 1_000).unwrap().len()
    }

    fn aside(dir: &Path) -> usize {
        let names = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().contains("damaged")).count()
    }

    #[test]
    fn a_file_without_damage_stays() {
        let dir = filled(20);
        assert_eq!((readable(dir.path()), aside(dir.path())), (20, 0));
    }

    #[test]
    fn garbage_behind_the_log_is_ignored() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = SqliteInbox::open(dir.path(), 10, &Offset::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for _ in 0..5 {
            runtime.block_on(inbox.append(entry(Bytes::from_static(b"x")))).unwrap();
        }
        // As a killed server leaves them, with garbage behind the log.
        let copy = tempfile::tempdir().unwrap();
        for name in ["inbox.db", "inbox.db-wal"] {
            std::fs::copy(dir.path().join(name), copy.path().join(name)).unwrap();
        }
        let log = copy.path().join("inbox.db-wal");
        let mut bytes = std::fs::read(&log).unwrap();
        bytes.extend([0xa5; 10_000]);
        std::fs::write(&log, bytes).unwrap();
        assert_eq!((readable(copy.path()), aside(copy.path())), (5, 0));
    }

    #[test]
    fn the_readable_rows_of_a_damaged_file_are_kept() {
        let dir = filled(100);
        let path = dir.path().join("inbox.db");
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2 / 4_096 * 4_096;
        bytes[middle..middle + 8_192].fill(0xa5);
        std::fs::write(&path, bytes).unwrap();
        let left = readable(dir.path());
        assert!((50..100).contains(&left), "{left}");
        assert_eq!(aside(dir.path()), 1);
        assert_eq!((readable(dir.path()), aside(dir.path())), (left, 1), "the new file has no damage");
    }

    #[test]
    fn a_file_that_is_no_database_is_renamed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("inbox.db"), vec![0xa5; 10_000]).unwrap();
        assert_eq!((readable(dir.path()), aside(dir.path())), (0, 1));
    }
}
