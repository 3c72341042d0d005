//! SQLite behind the store: one file, WAL, one writer, a few readers beside it.

mod alerts;
mod batch;
mod dead_letters;
mod error;
mod forwards;
mod issues;
mod projects;
mod readers;
mod record;
mod retention;
mod schema;
mod tally;
mod unresolved;
mod usage;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::{
    Batch, Forward, Issue, IssueQuery, Project, Store, StoreError, StoredAlert, StoredEvent, TagCount, Usage,
};
use crate::alert::Delivery;
use crate::clock::Timestamp;
use crate::process::Resolved;
use readers::Readers;

/// The store in one SQLite file.
pub struct Sqlite {
    writer: Mutex<Connection>,
    readers: Readers,
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
        Ok(Self { writer: Mutex::new(writer), readers: Readers::open(&path)? })
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

    fn add_token(&self, hash: &str) -> Result<(), StoreError> {
        projects::add_token(&self.writer(), hash)
    }

    fn has_token(&self, hash: &str) -> Result<bool, StoreError> {
        projects::has_token(&self.readers.one(), hash)
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

    fn hourly(&self, issues: &[i64], now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError> {
        issues::hourly(&self.readers.one(), issues, now)
    }

    fn latest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError> {
        issues::latest_event(&self.readers.one(), issue)
    }

    fn tags(&self, issue: i64) -> Result<Vec<TagCount>, StoreError> {
        issues::tags(&self.readers.one(), issue)
    }

    fn resolve(
        &self,
        debug_id: &str,
        resolve: &dyn Fn(&str) -> Option<Resolved>,
    ) -> Result<usize, StoreError> {
        let mut count = 0;
        while count < unresolved::EVENTS {
            let waiting = unresolved::waiting(&self.readers.one(), debug_id)?;
            if waiting.is_empty() {
                return Ok(count);
            }
            count += waiting.len();
            // Before the transaction begins: others may write meanwhile.
            let events: Vec<_> = waiting
                .into_iter()
                .map(|event| {
                    let resolved = resolve(&event.body);
                    (event, resolved)
                })
                .collect();
            let batch = Box::new(batch::SqliteBatch::begin(self.writer())?);
            unresolved::settle(&batch.writer, debug_id, &events)?;
            batch.commit()?;
        }
        unresolved::forget(&self.writer(), debug_id)?;
        Ok(count)
    }

    fn forwards(&self, project_id: i64, limit: u32) -> Result<Vec<Forward>, StoreError> {
        forwards::oldest(&self.readers.one(), project_id, limit)
    }

    fn forwarded(&self, project_id: i64, up_to: i64) -> Result<(), StoreError> {
        forwards::forget(&mut self.writer(), project_id, up_to)
    }

    fn expire(&self, before: Timestamp) -> Result<bool, StoreError> {
        retention::expire(&mut self.writer(), before)
    }

    fn thin(&self) -> Result<bool, StoreError> {
        let largest = retention::largest(&self.readers.one())?;
        largest.map_or(Ok(false), |largest| retention::thin(&mut self.writer(), largest))
    }

    fn size(&self) -> Result<u64, StoreError> {
        retention::size(&self.readers.one())
    }

    fn shrink(&self) -> Result<bool, StoreError> {
        let writer = self.writer();
        let is_more = retention::shrink(&writer)?;
        if !is_more {
            retention::checkpoint(&writer)?;
        }
        Ok(is_more)
    }

    fn alerts(&self, limit: u32) -> Result<Vec<StoredAlert>, StoreError> {
        alerts::newest(&self.readers.one(), limit)
    }

    fn due_alerts(&self, now: Timestamp, limit: u32) -> Result<Vec<StoredAlert>, StoreError> {
        alerts::due(&self.readers.one(), now, limit)
    }

    fn settle_alert(&self, id: i64, delivery: &Delivery) -> Result<(), StoreError> {
        alerts::settle(&self.writer(), id, delivery)
    }
}
