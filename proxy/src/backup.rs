//! A copy of all data, made while the server runs.
//!
//! The inbox is copied before the store. An envelope that is stored between the two copies is in both, and the cursor
//! in the copy of the store skips it. So every envelope accepted before the backup began is in at least one copy.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::inbox::{self, InboxError};
use crate::model::action_link::KEY_FILE;
use crate::store::{Sqlite, StoreError};

/// The databases, in the order in which they are copied.
const DATABASES: [&str; 2] = ["inbox.db", "store.db"];
/// Folder of the uploaded symbols, whose files never change.
pub(crate) const SYMBOLS: &str = "symbols";

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The target has files already.
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// The source is not the data directory of a server.
    #[error("{} has no store.db", .0.display())]
    NoData(PathBuf),
    /// A file cannot be read or written.
    #[error("cannot copy to {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A database cannot be read or written.
    #[error("cannot copy {name}")]
    Database {
        /// The database.
        name: &'static str,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The cursor in the copy of the store cannot be read.
    #[error("cannot read the cursor of store.db")]
    Cursor(#[from] StoreError),
    /// The copy of the inbox cannot be set to begin above the cursor of the store.
    #[error("cannot set where inbox.db begins")]
    Inbox(#[from] InboxError),
}

/// Copies the data of a server to a directory, and makes the directory if it is missing. A server can be started there.
pub fn backup(data: &Path, to: &Path) -> Result<(), BackupError> {
    if !data.join("store.db").exists() {
        return Err(BackupError::NoData(data.to_owned()));
    }
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::Io { path, source }
    };
    fs::create_dir_all(to).map_err(at(to))?;
    if fs::read_dir(to).map_err(at(to))?.next().is_some() {
        return Err(BackupError::NotEmpty(to.to_owned()));
    }
    for name in DATABASES {
        if data.join(name).exists() {
            copy_database(&data.join(name), &to.join(name))
                .map_err(|source| BackupError::Database { name, source })?;
        }
    }
    if to.join("inbox.db").exists() {
        // The copy of the store may have rows from after the copy of the inbox. The copy of the inbox continues above
        // them.
        inbox::begin_above(to, &Sqlite::read_cursor(to)?)?;
    }
    copy_file(&data.join(KEY_FILE), &to.join(KEY_FILE)).map_err(at(&to.join(KEY_FILE)))?;
    copy_files(&data.join(SYMBOLS), &to.join(SYMBOLS)).map_err(at(&to.join(SYMBOLS)))
}

/// Copies a file with its permissions, if it is there.
pub(crate) fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::copy(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        copied => copied.map(drop),
    }
}

/// Copies a database as it is at one moment: <https://sqlite.org/lang_vacuum.html#vacuum_with_an_into_clause>
pub(crate) fn copy_database(from: &Path, to: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(std::time::Duration::from_secs(60))?;
    connection.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map(|_| ())
}

/// Copies a folder with all that is in it; a missing one is an empty one.
pub(crate) fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_files(&from, &to)?;
            continue;
        }
        // One that is gone was an unfinished upload, or retention deleted it meanwhile.
        copy_file(&from, &to)?;
    }
    Ok(())
}
