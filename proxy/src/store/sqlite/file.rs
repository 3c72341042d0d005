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
    // Closed last: closing the last connection writes the log into the file, and a read-only connection cannot do that.
    pub(super) writer: Mutex<Connection>,
    pub(super) path: PathBuf,
}

impl Sqlite {
    /// Opens `store.db` in a directory, and creates it if it is missing.
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

    /// The cursor of the `store.db` in a directory. Its schema may be older and is not changed.
    pub(crate) fn read_cursor(directory: &Path) -> Result<Offset, StoreError> {
        super::cursor::cursor_of_any_version(&super::schema::open_reader(&directory.join("store.db"))?)
    }

    /// The only writer. A panic elsewhere can leave an open transaction, which `begin` rolls back.
    pub(super) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
