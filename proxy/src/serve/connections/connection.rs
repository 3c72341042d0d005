//! One open connection and its state: busy, or waiting for its client since a moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::connection_counts::ConnectionCounts;
use crate::admission::network::Network;

/// The server works on a request.
const BUSY: u64 = 0;
/// It was closed in favour of another connection, or ended.
const ENDED: u64 = u64::MAX;

/// An open connection.
#[derive(Debug)]
pub struct Connection {
    pub(super) number: u64,
    pub(super) network: Option<Network>,
    /// [`BUSY`], [`ENDED`], or since when it waits: in milliseconds since `start`, and one more.
    state: AtomicU64,
    start: Instant,
    ended: Notify,
    counts: Arc<ConnectionCounts>,
}

/// The beginning of a wait: of two, the longer one is the lesser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stall(u64);

/// A request is under way; when this is dropped the connection waits again.
#[derive(Debug)]
pub struct Busy(Arc<Connection>);

impl Connection {
    pub(super) fn new(
        number: u64,
        network: Option<Network>,
        start: Instant,
        counts: Arc<ConnectionCounts>,
    ) -> Self {
        let (state, ended) = (AtomicU64::new(BUSY), Notify::new());
        let connection = Self { number, network, state, start, ended, counts };
        connection.wait();
        connection
    }

    /// Marks the connection busy with a request. None: it was closed already.
    #[must_use]
    pub fn begin(connection: &Arc<Self>) -> Option<Busy> {
        connection.resume().then(|| Busy(Arc::clone(connection)))
    }

    /// From now on the server waits for the client.
    pub fn wait(&self) {
        let since = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(ENDED);
        // An ended connection stays ended.
        let _ = self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| {
            (state != ENDED).then_some((since + 1).min(ENDED - 1))
        });
    }

    /// The server works again. False: the connection was closed already.
    pub fn resume(&self) -> bool {
        let resumed = self
            .state
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| (state != ENDED).then_some(BUSY));
        resumed.is_ok()
    }

    /// Since when it waits, if it has waited that long.
    pub fn stalls(&self, at_least: Duration) -> Option<Stall> {
        let since = self.waits_since()?;
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(ENDED);
        let waited = Duration::from_millis(now.saturating_sub(since - 1));
        (waited >= at_least).then_some(Stall(since))
    }

    /// Ends the connection, unless bytes have arrived since the stall began.
    pub fn end_stall(&self, Stall(since): Stall) -> bool {
        self.give_way(since)
    }

    /// The client has read some of an answer: a wait begins anew.
    pub fn progress(&self) {
        if self.waits_since().is_some() {
            self.wait();
        }
    }

    /// Returns when the connection has been ended.
    pub async fn ended(&self) {
        self.ended.notified().await;
    }

    pub(super) fn waits_since(&self) -> Option<u64> {
        let state = self.state.load(Ordering::Acquire);
        (state != BUSY && state != ENDED).then_some(state)
    }

    /// Ends the connection if it still waits since then.
    pub(super) fn give_way(&self, since: u64) -> bool {
        let ended = self.state.compare_exchange(since, ENDED, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if ended {
            self.counts.gave_way.fetch_add(1, Ordering::Relaxed);
            self.ended.notify_one();
        }
        ended
    }

    /// Counts that it is closed because its client does not read an answer.
    pub fn is_not_read(&self) {
        self.counts.answer_not_read.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends the connection, whatever it does.
    pub(super) fn end(&self) {
        self.state.store(ENDED, Ordering::Release);
        self.ended.notify_one();
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_connection_is_not_closed() {
        let connection = Arc::new(Connection::new(1, None, Instant::now(), Arc::default()));
        let since = connection.waits_since().unwrap();
        let busy = Connection::begin(&connection).unwrap();
        assert_eq!(connection.waits_since(), None);
        assert!(!connection.give_way(since));
        connection.progress();
        assert_eq!(connection.waits_since(), None, "progress leaves a busy connection busy");
        drop(busy);
        assert!(connection.give_way(connection.waits_since().unwrap()));
        connection.wait();
        assert!(
            !connection.resume() && connection.waits_since().is_none(),
            "an ended connection stays ended"
        );
    }
}
