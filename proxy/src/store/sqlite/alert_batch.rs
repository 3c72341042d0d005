//! The part of the write transaction that alert rules use.

use super::batch::SqliteBatch;
use super::{alert_decisions, alert_groups, alert_states, alerts, issues, record, release_dates, silences};
use crate::model::alert::{Alert, Delivery, Digest};
use crate::model::alert_decision::AlertDecision;
use crate::model::issue::Issue;
use crate::model::silence::Silence;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertBatch, AlertGroup, AlertState, GroupKey, OpenAlert, StoreError};

impl AlertBatch for SqliteBatch<'_> {
    fn enqueue(&mut self, alert: &Alert, created: Timestamp, delivery: &Delivery) -> Result<i64, StoreError> {
        alerts::enqueue(&self.writer, alert, created, delivery)
    }

    fn set_open(&mut self, id: i64) -> Result<(), StoreError> {
        alerts::open(&self.writer, id)
    }

    fn alert_group(&mut self, group: &GroupKey<'_>, now: Timestamp) -> Result<AlertGroup, StoreError> {
        alert_groups::read(&self.writer, group, now)
    }

    fn fold_alert(&mut self, open: &OpenAlert, digest: &Digest) -> Result<(), StoreError> {
        alert_groups::fold(&self.writer, open, digest)
    }

    fn silences(&mut self, now: Timestamp) -> Result<Vec<Silence>, StoreError> {
        silences::in_force(&self.writer, now)
    }

    fn drop_alerts(&mut self, channel: Option<&str>, most: u32) -> Result<u64, StoreError> {
        alerts::bound(&self.writer, channel, most)
    }

    fn decide(&mut self, decision: &AlertDecision) -> Result<(), StoreError> {
        alert_decisions::insert(&self.writer, decision)
    }

    fn alert_state_now(&mut self, of: &AlertState) -> Result<Option<AlertState>, StoreError> {
        alert_states::one(&self.writer, of)
    }

    fn set_alert_state(&mut self, state: &AlertState) -> Result<(), StoreError> {
        alert_states::put(&self.writer, state)
    }

    fn end_alert_state(&mut self, state: &AlertState) -> Result<(), StoreError> {
        alert_states::end(&self.writer, state)
    }

    fn issue_now(&mut self, id: i64) -> Result<Option<Issue>, StoreError> {
        record::with_batch(&self.writer, id, &self.tally)
    }

    fn issue_hours(&mut self, issue_id: i64, now: Timestamp) -> Result<Vec<u32>, StoreError> {
        let hours = issues::trends(&self.writer, &[issue_id], 1, now)?;
        Ok(hours.into_iter().next().map(Vec::from).unwrap_or_default())
    }

    fn has_events_of_release(&mut self, project_id: i64, version: &str) -> Result<bool, StoreError> {
        release_dates::has_events(&self.writer, project_id, version)
    }

    fn release_date(&mut self, project_id: i64, version: &str) -> Result<Option<Timestamp>, StoreError> {
        release_dates::date(&self.writer, project_id, version)
    }

    fn release_begun(
        &mut self,
        project_id: i64,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        release_dates::begun(&self.writer, project_id, from, to)
    }

    fn count_events(
        &mut self,
        rule: &str,
        issue_id: i64,
        minute: i64,
        events: u64,
    ) -> Result<(), StoreError> {
        alert_states::count_events(&self.writer, rule, issue_id, minute, events)
    }

    fn count_user(&mut self, rule: &str, issue_id: i64, minute: i64, user: &str) -> Result<(), StoreError> {
        alert_states::count_user(&self.writer, rule, issue_id, minute, user)
    }
}
