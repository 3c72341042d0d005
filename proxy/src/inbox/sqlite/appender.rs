//! Appends to the inbox from another process than the server's, which may be running.

use std::path::Path;

use rusqlite::Connection;

use super::offsets::row_of;
use super::rows;
use crate::inbox::inbox_error::InboxError;
use crate::model::offset::Offset;
use crate::model::timestamp::Timestamp;

/// Appends to the inbox of a data directory. The worker of a running server reads the new entries within a second; otherwise
/// the next start does.
pub struct Appender(Connection);

impl Appender {
    /// Opens or makes the inbox in a directory. New rows begin above `stored`, the store's cursor.
    pub fn open(data: &Path, stored: &Offset) -> Result<Self, InboxError> {
        let connection = rows::open(&data.join(rows::FILE))?;
        rows::begin_above(&connection, row_of(stored)?)?;
        Ok(Self(connection))
    }

    /// Appends an envelope. It is durable when this returns `Ok`.
    pub fn append(&self, project_id: i64, received: Timestamp, envelope: &[u8]) -> Result<(), InboxError> {
        Ok(rows::insert(&self.0, (project_id, ""), received, envelope)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::SqliteInbox;
    use super::super::offsets::offset_of;
    use super::*;
    use crate::inbox::Inbox;

    #[test]
    fn the_entries_of_an_appender_are_read_from_a_running_inbox() {
        let data = tempfile::tempdir().unwrap();
        let stored = offset_of(41);
        let inbox = SqliteInbox::open(data.path(), 10, &stored).unwrap();
        let appender = Appender::open(data.path(), &stored).unwrap();
        appender.append(7, Timestamp(5.0), b"one").unwrap();
        let entries = inbox.read(&stored, 10).unwrap();
        assert_eq!((&entries[0].offset, entries[0].project_id), (&offset_of(42), 7));
        assert_eq!((entries[0].envelope.as_ref(), entries[0].received), (&b"one"[..], Timestamp(5.0)));
    }

    #[test]
    fn a_missing_inbox_is_made() {
        let data = tempfile::tempdir().unwrap();
        let stored = offset_of(41);
        Appender::open(data.path(), &stored).unwrap().append(7, Timestamp(5.0), b"one").unwrap();
        let inbox = SqliteInbox::open(data.path(), 10, &stored).unwrap();
        assert_eq!(inbox.read(&stored, 10).unwrap()[0].offset, offset_of(42));
    }
}
