//! Bodies that come over a connection, and which of them gives way when there is no memory.

use std::sync::Arc;
use std::time::Duration;

use super::{Amount, Full, Taken};
use crate::admission::network::Network;
use crate::serve::connections::Connection;

/// A body of which nothing has come for so long has stalled.
const STALLED: Duration = Duration::from_secs(1);

/// A body of which more must come.
#[derive(Debug)]
pub(super) struct Coming {
    pub(super) connection: Arc<Connection>,
    pub(super) project: Option<i64>,
    pub(super) network: Option<Network>,
    pub(super) amount: Amount,
}

impl Taken {
    /// Ends the connection whose body has stalled longest among those that take of what is full, and counts its memory
    /// as free: its task gives it back in a moment. False if none has stalled.
    pub(super) fn end_stalled(&mut self, full: Full) -> bool {
        let stalled = self.coming.iter().filter(|(_, coming)| coming.takes_of(full));
        let stalled = stalled.filter_map(|(number, it)| Some((it.connection.stalls(STALLED)?, *number)));
        let Some((stall, number)) = stalled.min() else { return false };
        let has_ended = self.coming.get(&number).is_some_and(|coming| coming.connection.end_stall(stall));
        if !has_ended {
            return false;
        }
        if let Some(Coming { project, network, amount, .. }) = self.coming.remove(&number) {
            self.subtract(project, network, amount);
        }
        true
    }
}

impl Coming {
    fn takes_of(&self, full: Full) -> bool {
        self.amount.bytes > 0
            && match full {
                Full::All => true,
                Full::Keyless => self.project.is_none(),
                Full::Network(network) => self.network == Some(network),
                Full::Project(project) => self.project == Some(project),
            }
    }
}
