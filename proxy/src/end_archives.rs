//! Makes issues unresolved whose archiving for a time is over, on a thread of its own.
//!
//! Pages show such an issue as unresolved at once; until this has run, a search by its status does not.

use std::sync::Arc;
use std::time::Duration;

use crate::model::timestamp::Timestamp;
use crate::store::EndArchives;
use crate::tasks::{self, Task};

/// Time between two runs.
const EACH: Duration = Duration::from_secs(60);
/// Most issues changed in one transaction: the worker waits for it.
const MOST: u32 = 500;
/// Pause between two transactions, in which others can use the store.
const PAUSE: Duration = Duration::from_millis(20);

/// Starts the thread.
pub fn spawn(store: Arc<dyn EndArchives>) -> std::io::Result<Task> {
    tasks::spawn("end-archives", move |control| {
        while !control.is_stopping() {
            match store.end_archives(Timestamp::now(), MOST) {
                Ok(ended) => {
                    let may_be_more = ended >= u64::from(MOST);
                    control.wait(if may_be_more { PAUSE } else { EACH });
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "ending of archiving failed");
                    control.wait(EACH);
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::{Sender, channel};

    use super::*;
    use crate::store::StoreError;

    /// Has one full batch and a rest.
    struct Fake(Mutex<Vec<u64>>, Sender<u64>);

    impl EndArchives for Fake {
        fn end_archives(&self, _: Timestamp, most: u32) -> Result<u64, StoreError> {
            assert_eq!(most, MOST);
            let ended = self.0.lock().unwrap().pop().unwrap_or(0);
            self.1.send(ended).unwrap();
            Ok(ended)
        }
    }

    #[test]
    fn a_full_batch_is_followed_by_the_rest() {
        let (sender, receiver) = channel();
        let task = spawn(Arc::new(Fake(Mutex::new(vec![3, MOST.into()]), sender))).unwrap();
        assert_eq!((receiver.recv(), receiver.recv()), (Ok(MOST.into()), Ok(3)));
        task.stop();
    }
}
