//! The read-only connections.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::schema;
use crate::store::StoreError;

/// Most connections that read at once; further callers wait.
const READERS: usize = 4;

/// A fixed number of read-only connections, used in turn.
pub(super) struct Readers {
    connections: [Mutex<Connection>; READERS],
    turn: AtomicUsize,
}

impl Readers {
    /// Opens all connections.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let open = || Ok::<_, StoreError>(Mutex::new(schema::open_reader(path)?));
        Ok(Self { connections: [open()?, open()?, open()?, open()?], turn: AtomicUsize::new(0) })
    }

    /// Locks a connection until the guard is dropped: a free one, else the next in turn.
    pub(super) fn one(&self) -> MutexGuard<'_, Connection> {
        let free = self.connections.iter().find_map(|connection| connection.try_lock().ok());
        free.unwrap_or_else(|| {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % READERS;
            self.connections[turn].lock().unwrap_or_else(PoisonError::into_inner)
        })
    }
}
