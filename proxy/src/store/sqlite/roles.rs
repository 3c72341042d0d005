//! The store as the outbox and as retention see it.

use super::{Sqlite, alerts, digests, retention, room, thin};
use crate::model::alert::Delivery;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertOutbox, Retention, RetentionState, Step, StoreError, StoredAlert, ThinningPlan};

impl AlertOutbox for Sqlite {
    fn alerts(&self, limit: u32) -> Result<Vec<StoredAlert>, StoreError> {
        alerts::newest(&self.readers.one(), limit)
    }

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
        digests::set_sealed(&writer, id, true)?;
        alerts::one(&writer, id)
    }

    fn reopen_digest(&self, id: i64) -> Result<(), StoreError> {
        digests::set_sealed(&self.writer(), id, false)
    }

    fn settle_alert(&self, id: i64, delivery: &Delivery) -> Result<(), StoreError> {
        alerts::settle(&self.writer(), id, delivery)
    }
}

impl Retention for Sqlite {
    fn expire(&self, before: Timestamp, ahead: Timestamp) -> Result<Step, StoreError> {
        retention::expire(&mut self.writer(), before, ahead)
    }

    fn thin(&self, plan: &mut ThinningPlan) -> Result<Step, StoreError> {
        let target = thin::next(&self.readers.one(), plan)?;
        let step = thin::thin(&mut self.writer(), target)?;
        thin::put_back(plan, target, step.deleted.events);
        Ok(step)
    }

    fn trim_alerts(&self, most: u32) -> Result<u64, StoreError> {
        alerts::trim(&self.writer(), most)
    }

    fn size(&self) -> Result<u64, StoreError> {
        room::used(&self.readers.one())
    }

    fn queued(&self) -> Result<u64, StoreError> {
        room::queued(&self.readers.one())
    }

    fn held(&self) -> Result<u64, StoreError> {
        room::held(&self.readers.one())
    }

    fn shrink(&self) -> Result<bool, StoreError> {
        let writer = self.writer();
        let is_more = room::shrink(&writer)?;
        if !is_more {
            room::checkpoint(&writer)?;
        }
        Ok(is_more)
    }

    fn newest_arrival(&self) -> Result<Option<Timestamp>, StoreError> {
        retention::newest_arrival(&self.readers.one())
    }

    fn retention_state(&self) -> Result<RetentionState, StoreError> {
        retention::state(&self.readers.one())
    }

    fn update_retention(
        &self,
        change: &dyn Fn(RetentionState) -> RetentionState,
    ) -> Result<RetentionState, StoreError> {
        retention::update(&mut self.writer(), change)
    }
}
