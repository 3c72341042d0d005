//! The connections that read.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::schema;
use crate::store::StoreError;

/// How many may read at once; more wait their turn.
const READERS: usize = 4;

/// A fixed few read-only connections, taken in turn.
pub(super) struct Readers {
    connections: [Mutex<Connection>; READERS],
    turn: AtomicUsize,
}

impl Readers {
    /// Opens them all.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let open = || Ok::<_, StoreError>(Mutex::new(schema::open_reader(path)?));
        Ok(Self { connections: [open()?, open()?, open()?, open()?], turn: AtomicUsize::new(0) })
    }

    /// One of them, held until dropped: a free one, else the next in turn.
    pub(super) fn one(&self) -> MutexGuard<'_, Connection> {
        let free = self.connections.iter().find_map(|connection| connection.try_lock().ok());
        free.unwrap_or_else(|| {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % READERS;
            self.connections[turn].lock().unwrap_or_else(PoisonError::into_inner)
        })
    }
}
