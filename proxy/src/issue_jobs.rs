//! Goes on with merging, dividing and deleting large issues, on a thread of its own.

use std::sync::Arc;
use std::time::Duration;

use crate::store::IssueJobs;
use crate::tasks::{self, Task};

/// Time between two looks for work. What is small is done before the request for it is answered.
const EACH: Duration = Duration::from_secs(2);
/// Pause between two pieces, in which others can use the store.
const PAUSE: Duration = Duration::from_millis(10);

/// Starts the thread.
pub fn spawn(store: Arc<dyn IssueJobs>) -> std::io::Result<Task> {
    tasks::spawn("issue-jobs", move |control| {
        while !control.is_stopping() {
            match store.work_on_issues() {
                Ok(had_work) => control.wait(if had_work { PAUSE } else { EACH }),
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "moving issues failed");
                    control.wait(EACH);
                }
            }
        }
    })
}
