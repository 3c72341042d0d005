//! Work that may take more than a millisecond runs on blocking threads, at most as many as there are cores.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::refusal::Refusal;

/// Largest body, in bytes as sent and as decoded, that is decoded and parsed on a thread of the async runtime. Up to
/// this size, a change of threads costs more than the work.
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
    /// Runs the work when it is its turn. Work that has begun goes on even if its caller is gone.
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
