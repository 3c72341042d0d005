//! Work that may take more than a millisecond: on threads that may take their time, and on no more of them than there
//! are cores.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::refusal::Refusal;

/// Bodies are worked on where they come in, on a thread of the async runtime, up to this size, in bytes, as sent and
/// as decoded: below it, changing the thread costs more than the work.
pub(super) const INLINE: usize = 64 << 10;

/// The threads for large bodies.
#[derive(Debug, Clone)]
pub(super) struct BlockingPool(Arc<Semaphore>);

impl Default for BlockingPool {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new(cores)))
    }
}

impl BlockingPool {
    /// Does the work when it is its turn. It goes on where nobody waits for it any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = Arc::clone(&self.0).acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| Refusal::BrokenOff)?
    }
}
