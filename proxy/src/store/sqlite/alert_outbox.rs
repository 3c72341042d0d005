//! Implements the outbox role on SQLite.

use super::{Sqlite, alert_decisions, alerts, issues};
use crate::model::alert::Delivery;
use crate::model::alert_decision::AlertDecision;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertLog, AlertOutbox, SealedAlert, StoreError, StoredAlert};

impl AlertLog for Sqlite {
    fn alerts(&self, limit: u32) -> Result<Vec<StoredAlert>, StoreError> {
        alerts::newest(&self.readers.one(), limit)
    }

    fn issues_of_alert(&self, id: i64, limit: u32) -> Result<Vec<Issue>, StoreError> {
        let connection = self.readers.one();
        let ids = alert_decisions::issues_of(&connection, id, limit)?;
        let issues = ids.into_iter().map(|id| issues::one(&connection, id));
        Ok(issues.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    fn decisions(&self, issue: Option<i64>, limit: u32) -> Result<Vec<AlertDecision>, StoreError> {
        alert_decisions::newest(&self.readers.one(), issue, limit)
    }
}

impl AlertOutbox for Sqlite {
    fn last_deliveries(&self, channel: &str, limit: u32) -> Result<Vec<Timestamp>, StoreError> {
        alerts::last_deliveries(&self.readers.one(), channel, limit)
    }

    fn waiting_channels(&self) -> Result<Vec<Option<String>>, StoreError> {
        alerts::waiting_channels(&self.readers.one())
    }

    fn due_alerts(
        &self,
        channel: Option<&str>,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredAlert>, StoreError> {
        alerts::due(&self.readers.one(), channel, now, limit)
    }

    fn seal_alert(&self, id: i64) -> Result<Option<SealedAlert>, StoreError> {
        alerts::seal(&self.writer(), id)
    }

    fn settle_alert(&self, id: i64, delivery: &Delivery) -> Result<(), StoreError> {
        alerts::settle(&self.writer(), id, delivery)
    }
}
