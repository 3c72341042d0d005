//! The reading half of the store: all that pages, the web API and `/metrics` may ask of it.

use std::collections::HashMap;

use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{
    DeadLetter, DeadLetterQuery, DeadLetterTotals, IssueQuery, Neighbours, RetentionState, Store, StoreError,
    StoredAlert, TagCount,
};

/// Reads the store. There is no way from here to its writing half.
#[derive(Clone, Copy)]
pub struct StoreReader<'a>(&'a dyn Store);

impl<'a> StoreReader<'a> {
    /// The reading half of a store.
    #[must_use]
    pub fn new(store: &'a dyn Store) -> Self {
        Self(store)
    }

    /// See [`Store::projects`].
    pub fn projects(&self) -> Result<Vec<Project>, StoreError> {
        self.0.projects()
    }

    /// See [`Store::issues`].
    pub fn issues(&self, query: &IssueQuery) -> Result<Vec<Issue>, StoreError> {
        self.0.issues(query)
    }

    /// See [`Store::issue`].
    pub fn issue(&self, id: i64) -> Result<Option<Issue>, StoreError> {
        self.0.issue(id)
    }

    /// See [`Store::issues_between`].
    pub fn issues_between(
        &self,
        project_id: i64,
        ids: (i64, i64),
        limit: u32,
    ) -> Result<Vec<Issue>, StoreError> {
        self.0.issues_between(project_id, ids, limit)
    }

    /// See [`Store::hourly`].
    pub fn hourly(&self, issues: &[i64], now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError> {
        self.0.hourly(issues, now)
    }

    /// See [`Store::event`].
    pub fn event(&self, project: Option<&str>, event_id: &str) -> Result<Option<StoredEvent>, StoreError> {
        self.0.event(project, event_id)
    }

    /// See [`Store::latest_event`].
    pub fn latest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError> {
        self.0.latest_event(issue)
    }

    /// See [`Store::events`].
    pub fn events(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        self.0.events(issue, offset, limit)
    }

    /// See [`Store::neighbours`].
    pub fn neighbours(&self, event: &StoredEvent) -> Result<Neighbours, StoreError> {
        self.0.neighbours(event)
    }

    /// See [`Store::tags`].
    pub fn tags(&self, issue: i64) -> Result<Vec<TagCount>, StoreError> {
        self.0.tags(issue)
    }

    /// The newest alerts.
    pub fn alerts(&self, limit: u32) -> Result<Vec<StoredAlert>, StoreError> {
        self.0.alerts(limit)
    }

    /// The newest dead letters.
    pub fn dead_letters(&self, query: &DeadLetterQuery) -> Result<Vec<DeadLetter>, StoreError> {
        self.0.dead_letters(query)
    }

    /// The number and size of all dead letters.
    pub fn dead_letter_totals(&self) -> Result<DeadLetterTotals, StoreError> {
        self.0.dead_letter_totals()
    }

    /// The number of dead letters by project.
    pub fn dead_letter_counts(&self) -> Result<HashMap<i64, u64>, StoreError> {
        self.0.dead_letter_counts()
    }

    /// What retention has found.
    pub fn retention_state(&self) -> Result<RetentionState, StoreError> {
        self.0.retention_state()
    }

    /// Bytes in use.
    pub fn size(&self) -> Result<u64, StoreError> {
        self.0.size()
    }
}
