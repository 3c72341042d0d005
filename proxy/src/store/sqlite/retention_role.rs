//! Implements the retention role on SQLite.

use super::{Sqlite, alert_decisions, alerts, dead_letters, disk_use, retention, thin};
use crate::model::timestamp::Timestamp;
use crate::store::{Retention, RetentionState, RetentionStatus, Step, StoreError, ThinningPlan};

impl RetentionStatus for Sqlite {
    fn retention_state(&self) -> Result<RetentionState, StoreError> {
        retention::state(&self.readers.one())
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

    fn trim_decisions(&self, most: u32, before: Option<Timestamp>) -> Result<u64, StoreError> {
        alert_decisions::trim(&self.writer(), most, before)
    }

    fn thin_dead_letters(&self, bytes: u64) -> Result<bool, StoreError> {
        dead_letters::thin(&mut self.writer(), bytes)
    }

    fn expire_dead_letters(&self, before: Timestamp) -> Result<bool, StoreError> {
        dead_letters::expire(&mut self.writer(), before)
    }

    fn queued(&self) -> Result<u64, StoreError> {
        disk_use::queued(&self.readers.one())
    }

    fn unfreeable(&self) -> Result<u64, StoreError> {
        disk_use::unfreeable(&self.readers.one())
    }

    fn shrink(&self) -> Result<bool, StoreError> {
        let writer = self.writer();
        let is_more = disk_use::shrink(&writer)?;
        if !is_more {
            disk_use::checkpoint(&writer)?;
        }
        Ok(is_more)
    }

    fn newest_arrival(&self) -> Result<Option<Timestamp>, StoreError> {
        retention::newest_arrival(&self.readers.one())
    }

    fn update_retention(
        &self,
        change: &dyn Fn(RetentionState) -> RetentionState,
    ) -> Result<RetentionState, StoreError> {
        retention::update(&mut self.writer(), change)
    }
}
