//! SQLite behind the store: one file, WAL, one writer, a few readers beside it.

mod alerts;
mod batch;
mod dead_letters;
mod digests;
mod error;
mod events;
mod forwards;
mod issues;
mod notices;
mod pending_symbols;
mod projects;
mod readers;
mod record;
mod retention;
mod roles;
mod room;
mod schema;
mod tally;
mod thin;
mod tokens;
mod usage;
mod users;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::model::event::StoredEvent;
use crate::model::event::Symbolicated;
use crate::model::issue::Issue;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{Batch, Forward, IssueQuery, Neighbours, Store, StoreError, TagCount, Usage};
use readers::Readers;

/// The store in one SQLite file.
pub struct Sqlite {
    readers: Readers,
    // Closed last: whoever does that writes the log into the file, which a connection that only reads cannot.
    writer: Mutex<Connection>,
    path: PathBuf,
}

impl Sqlite {
    /// Opens `store.db` in a directory, or makes it.
    ///
    /// ```
    /// use balefire_proxy::store::{Sqlite, Store};
    /// let directory = tempfile::tempdir().unwrap();
    /// let store = Sqlite::open(directory.path()).unwrap();
    /// assert_eq!(store.ensure_project("demo", "0123456789abcdef0123456789abcdef").unwrap().id, 1);
    /// ```
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join("store.db");
        let mut writer = schema::open_writer(&path)?;
        schema::migrate(&mut writer)?;
        Ok(Self { readers: Readers::open(&path)?, writer: Mutex::new(writer), path })
    }

    /// The one writer. A panic elsewhere left at most an open transaction, which `begin` rolls back.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Sqlite {
    fn begin(&self) -> Result<Box<dyn Batch + '_>, StoreError> {
        Ok(Box::new(batch::SqliteBatch::begin(self.writer())?))
    }

    fn cursor(&self) -> Result<i64, StoreError> {
        batch::cursor(&self.readers.one())
    }

    fn quick_check(&self) -> Result<Option<String>, StoreError> {
        // A connection of its own, as it may take minutes.
        let connection = schema::open_reader(&self.path)?;
        let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((found != "ok").then_some(found))
    }

    fn projects(&self) -> Result<Vec<Project>, StoreError> {
        projects::all(&self.readers.one())
    }

    fn ensure_project(&self, slug: &str, new_key: &str) -> Result<Project, StoreError> {
        projects::ensure(&mut self.writer(), slug, new_key)
    }

    fn add_key(&self, project_id: i64, key: &str) -> Result<bool, StoreError> {
        projects::add_key(&self.writer(), project_id, key)
    }

    fn revoke_key(&self, key: &str) -> Result<bool, StoreError> {
        projects::revoke_key(&self.writer(), key)
    }

    fn usages(&self, now: Timestamp) -> Result<HashMap<i64, Usage>, StoreError> {
        usage::all(&self.readers.one(), now)
    }

    fn issues(&self, query: &IssueQuery) -> Result<Vec<Issue>, StoreError> {
        issues::list(&self.readers.one(), query)
    }

    fn issue(&self, id: i64) -> Result<Option<Issue>, StoreError> {
        issues::one(&self.readers.one(), id)
    }

    fn issues_between(&self, project_id: i64, ids: (i64, i64), limit: u32) -> Result<Vec<Issue>, StoreError> {
        issues::between(&self.readers.one(), project_id, ids, limit)
    }

    fn hourly(&self, issues: &[i64], now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError> {
        issues::hourly(&self.readers.one(), issues, now)
    }

    fn event(&self, project: Option<&str>, event_id: &str) -> Result<Option<StoredEvent>, StoreError> {
        events::one(&self.readers.one(), project, event_id)
    }

    fn latest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError> {
        events::latest(&self.readers.one(), issue)
    }

    fn events(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        events::list(&self.readers.one(), issue, offset, limit)
    }

    fn neighbours(&self, event: &StoredEvent) -> Result<Neighbours, StoreError> {
        events::neighbours(&self.readers.one(), event)
    }

    fn tags(&self, issue: i64) -> Result<Vec<TagCount>, StoreError> {
        issues::tags(&self.readers.one(), issue)
    }

    fn symbolicate_pending(
        &self,
        debug_id: &str,
        symbolicate: &dyn Fn(&str) -> Option<Symbolicated>,
    ) -> Result<usize, StoreError> {
        let mut count = 0;
        while count < pending_symbols::EVENTS {
            let waiting = pending_symbols::waiting(&self.readers.one(), debug_id)?;
            if waiting.is_empty() {
                return Ok(count);
            }
            count += waiting.len();
            // Before the transaction begins: others may write meanwhile.
            let events: Vec<_> = waiting
                .into_iter()
                .map(|event| {
                    let symbolicated = symbolicate(&event.body);
                    (event, symbolicated)
                })
                .collect();
            let batch = Box::new(batch::SqliteBatch::begin(self.writer())?);
            pending_symbols::settle(&batch.writer, debug_id, &events)?;
            batch.commit()?;
        }
        pending_symbols::forget(&self.writer(), debug_id)?;
        Ok(count)
    }

    fn forwards(&self, project_id: i64, limit: u32) -> Result<Vec<Forward>, StoreError> {
        forwards::oldest(&self.readers.one(), project_id, limit)
    }

    fn acknowledge_forwarded(&self, project_id: i64, up_to: i64) -> Result<(), StoreError> {
        forwards::forget(&mut self.writer(), project_id, up_to)
    }
}
