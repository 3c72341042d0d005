//! The memory that bodies take, as sent and as decoded, and the work that is made of large ones: bounded over all, and
//! by project and by address, so that whoever takes much leaves enough to the others. Where there is no memory, a body
//! that has stalled gives way.

mod stalled_bodies;

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::refusal::Refusal;
use crate::admission::network::Network;
use crate::admission::rate_limited::{LimitReason, LimitScope};
use crate::config::Limits;
use crate::serve::connections::Connection;
use crate::web::ingest::memory_budget::stalled_bodies::IncompleteBody;

/// Most large bodies that are worked on or wait for it; more get 429.
const WORKS: usize = 64;
/// Bodies whose key is not known yet share this part of the memory: they need no more than their first kilobytes.
const KEYLESS: usize = 16;

/// What all requests share.
#[derive(Debug, Clone, Default)]
pub struct MemoryBudget(Arc<Mutex<Reserved>>);

#[derive(Debug, Default)]
struct Reserved {
    all: Amount,
    projects: HashMap<i64, Amount>,
    networks: HashMap<Network, Amount>,
    /// Bodies of which more must come, by number.
    incomplete: BTreeMap<u64, IncompleteBody>,
    next: u64,
}

/// What a body takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Amount {
    bytes: usize,
    /// How many of the bytes are of bodies whose key is not known yet.
    keyless: usize,
    /// Large bodies that are worked on, or wait for it.
    works: usize,
}

/// The most that all, a project and an address may take.
#[derive(Debug, Clone, Copy)]
struct Shares {
    all: Amount,
    project: Amount,
    network: Amount,
}

/// What a body has reserved. All of it is free again when this is dropped.
#[derive(Debug)]
pub struct Reservation {
    budget: MemoryBudget,
    shares: Shares,
    /// None as long as the key is not known.
    project: Option<i64>,
    /// None for a trusted proxy, which speaks for many.
    network: Option<Network>,
    amount: Amount,
    /// Its number among those of which more must come.
    incomplete: Option<u64>,
}

/// What is used up.
#[derive(Debug, Clone, Copy)]
enum Exhausted {
    All,
    /// What bodies without a known key share.
    Keyless,
    Network(Network),
    Project(i64),
}

impl MemoryBudget {
    /// Nothing yet, for a body from an address to a project.
    #[must_use]
    pub fn hold(&self, project: Option<i64>, network: Option<Network>, limits: &Limits) -> Reservation {
        let (budget, shares) = (self.clone(), Shares::of(limits));
        Reservation { budget, shares, project, network, amount: Amount::default(), incomplete: None }
    }

    fn lock(&self) -> MutexGuard<'_, Reserved> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shares {
    /// A project may take half, and an address three quarters: more than a project, since behind one address are many
    /// who send to many. The largest body there may be always fits.
    fn of(limits: &Limits) -> Self {
        let largest = limits.body.saturating_add(limits.decompressed);
        let half = (limits.body_memory / 2).max(largest);
        let all = limits.body_memory.max(half.saturating_mul(2));
        let quarter = Amount { bytes: all / 4, keyless: all / KEYLESS / 2, works: WORKS / 4 };
        Self {
            all: Amount { bytes: all, keyless: all / KEYLESS, works: WORKS },
            project: Amount { bytes: half, keyless: 0, works: WORKS / 2 },
            network: Amount { bytes: all - quarter.bytes, works: WORKS - quarter.works, ..quarter },
        }
    }
}

impl Reservation {
    /// Takes so many bytes more.
    pub fn reserve(&mut self, bytes: usize) -> Result<(), Refusal> {
        let keyless = if self.project.is_none() { bytes } else { 0 };
        self.reserve_amount(Amount { bytes, keyless, works: 0 })
    }

    /// Takes what is missing to so many bytes.
    pub fn reserve_up_to(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.reserve(bytes.saturating_sub(self.amount.bytes))
    }

    /// Whether the key is known.
    #[must_use]
    pub fn has_project(&self) -> bool {
        self.project.is_some()
    }

    /// Takes a place among the large bodies that are worked on.
    pub fn reserve_work(&mut self) -> Result<(), Refusal> {
        self.reserve_amount(Amount { works: 1, ..Amount::default() })
    }

    /// More of the body must come over this connection: while it stalls, it may have to give way.
    pub fn track_connection(&mut self, connection: &Arc<Connection>) {
        if self.incomplete.is_some() {
            return;
        }
        let Self { project, network, amount, .. } = *self;
        let mut reserved = self.budget.lock();
        let number = reserved.next;
        reserved.next += 1;
        reserved
            .incomplete
            .insert(number, IncompleteBody { connection: Arc::clone(connection), project, network, amount });
        self.incomplete = Some(number);
    }

    fn reserve_amount(&mut self, more: Amount) -> Result<(), Refusal> {
        let mut reserved = self.budget.lock();
        while let Some(exhausted) = self.exhausted(&reserved, more) {
            if !reserved.end_stalled(exhausted) {
                return Err(exhausted.refusal());
            }
        }
        if let Some(number) = self.incomplete {
            reserved.incomplete.get_mut(&number).ok_or(Refusal::BrokenOff)?.amount.add(more);
        }
        reserved.add(self.project, self.network, more);
        self.amount.add(more);
        Ok(())
    }

    /// What has no place for so much more.
    fn exhausted(&self, reserved: &Reserved, more: Amount) -> Option<Exhausted> {
        let Shares { all, project, network } = self.shares;
        if reserved.all.keyless.saturating_add(more.keyless) > all.keyless {
            return Some(Exhausted::Keyless);
        }
        if !reserved.all.fits(more, all) {
            return Some(Exhausted::All);
        }
        if let Some(id) = self.network.filter(|id| !amount_of(&reserved.networks, *id).fits(more, network)) {
            return Some(Exhausted::Network(id));
        }
        self.project
            .filter(|id| !amount_of(&reserved.projects, *id).fits(more, project))
            .map(Exhausted::Project)
    }

    /// The key is known: from now on the body counts to its project.
    pub fn assign_project(&mut self, project: i64) -> Result<(), Refusal> {
        if self.project.is_some() {
            return Ok(());
        }
        let mut reserved = self.budget.lock();
        let known = Amount { keyless: 0, ..self.amount };
        while !amount_of(&reserved.projects, project).fits(known, self.shares.project) {
            if !reserved.end_stalled(Exhausted::Project(project)) {
                return Err(Exhausted::Project(project).refusal());
            }
        }
        if let Some(number) = self.incomplete {
            let incomplete = reserved.incomplete.get_mut(&number).ok_or(Refusal::BrokenOff)?;
            (incomplete.project, incomplete.amount) = (Some(project), known);
        }
        reserved.subtract(None, self.network, self.amount);
        reserved.add(Some(project), self.network, known);
        drop(reserved);
        (self.project, self.amount) = (Some(project), known);
        Ok(())
    }
}

impl Exhausted {
    fn refusal(self) -> Refusal {
        let scope = match self {
            Self::All | Self::Keyless | Self::Network(_) => LimitScope::Organization,
            Self::Project(_) => LimitScope::Project,
        };
        Refusal::busy_of(scope, LimitReason::QueueFull)
    }
}

impl Reserved {
    fn add(&mut self, project: Option<i64>, network: Option<Network>, more: Amount) {
        self.all.add(more);
        if let Some(project) = project {
            self.projects.entry(project).or_default().add(more);
        }
        if let Some(network) = network {
            self.networks.entry(network).or_default().add(more);
        }
    }

    fn subtract(&mut self, project: Option<i64>, network: Option<Network>, less: Amount) {
        self.all.subtract(less);
        if let Some(project) = project {
            give_back(&mut self.projects, project, less);
        }
        if let Some(network) = network {
            give_back(&mut self.networks, network, less);
        }
    }
}

impl Amount {
    fn fits(self, more: Self, most: Self) -> bool {
        self.bytes.saturating_add(more.bytes) <= most.bytes
            && self.keyless.saturating_add(more.keyless) <= most.keyless
            && self.works + more.works <= most.works
    }

    fn add(&mut self, more: Self) {
        self.bytes += more.bytes;
        self.keyless += more.keyless;
        self.works += more.works;
    }

    fn subtract(&mut self, less: Self) {
        self.bytes = self.bytes.saturating_sub(less.bytes);
        self.keyless = self.keyless.saturating_sub(less.keyless);
        self.works = self.works.saturating_sub(less.works);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if self.amount == Amount::default() && self.incomplete.is_none() {
            return;
        }
        let mut reserved = self.budget.lock();
        // What has given way was given back then.
        let is_there = self.incomplete.is_none_or(|number| reserved.incomplete.remove(&number).is_some());
        if is_there {
            reserved.subtract(self.project, self.network, self.amount);
        }
    }
}

fn amount_of<K: Eq + Hash>(reserved: &HashMap<K, Amount>, key: K) -> Amount {
    reserved.get(&key).copied().unwrap_or_default()
}

/// Who takes nothing is forgotten, so that the map holds no more than what is under way.
fn give_back<K: Eq + Hash>(reserved: &mut HashMap<K, Amount>, key: K, less: Amount) {
    if let Some(amount) = reserved.get_mut(&key) {
        amount.subtract(less);
        if *amount == Amount::default() {
            reserved.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1 << 20;

    fn limits() -> Limits {
        Limits { body: MIB, decompressed: 3 * MIB, body_memory: 32 * MIB, ..Limits::default() }
    }

    fn network(last: u8) -> Option<Network> {
        Some(Network::of(std::net::IpAddr::from([192, 0, 2, last])))
    }

    fn reservation(
        budget: &MemoryBudget,
        project: Option<i64>,
        last: u8,
        bytes: usize,
    ) -> Result<Reservation, Refusal> {
        let mut reservation = budget.hold(project, network(last), &limits());
        reservation.reserve(bytes)?;
        Ok(reservation)
    }

    #[test]
    fn memory_is_bounded_and_given_back() {
        let budget = MemoryBudget::default();
        let all: Vec<_> = (0..2).map(|n| reservation(&budget, Some(n), n as u8, 16 * MIB).unwrap()).collect();
        assert!(matches!(reservation(&budget, Some(3), 3, 1), Err(Refusal::RateLimited(_))));
        drop(all);
        reservation(&budget, Some(3), 3, 16 * MIB).unwrap();
        let reserved = budget.lock();
        assert_eq!(reserved.all, Amount::default());
        assert!(reserved.projects.is_empty() && reserved.networks.is_empty());
    }

    #[test]
    fn a_project_leaves_half_to_the_others_and_an_address_a_quarter() {
        let budget = MemoryBudget::default();
        let _flood = reservation(&budget, Some(1), 1, 16 * MIB).unwrap();
        assert!(reservation(&budget, Some(1), 2, 1).is_err(), "the project has its half");
        let _other = reservation(&budget, Some(2), 1, 8 * MIB).unwrap();
        assert!(reservation(&budget, Some(3), 1, 1).is_err(), "the address has its three quarters");
        reservation(&budget, Some(3), 2, 8 * MIB).unwrap();
    }

    #[test]
    fn bodies_without_a_key_share_little_until_it_is_known() {
        let budget = MemoryBudget::default();
        let mut first = reservation(&budget, None, 1, MIB).unwrap();
        assert!(reservation(&budget, None, 1, 1).is_err(), "the address has its half");
        let second = reservation(&budget, None, 2, MIB).unwrap();
        assert!(reservation(&budget, None, 3, 1).is_err());
        first.assign_project(1).unwrap();
        first.reserve(MIB).unwrap();
        let third = reservation(&budget, None, 1, MIB).unwrap();
        let fourth = reservation(&budget, Some(1), 3, 13 * MIB).unwrap();
        assert!(reservation(&budget, Some(1), 4, 2 * MIB).is_err(), "it counts to its project");
        drop((first, second, third, fourth));
        assert_eq!(budget.lock().all, Amount::default());
    }

    #[test]
    fn the_largest_body_always_fits() {
        let limits = Limits { body_memory: 0, ..limits() };
        let budget = MemoryBudget::default();
        let mut reservation = budget.hold(Some(1), network(1), &limits);
        reservation.reserve(4 * MIB).unwrap();
        assert!(reservation.reserve(1).is_err());
        budget.hold(Some(2), network(2), &limits).reserve(4 * MIB).unwrap();
    }

    #[test]
    fn work_on_large_bodies_is_bounded_and_shared() {
        let budget = MemoryBudget::default();
        let work = |project: i64| {
            let mut reservation = budget.hold(Some(project), network(project as u8), &limits());
            reservation.reserve_work().map(|()| reservation)
        };
        let _first: Vec<_> = (0..WORKS / 2).map(|_| work(1).unwrap()).collect();
        assert!(work(1).is_err());
        let _second: Vec<_> = (0..WORKS / 2).map(|_| work(2).unwrap()).collect();
        assert!(work(3).is_err());
    }
}
