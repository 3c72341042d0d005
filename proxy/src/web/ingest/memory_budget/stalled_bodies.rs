//! Bodies that come over a connection, and which of them gives way when there is no memory.

use std::sync::Arc;
use std::time::Duration;

use super::{Amount, Exhausted, Reserved};
use crate::admission::network::Network;
use crate::serve::connections::Connection;

/// A body of which nothing has come for so long has stalled.
const STALLED: Duration = Duration::from_secs(1);

/// A body of which more must come.
#[derive(Debug)]
pub(super) struct IncompleteBody {
    pub(super) connection: Arc<Connection>,
    pub(super) project: Option<i64>,
    pub(super) network: Option<Network>,
    pub(super) amount: Amount,
}

impl Reserved {
    /// Ends the connection whose body has stalled longest among those that take of what is exhausted, and counts its memory
    /// as free: its task gives it back in a moment. False if none has stalled.
    pub(super) fn end_stalled(&mut self, exhausted: Exhausted) -> bool {
        let stalled = self.incomplete.iter().filter(|(_, incomplete)| incomplete.uses(exhausted));
        let stalled = stalled.filter_map(|(number, it)| Some((it.connection.stalls(STALLED)?, *number)));
        let Some((stall, number)) = stalled.min() else { return false };
        let has_ended =
            self.incomplete.get(&number).is_some_and(|incomplete| incomplete.connection.end_stall(stall));
        if !has_ended {
            return false;
        }
        if let Some(IncompleteBody { project, network, amount, .. }) = self.incomplete.remove(&number) {
            self.subtract(project, network, amount);
        }
        true
    }
}

impl IncompleteBody {
    fn uses(&self, exhausted: Exhausted) -> bool {
        self.amount.bytes > 0
            && match exhausted {
                Exhausted::All => true,
                Exhausted::Keyless => self.project.is_none(),
                Exhausted::Network(network) => self.network == Some(network),
                Exhausted::Project(project) => self.project == Some(project),
            }
    }
}
