//! One connection: whether it is busy or waits for its client, and since when.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tokio::sync::Notify;

use crate::admission::network::Network;

/// The server works on a request.
const BUSY: u64 = 0;
/// It has given way, and nothing more is done for it.
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
}

/// A request is under way; when this is dropped the connection waits again.
#[derive(Debug)]
pub struct Busy(Arc<Connection>);

impl Connection {
    pub(super) fn new(number: u64, network: Option<Network>, start: Instant) -> Self {
        let connection = Self { number, network, state: AtomicU64::new(BUSY), start, ended: Notify::new() };
        connection.wait();
        connection
    }

    /// A request has come. None if the connection has given way.
    #[must_use]
    pub fn begin(connection: &Arc<Self>) -> Option<Busy> {
        connection.resume().then(|| Busy(Arc::clone(connection)))
    }

    /// From now on the server waits for the client.
    pub fn wait(&self) {
        let since = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(ENDED);
        // One that has ended stays so.
        let _ = self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| {
            (state != ENDED).then_some((since + 1).min(ENDED - 1))
        });
    }

    /// The client has done its part. False if the connection has given way.
    pub fn resume(&self) -> bool {
        let resumed = self
            .state
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| (state != ENDED).then_some(BUSY));
        resumed.is_ok()
    }

    /// The client reads on: if it waits, then since now.
    pub fn progress(&self) {
        if self.waits_since().is_some() {
            self.wait();
        }
    }

    /// Returns when the connection has given way.
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
            self.ended.notify_one();
        }
        ended
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
    fn a_busy_connection_gives_no_way() {
        let connection = Arc::new(Connection::new(1, None, Instant::now()));
        let since = connection.waits_since().unwrap();
        let busy = Connection::begin(&connection).unwrap();
        assert_eq!(connection.waits_since(), None);
        assert!(!connection.give_way(since));
        connection.progress();
        assert_eq!(connection.waits_since(), None, "who reads on while the server works stays busy");
        drop(busy);
        assert!(connection.give_way(connection.waits_since().unwrap()));
        connection.wait();
        assert!(!connection.resume() && connection.waits_since().is_none(), "what has ended stays so");
    }
}
