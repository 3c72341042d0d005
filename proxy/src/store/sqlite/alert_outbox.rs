//! Implements the outbox role on SQLite.

use super::{Sqlite, alerts};
use crate::model::alert::Delivery;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertLog, AlertOutbox, StoreError, StoredAlert};

impl AlertLog for Sqlite {
    fn alerts(&self, limit: u32) -> Result<Vec<StoredAlert>, StoreError> {
        alerts::newest(&self.readers.one(), limit)
    }
}

impl AlertOutbox for Sqlite {
    fn last_deliveries(&self, limit: u32) -> Result<Vec<(String, Timestamp)>, StoreError> {
        alerts::last_deliveries(&self.readers.one(), limit)
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

    fn seal_digest(&self, id: i64) -> Result<Option<StoredAlert>, StoreError> {
        let writer = self.writer();
        alerts::set_open(&writer, id, false)?;
        alerts::one(&writer, id)
    }

    fn reopen_digest(&self, id: i64) -> Result<(), StoreError> {
        alerts::set_open(&self.writer(), id, true)
    }

    fn settle_alert(&self, id: i64, delivery: &Delivery) -> Result<(), StoreError> {
        alerts::settle(&self.writer(), id, delivery)
    }
}
