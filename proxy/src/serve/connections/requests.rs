//! Requests under way by client, for clients behind a trusted proxy: their connections belong to the proxy.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::admission::network::Network;

/// The number of requests under way of each client.
#[derive(Debug, Default)]
pub(super) struct Requests(Mutex<HashMap<Network, usize>>);

/// A request under way, until this is dropped.
#[derive(Debug)]
pub struct ActiveRequest {
    requests: Arc<Requests>,
    network: Network,
}

impl Requests {
    pub(super) fn begin(self: &Arc<Self>, network: Network, most: usize) -> Option<ActiveRequest> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get(&network).copied().unwrap_or_default();
        if count >= most {
            return None;
        }
        counts.insert(network, count + 1);
        Some(ActiveRequest { requests: Arc::clone(self), network })
    }
}

impl Drop for ActiveRequest {
    fn drop(&mut self) {
        let mut counts = self.requests.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}
