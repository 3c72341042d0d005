//! What holds alerts back: the silences of the store, and the quiet hours of the configuration.

use crate::alerts::held_back::{FiringKey, HeldBack};
use crate::config::Config;
use crate::model::alert_decision::HeldReason;
use crate::model::alert_rule::Severity;
use crate::model::quiet_hours::quiet_until;
use crate::model::silence::{Labels, Silence, silenced_by};
use crate::model::timestamp::Timestamp;
use crate::store::{AlertBatch, StoreError};

/// Silences and quiet hours, as they are within a transaction.
pub struct Holds<'a> {
    silences: Vec<Silence>,
    config: &'a Config,
}

impl<'a> Holds<'a> {
    /// Reads the silences that are in force.
    pub fn read(batch: &mut dyn AlertBatch, config: &'a Config, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self { silences: batch.silences(now)?, config })
    }
}

impl HeldBack for Holds<'_> {
    fn held_back(&self, firing: &FiringKey<'_>, now: Timestamp) -> Option<HeldReason> {
        let subject = &firing.subject;
        let labels = Labels {
            project: subject.project,
            rule: firing.rule,
            issue: firing.issue_id,
            level: subject.level,
            environment: subject.environment,
            release: subject.release,
            tags: subject.tags,
        };
        if let Some(silence) = silenced_by(&self.silences, &labels, None, now) {
            return Some(HeldReason::Silenced { id: silence.id });
        }
        let is_urgent = firing.severity == Severity::Critical || subject.level == "fatal";
        let until =
            quiet_until(&self.config.alerts.quiet_hours, firing.channel, firing.rule, is_urgent, now)?;
        Some(HeldReason::QuietHours { until })
    }
}
