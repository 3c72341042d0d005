//! One server to a data directory: a lock on a file there, which also says how the last server ended.
//!
//! The lock goes with the process, however that ends; the file stays and is no obstacle to the next start.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the file in the data directory.
const FILE: &str = "server.lock";
/// Most bytes of the file that are read: it holds two short words.
const LONGEST: u64 = 64;
/// How often, and how often at most, the lock is tried again: a server that was killed holds it until the system has taken
/// back all its memory.
const AGAIN: (Duration, u32) = (Duration::from_millis(50), 40);

/// Why a server may not use a data directory.
#[derive(Debug, thiserror::Error)]
pub enum DataLockError {
    /// Another server has it.
    #[error("another server{} uses the data directory {}", pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default(), path.display())]
    Taken {
        /// The directory.
        path: PathBuf,
        /// The other server's process, if its file says so.
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

/// How the server that had the directory before has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastStop {
    /// It was told to stop, and wrote all it had.
    Clean,
    /// It was killed, the machine died, its store was damaged, or there was no server that says.
    Unclean,
}

/// The lock of a running server. It is given back when this is dropped.
#[derive(Debug)]
pub struct DataLock {
    file: File,
    path: PathBuf,
    last_stop: LastStop,
}

impl DataLock {
    /// Takes the lock, or says who has it.
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

    /// How the server before this one has ended.
    #[must_use]
    pub fn last_stop(&self) -> LastStop {
        self.last_stop
    }

    /// Notes that all is written, then gives the lock back.
    pub fn end_clean(mut self) -> Result<(), DataLockError> {
        self.write("stopped")
    }

    /// Writes who has it and how it is, on disk before anything else is.
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

/// Locks the file, at once or when who has it is gone in a moment.
fn lock_soon(file: &File) -> Result<(), TryLockError> {
    let (pause, times) = AGAIN;
    for _ in 0..times {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(pause),
            result => return result,
        }
    }
    file.try_lock()
}

/// What the file says; what cannot be read says nothing.
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
    fn the_second_is_told_who_has_it() {
        let directory = tempfile::tempdir().unwrap();
        let lock = DataLock::acquire(directory.path()).unwrap();
        let second = DataLock::acquire(directory.path()).unwrap_err();
        assert!(matches!(second, DataLockError::Taken { pid: Some(pid), .. } if pid == std::process::id()));
        assert!(second.to_string().contains("another server (pid "), "{second}");
        drop(lock);
        DataLock::acquire(directory.path()).unwrap();
    }

    #[test]
    fn how_the_last_one_ended() {
        let directory = tempfile::tempdir().unwrap();
        let acquire = || DataLock::acquire(directory.path()).unwrap();
        let first = acquire();
        assert_eq!(
            first.last_stop(),
            LastStop::Unclean,
            "of a directory that had no server nothing is known"
        );
        first.end_clean().unwrap();
        let second = acquire();
        assert_eq!(second.last_stop(), LastStop::Clean);
        // As if it were killed.
        drop(second);
        assert_eq!(acquire().last_stop(), LastStop::Unclean);
    }

    #[test]
    fn a_file_that_says_nothing_is_no_obstacle() {
        let directory = tempfile::tempdir().unwrap();
        for bytes in [&b""[..], b"\xff\xfe", b"x y z", &[b'7'; 10_000]] {
            std::fs::write(directory.path().join(FILE), bytes).unwrap();
            let lock = DataLock::acquire(directory.path()).unwrap();
            assert_eq!(lock.last_stop(), LastStop::Unclean);
            assert_eq!(std::fs::read_to_string(directory.path().join(FILE)).unwrap().lines().count(), 1);
        }
    }
}
