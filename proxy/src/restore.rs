//! Puts a backup in the place of a data directory.
//!
//! The backup is checked and copied beside the data directory first, and brought to the schema of this version there. Then
//! one rename puts it in its place, so that a failure leaves the directory as it was.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::backup::{SYMBOLS, copy_database, copy_file, copy_files};
use crate::data_dir::lock::is_locked;
use crate::inbox::{self, InboxError};
use crate::model::action_link::KEY_FILE;
use crate::store::{Sqlite, StoreError};

const STORE: &str = "store.db";
const INBOX: &str = "inbox.db";

/// Why a backup was not restored. The data directory is then as it was before.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is no database to restore.
    #[error("{} is neither a backup, a folder with a store.db, nor such a file", .0.display())]
    NoBackup(PathBuf),
    /// A server uses the data directory.
    #[error("a server uses {}; stop it first", .0.display())]
    InUse(PathBuf),
    /// The data directory has files.
    #[error("{} is not empty; move it away first, nothing of it is overwritten", .0.display())]
    NotEmpty(PathBuf),
    /// A database of the backup is damaged.
    #[error("{name} of the backup is damaged: {finding}")]
    Damaged {
        /// The database.
        name: &'static str,
        /// The first finding of SQLite.
        finding: String,
    },
    /// The file is no store of a server.
    #[error("{} is no store of balefire-proxy", .0.display())]
    NoStore(PathBuf),
    /// A database of the backup cannot be read or copied.
    #[error("cannot copy {name}")]
    Database {
        /// The database.
        name: &'static str,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The store of the backup cannot be opened or migrated.
    #[error("cannot open the store of the backup")]
    Store(#[from] StoreError),
    /// The inbox of the backup cannot be opened.
    #[error("cannot set where inbox.db begins")]
    Inbox(#[from] InboxError),
    /// A file cannot be read or written.
    #[error("cannot write {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Restores a backup, or a single `store.db`, as the data directory, which must be empty or missing. The backup may be of
/// any older version, and stays as it is.
pub fn restore(from: &Path, data: &Path) -> Result<(), RestoreError> {
    let store = if from.is_dir() { from.join(STORE) } else { from.to_owned() };
    if !store.is_file() {
        return Err(RestoreError::NoBackup(from.to_owned()));
    }
    check_target(data)?;
    check_database(STORE, &store)?;
    if !is_store(&store) {
        return Err(RestoreError::NoStore(store));
    }
    let folder = from.is_dir().then_some(from);
    let inbox = folder.map(|folder| folder.join(INBOX)).filter(|inbox| inbox.is_file());
    if let Some(inbox) = &inbox {
        check_database(INBOX, inbox)?;
    }
    let staging = make_staging(data)?;
    let done = copy(&store, inbox.as_deref(), folder, &staging).and_then(|()| put_in_place(&staging, data));
    if done.is_err() {
        // The error says what failed; a rest of the copy is in nobody's way.
        let _ = fs::remove_dir_all(&staging);
    }
    done
}

fn check_target(data: &Path) -> Result<(), RestoreError> {
    if is_locked(data) {
        return Err(RestoreError::InUse(data.to_owned()));
    }
    let is_empty = match fs::read_dir(data) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(source) => return Err(RestoreError::Io { path: data.to_owned(), source }),
    };
    if is_empty { Ok(()) } else { Err(RestoreError::NotEmpty(data.to_owned())) }
}

/// Reads every page, and checks every index and reference: <https://sqlite.org/pragma.html#pragma_integrity_check>
fn check_database(name: &'static str, path: &Path) -> Result<(), RestoreError> {
    let finding =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|connection| {
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0))
        });
    match finding {
        Ok(finding) if finding == "ok" => Ok(()),
        Ok(finding) => Err(RestoreError::Damaged { name, finding }),
        Err(error) if crate::database::is_damage(&error) => {
            Err(RestoreError::Damaged { name, finding: error.to_string() })
        }
        Err(source) => Err(RestoreError::Database { name, source }),
    }
}

/// Whether the database is the store of a server: any other file, also an empty one, would become an empty store.
fn is_store(path: &Path) -> bool {
    let found = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|connection| {
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        connection.prepare("SELECT id, slug FROM projects")?;
        connection.prepare("SELECT event_id, issue_id FROM events").map(|_| version)
    });
    found.is_ok_and(|version| version > 0)
}

/// Makes a folder beside the data directory, which can be renamed to it. Where only the data directory itself can be
/// written, as in a container, the folder is within it.
fn make_staging(data: &Path) -> Result<PathBuf, RestoreError> {
    let name = data.file_name().unwrap_or_else(|| "data".as_ref()).to_string_lossy();
    let name = format!(".{name}.restore-{}", std::process::id());
    let (beside, within) = (data.with_file_name(&name), data.join(&name));
    match fs::create_dir_all(&beside) {
        Ok(()) => Ok(beside),
        Err(_) => fs::create_dir_all(&within).map(|()| within.clone()).map_err(at(&within)),
    }
}

fn copy(store: &Path, inbox: Option<&Path>, folder: Option<&Path>, to: &Path) -> Result<(), RestoreError> {
    let failed = |name| move |source| RestoreError::Database { name, source };
    copy_database(store, &to.join(STORE)).map_err(failed(STORE))?;
    if let Some(inbox) = inbox {
        copy_database(inbox, &to.join(INBOX)).map_err(failed(INBOX))?;
    }
    if let Some(folder) = folder {
        copy_file(&folder.join(KEY_FILE), &to.join(KEY_FILE)).map_err(at(&to.join(KEY_FILE)))?;
        copy_files(&folder.join(SYMBOLS), &to.join(SYMBOLS)).map_err(at(&to.join(SYMBOLS)))?;
    }
    // Brings the schema up to date, while a failure costs nothing.
    drop(Sqlite::open(to)?);
    check_database(STORE, &to.join(STORE))?;
    if inbox.is_some() {
        inbox::begin_above(to, &Sqlite::read_cursor(to)?)?;
    }
    sync(to).map_err(at(to))
}

/// Writes all files of a folder to the disk.
fn sync(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync(&entry.path())?
        } else {
            OpenOptions::new().write(true).open(entry.path())?.sync_all()?
        }
    }
    sync_folder(folder)
}

fn put_in_place(staging: &Path, data: &Path) -> Result<(), RestoreError> {
    // A rename replaces a folder only if it is empty, so what was put there meanwhile stays.
    if fs::rename(staging, data).is_err() {
        if !staging.starts_with(data) {
            check_target(data)?;
        }
        // A mount point cannot be replaced, and other systems do not rename over an empty folder.
        move_files(staging, data).map_err(at(data))?;
    }
    let parent = data.parent().filter(|parent| !parent.as_os_str().is_empty());
    sync_folder(parent.unwrap_or(Path::new("."))).map_err(at(data))
}

/// Moves the files one by one. The store comes last: a server that starts without the rest of an unfinished restore would
/// only be seen later.
fn move_files(staging: &Path, data: &Path) -> io::Result<()> {
    fs::create_dir_all(data)?;
    for name in [SYMBOLS, KEY_FILE, INBOX, STORE] {
        let (from, to) = (staging.join(name), data.join(name));
        if !from.exists() {
            continue;
        }
        if fs::rename(&from, &to).is_err() {
            // The mount point is another file system.
            if from.is_dir() { copy_files(&from, &to)? } else { fs::copy(&from, &to).map(drop)? }
        }
    }
    sync(data)?;
    fs::remove_dir_all(staging)
}

/// Writes the names in a folder to the disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows opens no folder as a file, and needs no such call.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> RestoreError {
    let path = path.to_owned();
    move |source| RestoreError::Io { path, source }
}
