//! The memory that bodies take, as sent and as decoded, and the work that is made of large ones: bounded over all, and
//! by project and by address, so that whoever takes much leaves enough to the others.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::refusal::Refusal;
use crate::admission::limited::{Reason, Scope};
use crate::admission::network::Network;
use crate::config::Limits;

/// Most large bodies that are worked on or wait for it; more get 429.
const WORKS: usize = 64;
/// Bodies whose key is not known yet share this part of the memory: they need no more than their first kilobytes.
const KEYLESS: usize = 16;

/// What all requests share.
#[derive(Debug, Clone, Default)]
pub struct Budget(Arc<Mutex<Taken>>);

#[derive(Debug, Default)]
struct Taken {
    all: Amount,
    projects: HashMap<i64, Amount>,
    networks: HashMap<Network, Amount>,
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

/// What a body has taken. All of it is free again when this is dropped.
#[derive(Debug)]
pub struct Held {
    budget: Budget,
    shares: Shares,
    /// None as long as the key is not known.
    project: Option<i64>,
    /// None for a trusted proxy, which speaks for many.
    network: Option<Network>,
    amount: Amount,
}

impl Budget {
    /// Nothing yet, for a body from an address to a project.
    #[must_use]
    pub fn hold(&self, project: Option<i64>, network: Option<Network>, limits: &Limits) -> Held {
        let (budget, shares) = (self.clone(), Shares::of(limits));
        Held { budget, shares, project, network, amount: Amount::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shares {
    /// A project and an address may each take half; the largest body there may be always fits into either.
    fn of(limits: &Limits) -> Self {
        let largest = limits.body.saturating_add(limits.decompressed);
        let half = (limits.body_memory / 2).max(largest);
        let all = limits.body_memory.max(half.saturating_mul(2));
        let keyless = all / KEYLESS;
        Self {
            all: Amount { bytes: all, keyless, works: WORKS },
            project: Amount { bytes: half, keyless: 0, works: WORKS / 2 },
            network: Amount { bytes: half, keyless: keyless / 2, works: WORKS / 2 },
        }
    }
}

impl Held {
    /// Takes so many bytes more.
    pub fn take(&mut self, bytes: usize) -> Result<(), Refusal> {
        let keyless = if self.project.is_none() { bytes } else { 0 };
        self.take_amount(Amount { bytes, keyless, works: 0 })
    }

    /// Takes a place among the large bodies that are worked on.
    pub fn take_work(&mut self) -> Result<(), Refusal> {
        self.take_amount(Amount { works: 1, ..Amount::default() })
    }

    fn take_amount(&mut self, more: Amount) -> Result<(), Refusal> {
        let mut taken = self.budget.lock();
        let fits_all = taken.all.fits(more, self.shares.all);
        if !(fits_all
            && self.network.is_none_or(|it| of(&taken.networks, it).fits(more, self.shares.network)))
        {
            return Err(Refusal::busy(Reason::QueueFull));
        }
        if let Some(project) = self.project {
            self.add_to_project(&mut taken, project, more)?;
        }
        taken.all.add(more);
        if let Some(network) = self.network {
            taken.networks.entry(network).or_default().add(more);
        }
        self.amount.add(more);
        Ok(())
    }

    fn add_to_project(&self, taken: &mut Taken, project: i64, more: Amount) -> Result<(), Refusal> {
        if !of(&taken.projects, project).fits(more, self.shares.project) {
            return Err(Refusal::busy_of(Scope::Project, Reason::QueueFull));
        }
        taken.projects.entry(project).or_default().add(more);
        Ok(())
    }

    /// The key is known: from now on the body counts to its project.
    pub fn belongs_to(&mut self, project: i64) -> Result<(), Refusal> {
        if self.project.is_some() {
            return Ok(());
        }
        let known = Amount { keyless: self.amount.bytes, ..Amount::default() };
        let mut taken = self.budget.lock();
        self.add_to_project(&mut taken, project, Amount { keyless: 0, ..self.amount })?;
        taken.all.subtract(known);
        if let Some(amount) = self.network.and_then(|network| taken.networks.get_mut(&network)) {
            amount.subtract(known);
        }
        drop(taken);
        self.amount.subtract(known);
        self.project = Some(project);
        Ok(())
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

impl Drop for Held {
    fn drop(&mut self) {
        if self.amount == Amount::default() {
            return;
        }
        let mut taken = self.budget.lock();
        taken.all.subtract(self.amount);
        if let Some(project) = self.project {
            give_back(&mut taken.projects, project, self.amount);
        }
        if let Some(network) = self.network {
            give_back(&mut taken.networks, network, self.amount);
        }
    }
}

fn of<K: Eq + Hash>(taken: &HashMap<K, Amount>, key: K) -> Amount {
    taken.get(&key).copied().unwrap_or_default()
}

/// Who takes nothing is forgotten, so that the map holds no more than what is under way.
fn give_back<K: Eq + Hash>(taken: &mut HashMap<K, Amount>, key: K, less: Amount) {
    if let Some(amount) = taken.get_mut(&key) {
        amount.subtract(less);
        if *amount == Amount::default() {
            taken.remove(&key);
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

    fn held(budget: &Budget, project: Option<i64>, last: u8, bytes: usize) -> Result<Held, Refusal> {
        let mut held = budget.hold(project, network(last), &limits());
        held.take(bytes)?;
        Ok(held)
    }

    #[test]
    fn memory_is_bounded_and_given_back() {
        let budget = Budget::default();
        let all: Vec<_> = (0..2).map(|n| held(&budget, Some(n), n as u8, 16 * MIB).unwrap()).collect();
        assert!(matches!(held(&budget, Some(3), 3, 1), Err(Refusal::Limited(_))));
        drop(all);
        held(&budget, Some(3), 3, 16 * MIB).unwrap();
        let taken = budget.lock();
        assert_eq!(taken.all, Amount::default());
        assert!(taken.projects.is_empty() && taken.networks.is_empty());
    }

    #[test]
    fn a_project_and_an_address_leave_half_to_the_others() {
        let budget = Budget::default();
        let _flood = held(&budget, Some(1), 1, 16 * MIB).unwrap();
        assert!(held(&budget, Some(1), 2, 1).is_err(), "the project has its half");
        assert!(held(&budget, Some(2), 1, 1).is_err(), "the address has its half");
        held(&budget, Some(2), 2, 16 * MIB).unwrap();
    }

    #[test]
    fn bodies_without_a_key_share_little_until_it_is_known() {
        let budget = Budget::default();
        let mut first = held(&budget, None, 1, MIB).unwrap();
        assert!(held(&budget, None, 1, 1).is_err(), "the address has its half");
        let second = held(&budget, None, 2, MIB).unwrap();
        assert!(held(&budget, None, 3, 1).is_err());
        first.belongs_to(1).unwrap();
        first.take(MIB).unwrap();
        let third = held(&budget, None, 1, MIB).unwrap();
        let fourth = held(&budget, Some(1), 3, 13 * MIB).unwrap();
        assert!(held(&budget, Some(1), 4, 2 * MIB).is_err(), "it counts to its project");
        drop((first, second, third, fourth));
        assert_eq!(budget.lock().all, Amount::default());
    }

    #[test]
    fn the_largest_body_always_fits() {
        let limits = Limits { body_memory: 0, ..limits() };
        let budget = Budget::default();
        let mut held = budget.hold(Some(1), network(1), &limits);
        held.take(4 * MIB).unwrap();
        assert!(held.take(1).is_err());
        budget.hold(Some(2), network(2), &limits).take(4 * MIB).unwrap();
    }

    #[test]
    fn work_on_large_bodies_is_bounded_and_shared() {
        let budget = Budget::default();
        let work = |project: i64| {
            let mut held = budget.hold(Some(project), network(project as u8), &limits());
            held.take_work().map(|()| held)
        };
        let _first: Vec<_> = (0..WORKS / 2).map(|_| work(1).unwrap()).collect();
        assert!(work(1).is_err());
        let _second: Vec<_> = (0..WORKS / 2).map(|_| work(2).unwrap()).collect();
        assert!(work(3).is_err());
    }
}
