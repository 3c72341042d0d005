//! Limits the age and the size of the store, on a thread of its own.

pub mod clock;
pub mod enforce;
mod performance;
mod report;

use std::sync::Arc;
use std::time::Duration;

use crate::config::Live;
use crate::metrics::Deletions;
use crate::model::timestamp::Timestamp;
use crate::store::Retention;
use crate::tasks::{self, Task};
use enforce::Enforcer;
use report::Reporter;

/// Time between two runs.
const LOOK: Duration = Duration::from_secs(60);
/// Pause between two steps, in which others can use the store.
const PAUSE: Duration = Duration::from_millis(20);

/// Starts the thread.
pub fn spawn(store: Arc<dyn Retention>, live: Arc<Live>, deletions: Arc<Deletions>) -> std::io::Result<Task> {
    tasks::spawn("retention", move |control| {
        let (mut enforcer, mut reporter) = (Enforcer::default(), Reporter::default());
        while !control.is_stopping() {
            let pause = || {
                control.wait(PAUSE);
                !control.is_stopping()
            };
            let (rules, now) = (live.get().retention, Timestamp::now());
            match enforcer.enforce(store.as_ref(), rules, now, &pause) {
                Ok(enforced) => {
                    deletions.count(enforced.by_age);
                    deletions.count(enforced.by_size);
                    deletions.count_performance(enforced.performance.by_age);
                    deletions.count_performance(enforced.performance.by_size);
                    reporter.report(&enforced, rules, now);
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "retention failed");
                }
            }
            control.wait(LOOK);
        }
    })
}
