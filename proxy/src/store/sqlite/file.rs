//! The store in one SQLite file.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::readers::Readers;
use crate::model::offset::Offset;
use crate::store::StoreError;

/// The store in one SQLite file.
pub struct Sqlite {
    pub(super) readers: Readers,
    // Closed last: whoever does that writes the log into the file, which a connection that only reads cannot.
    pub(super) writer: Mutex<Connection>,
    pub(super) path: PathBuf,
}

impl Sqlite {
    /// Opens `store.db` in a directory, or makes it.
    ///
    /// ```
    /// use balefire_proxy::store::{ProjectAdmin, Sqlite};
    /// let directory = tempfile::tempdir().unwrap();
    /// let store = Sqlite::open(directory.path()).unwrap();
    /// assert_eq!(store.ensure_project("demo", "0123456789abcdef0123456789abcdef").unwrap().id, 1);
    /// ```
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join("store.db");
        let mut writer = super::schema::open_writer(&path)?;
        super::schema::migrate(&mut writer)?;
        Ok(Self { readers: Readers::open(&path)?, writer: Mutex::new(writer), path })
    }

    /// The cursor of the `store.db` in a directory, also of an older version, without bringing it up to date.
    pub(crate) fn read_cursor(directory: &Path) -> Result<Offset, StoreError> {
        super::cursor::cursor_of_any_version(&super::schema::open_reader(&directory.join("store.db"))?)
    }

    /// The one writer. A panic elsewhere left at most an open transaction, which `begin` rolls back.
    pub(super) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
