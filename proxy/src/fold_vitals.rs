//! Folds the vitals of page views that are over into the distributions, on a thread of its own. It also prepares the
//! distributions that an older version has written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::model::timestamp::Timestamp;
use crate::store::{FoldVitals, VITALS_OPEN};
use crate::tasks::{self, Task};

/// Time between two runs.
const EACH: Duration = Duration::from_secs(60);
/// Most vitals folded in one transaction: the worker waits for it.
const MOST: u32 = 2_000;
/// Pause between two transactions, in which others can use the store: one that waits looks every 100 ms whether it may, as SQLite
/// does, and gives up after five seconds.
const PAUSE: Duration = Duration::from_millis(120);

/// Starts the thread, which counts what it folds.
pub fn spawn(store: Arc<dyn FoldVitals>, count: Arc<AtomicU64>) -> std::io::Result<Task> {
    tasks::spawn("fold-vitals", move |control| {
        while !control.is_stopping() {
            let before = Timestamp(Timestamp::now().0 - VITALS_OPEN);
            let run = store.fold_vitals(before, MOST).and_then(|folded| {
                count.fetch_add(folded, Ordering::Relaxed);
                Ok(folded >= u64::from(MOST) || store.prepare_older_day()?)
            });
            match run {
                Ok(may_be_more) => control.wait(if may_be_more { PAUSE } else { EACH }),
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "folding vitals failed");
                    control.wait(EACH);
                }
            }
        }
    })
}
