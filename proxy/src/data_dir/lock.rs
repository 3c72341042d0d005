//! One server for each data directory: a lock on a file in it. The file also records whether the last server stopped
//! cleanly.
//!
//! The operating system releases the lock when the process ends. The file stays, and the next start takes the lock
//! again.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the file in the data directory.
const FILE: &str = "server.lock";
/// Most bytes of the file that are read: it holds two short words.
const LONGEST: u64 = 64;
/// Pause between two tries to take the lock, and the number of tries. A killed server holds the lock until the system
/// has released its memory.
const RETRIES: (Duration, u32) = (Duration::from_millis(50), 40);

/// Why a server may not use a data directory.
#[derive(Debug, thiserror::Error)]
pub enum DataLockError {
    /// Another server has the directory.
    #[error("another server{} uses the data directory {}", pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default(), path.display())]
    Taken {
        /// The directory.
        path: PathBuf,
        /// The process of the other server, if the file names it.
        pid: Option<u32>,
    },
    /// The lock file cannot be opened, locked or written.
    #[error("cannot lock {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// How the last server with this directory ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastStop {
    /// It was stopped, and wrote everything to disk.
    Clean,
    /// It was killed, the machine failed, its store was damaged, or there was no server before.
    Unclean,
}

/// The lock of a running server, released when dropped.
#[derive(Debug)]
pub struct DataLock {
    file: File,
    path: PathBuf,
    last_stop: LastStop,
}

impl DataLock {
    /// Takes the lock. The error names the process that has it.
    pub fn acquire(directory: &Path) -> Result<Self, DataLockError> {
        let path = directory.join(FILE);
        let failed = |source| DataLockError::Io { path: path.clone(), source };
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = file.map_err(failed)?;
        match lock_soon(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = read(&mut file).split(' ').next().and_then(|pid| pid.parse().ok());
                return Err(DataLockError::Taken { path: directory.to_owned(), pid });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let is_clean = read(&mut file).split_whitespace().nth(1) == Some("stopped");
        let last_stop = if is_clean { LastStop::Clean } else { LastStop::Unclean };
        let mut lock = Self { file, path, last_stop };
        lock.write("running")?;
        Ok(lock)
    }

    /// How the server before this one ended.
    #[must_use]
    pub fn last_stop(&self) -> LastStop {
        self.last_stop
    }

    /// Writes that the server stopped cleanly, then releases the lock.
    pub fn end_clean(mut self) -> Result<(), DataLockError> {
        self.write("stopped")
    }

    /// Writes the process id and the state, and flushes them to disk.
    fn write(&mut self, state: &str) -> Result<(), DataLockError> {
        let line = format!("{} {state}\n", std::process::id());
        let write = |file: &mut File| {
            file.rewind()?;
            file.write_all(line.as_bytes())?;
            file.set_len(line.len() as u64)?;
            file.sync_all()
        };
        write(&mut self.file).map_err(|source| DataLockError::Io { path: self.path.clone(), source })
    }
}

/// Whether a server uses the directory now. Nothing is changed.
pub(crate) fn is_locked(directory: &Path) -> bool {
    let file = File::open(directory.join(FILE));
    file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Locks the file; tries again for two seconds if another process has it.
fn lock_soon(file: &File) -> Result<(), TryLockError> {
    let (pause, times) = RETRIES;
    for _ in 0..times {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(pause),
            result => return result,
        }
    }
    file.try_lock()
}

/// The text of the file; empty if it cannot be read.
fn read(file: &mut File) -> String {
    let mut text = String::new();
    // On Windows a file that another process has locked cannot be read.
    let _ = file.take(LONGEST).read_to_string(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_second_lock_names_the_process() {
        let directory = tempfile::tempdir().unwrap();
        let lock = DataLock::acquire(directory.path()).unwrap();
        let second = DataLock::acquire(directory.path()).unwrap_err();
        assert!(matches!(second, DataLockError::Taken { pid: Some(pid), .. } if pid == std::process::id()));
        assert!(second.to_string().contains("another server (pid "), "{second}");
        drop(lock);
        DataLock::acquire(directory.path()).unwrap();
    }

    #[test]
    fn a_clean_and_an_unclean_stop() {
        let directory = tempfile::tempdir().unwrap();
        let acquire = || DataLock::acquire(directory.path()).unwrap();
        let first = acquire();
        assert_eq!(first.last_stop(), LastStop::Unclean, "a directory without a server before");
        first.end_clean().unwrap();
        let second = acquire();
        assert_eq!(second.last_stop(), LastStop::Clean);
        // As if it were killed.
        drop(second);
        assert_eq!(acquire().last_stop(), LastStop::Unclean);
    }

    #[test]
    fn a_file_with_unreadable_text_can_be_locked() {
        let directory = tempfile::tempdir().unwrap();
        for bytes in [&b""[..], b"\xff\xfe", b"x y z", &[b'7'; 10_000]] {
            std::fs::write(directory.path().join(FILE), bytes).unwrap();
            let lock = DataLock::acquire(directory.path()).unwrap();
            assert_eq!(lock.last_stop(), LastStop::Unclean);
            assert_eq!(std::fs::read_to_string(directory.path().join(FILE)).unwrap().lines().count(), 1);
        }
    }
}
