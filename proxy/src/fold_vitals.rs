//! Folds the vitals of page views that are over into the distributions, on a thread of its own.

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
/// Pause between two transactions, in which others can use the store.
const PAUSE: Duration = Duration::from_millis(20);

/// Starts the thread, which counts what it folds.
pub fn spawn(store: Arc<dyn FoldVitals>, count: Arc<AtomicU64>) -> std::io::Result<Task> {
    tasks::spawn("fold-vitals", move |control| {
        while !control.is_stopping() {
            let before = Timestamp(Timestamp::now().0 - VITALS_OPEN);
            match store.fold_vitals(before, MOST) {
                Ok(folded) => {
                    count.fetch_add(folded, Ordering::Relaxed);
                    let may_be_more = folded >= u64::from(MOST);
                    control.wait(if may_be_more { PAUSE } else { EACH });
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "folding vitals failed");
                    control.wait(EACH);
                }
            }
        }
    })
}
