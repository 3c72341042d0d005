//! Requests under way of clients behind a trusted proxy, whose connections are the proxy's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::admission::network::Network;

/// How many of each client.
#[derive(Debug, Default)]
pub(super) struct Requests(Mutex<HashMap<Network, usize>>);

/// A request under way, until this is dropped.
#[derive(Debug)]
pub struct UnderWay {
    requests: Arc<Requests>,
    network: Network,
}

impl Requests {
    pub(super) fn begin(self: &Arc<Self>, network: Network, most: usize) -> Option<UnderWay> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get(&network).copied().unwrap_or_default();
        if count >= most {
            return None;
        }
        counts.insert(network, count + 1);
        Some(UnderWay { requests: Arc::clone(self), network })
    }
}

impl Drop for UnderWay {
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
