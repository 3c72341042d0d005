//! Writes the counts of outcomes that were decided before the inbox, on a thread of its own.
//!
//! The outcomes of stored items are written by the worker, in the transaction that stores them. Those that are counted here
//! wait in memory for a few seconds: a process that is killed loses them, and one that is stopped does not.

use std::sync::Arc;
use std::time::Duration;

use crate::model::timestamp::Timestamp;
use crate::outcome::ProjectOutcomes;
use crate::store::CountOutcomes;
use crate::tasks::{self, Control, Task};

/// Time between two writes.
const EACH: Duration = Duration::from_secs(5);
/// Pause between two folds, in which others can use the store.
const PAUSE: Duration = Duration::from_millis(20);
/// Age of hours that are folded into days, in seconds.
const HOURS: f64 = 30.0 * 86_400.0;

/// Starts the thread.
pub fn spawn(store: Arc<dyn CountOutcomes>, outcomes: Arc<ProjectOutcomes>) -> std::io::Result<Task> {
    tasks::spawn("outcomes", move |control| {
        loop {
            let is_stopping = control.is_stopping();
            write(store.as_ref(), &outcomes);
            if is_stopping {
                return;
            }
            fold(store.as_ref(), control);
            control.wait(EACH);
        }
    })
}

/// Writes all counts; after an error they wait for the next time.
fn write(store: &dyn CountOutcomes, outcomes: &ProjectOutcomes) {
    let counts = outcomes.take();
    if counts.is_empty() {
        return;
    }
    if let Err(error) = store.add_outcomes(&counts) {
        tracing::error!(error = &error as &dyn std::error::Error, "outcomes not written, tried again");
        outcomes.put_back(counts);
    }
}

/// Folds old hours into days. Mostly there are none.
fn fold(store: &dyn CountOutcomes, control: &Control) {
    loop {
        match store.fold_outcomes(Timestamp(Timestamp::now().0 - HOURS)) {
            Ok(true) if !control.is_stopping() => control.wait(PAUSE),
            Ok(_) => return,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "folding outcomes failed");
                return;
            }
        }
    }
}
