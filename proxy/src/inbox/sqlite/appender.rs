//! Envelopes put into the inbox from beside the server, which may be running.

use std::path::Path;

use rusqlite::Connection;

use super::{InboxError, rows};
use crate::model::timestamp::Timestamp;

/// Writes to the inbox of a data directory. The worker of a running server finds what was written within a second; else
/// the next start does.
pub struct Appender(Connection);

impl Appender {
    /// Opens the inbox in a directory, or makes it; rows begin above `stored`, up to which the store has read.
    pub fn open(data: &Path, stored: i64) -> Result<Self, InboxError> {
        let connection = rows::open(&data.join(super::FILE))?;
        rows::begin_above(&connection, stored)?;
        Ok(Self(connection))
    }

    /// Keeps an envelope; when this returns `Ok`, it is on disk.
    pub fn append(&self, project_id: i64, received: Timestamp, envelope: &[u8]) -> Result<(), InboxError> {
        Ok(rows::insert(&self.0, project_id, received, envelope)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Inbox;
    use super::*;

    #[test]
    fn what_is_appended_beside_a_running_inbox_is_found() {
        let data = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(data.path(), 10, 41).unwrap();
        let appender = Appender::open(data.path(), 41).unwrap();
        appender.append(7, Timestamp(5.0), b"one").unwrap();
        let kept = inbox.read(41, 10).unwrap();
        assert_eq!((kept[0].row, kept[0].project_id, kept[0].envelope.as_ref()), (42, 7, &b"one"[..]));
        assert_eq!(kept[0].received, Timestamp(5.0));
    }

    #[test]
    fn an_inbox_that_is_not_there_is_made() {
        let data = tempfile::tempdir().unwrap();
        Appender::open(data.path(), 41).unwrap().append(7, Timestamp(5.0), b"one").unwrap();
        let inbox = Inbox::open(data.path(), 10, 41).unwrap();
        assert_eq!(inbox.read(41, 10).unwrap()[0].row, 42);
    }
}
