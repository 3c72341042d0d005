//! The reserved memory of all bodies, and the stalled bodies that give way when it is exhausted.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use super::amount::{Amount, Shares};
use crate::admission::network::Network;
use crate::admission::rate_limited::{LimitReason, LimitScope};
use crate::serve::connections::Connection;
use crate::web::ingest::refusal::Refusal;

/// A body has stalled when nothing of it has arrived for this time.
const STALLED: Duration = Duration::from_secs(1);

/// The reserved amounts.
#[derive(Debug, Default)]
pub(super) struct Reserved {
    pub(super) all: Amount,
    pub(super) projects: HashMap<i64, Amount>,
    pub(super) networks: HashMap<Network, Amount>,
    /// Bodies that have not arrived whole, by number.
    pub(super) incomplete: BTreeMap<u64, IncompleteBody>,
    pub(super) next: u64,
}

/// A body that has not arrived whole.
#[derive(Debug)]
pub(super) struct IncompleteBody {
    pub(super) connection: Arc<Connection>,
    pub(super) project: Option<i64>,
    pub(super) network: Option<Network>,
    pub(super) amount: Amount,
}

/// A share that is used up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Exhausted {
    /// The whole memory.
    All,
    /// The part of bodies without a known key.
    Keyless,
    /// The share of an address.
    Network(Network),
    /// The share of a project.
    Project(i64),
}

impl Exhausted {
    /// The answer to a body that would need it.
    pub(super) fn refusal(self) -> Refusal {
        let scope = match self {
            Self::All | Self::Keyless | Self::Network(_) => LimitScope::Organization,
            Self::Project(_) => LimitScope::Project,
        };
        Refusal::busy_of(scope, LimitReason::QueueFull)
    }
}

impl Reserved {
    /// The share that has no room for an amount of a body.
    pub(super) fn exhausted(
        &self,
        shares: Shares,
        project: Option<i64>,
        network: Option<Network>,
        more: Amount,
    ) -> Option<Exhausted> {
        if self.all.keyless.saturating_add(more.keyless) > shares.all.keyless {
            return Some(Exhausted::Keyless);
        }
        if !self.all.fits(more, shares.all) {
            return Some(Exhausted::All);
        }
        if let Some(id) = network.filter(|id| !amount_of(&self.networks, *id).fits(more, shares.network)) {
            return Some(Exhausted::Network(id));
        }
        project.filter(|id| !self.fits_project(*id, shares, more)).map(Exhausted::Project)
    }

    /// Whether a project has room for an amount.
    pub(super) fn fits_project(&self, project: i64, shares: Shares, more: Amount) -> bool {
        amount_of(&self.projects, project).fits(more, shares.project)
    }

    pub(super) fn add(&mut self, project: Option<i64>, network: Option<Network>, more: Amount) {
        self.all.add(more);
        if let Some(project) = project {
            self.projects.entry(project).or_default().add(more);
        }
        if let Some(network) = network {
            self.networks.entry(network).or_default().add(more);
        }
    }

    pub(super) fn subtract(&mut self, project: Option<i64>, network: Option<Network>, less: Amount) {
        self.all.subtract(less);
        if let Some(project) = project {
            give_back(&mut self.projects, project, less);
        }
        if let Some(network) = network {
            give_back(&mut self.networks, network, less);
        }
    }

    /// Ends the connection whose body has stalled longest among those that use the exhausted share, and counts its memory
    /// as free, as its task frees it in a moment. False if none has stalled.
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

fn amount_of<K: Eq + Hash>(reserved: &HashMap<K, Amount>, key: K) -> Amount {
    reserved.get(&key).copied().unwrap_or_default()
}

/// Entries of zero are removed, so that the map holds only what is under way.
fn give_back<K: Eq + Hash>(reserved: &mut HashMap<K, Amount>, key: K, less: Amount) {
    if let Some(amount) = reserved.get_mut(&key) {
        amount.subtract(less);
        if *amount == Amount::default() {
            reserved.remove(&key);
        }
    }
}
