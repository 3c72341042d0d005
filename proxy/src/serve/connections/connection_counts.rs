//! Counts of connections that were closed or refused.

use std::sync::atomic::AtomicU64;

/// Connections that were closed, or served by the reserve, since the start of the server.
#[derive(Debug, Default)]
pub struct ConnectionCounts {
    /// Closed because an answer was not read.
    pub answer_not_read: AtomicU64,
    /// Closed in favour of others while they waited.
    pub gave_way: AtomicU64,
    /// Served by the reserve because their address is at its bound.
    pub address: AtomicU64,
    /// Served by the reserve because all places are taken.
    pub full: AtomicU64,
}
