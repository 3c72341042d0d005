//! The memory of bodies, as sent and as decoded, and the work on large ones: bounded over all, by project and by address,
//! so that nobody takes everything. Where memory is exhausted, a body that has stalled gives way.

mod amount;
mod reserved;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::amount::{Amount, Shares};
use self::reserved::{Exhausted, IncompleteBody, Reserved};
use super::refusal::Refusal;
use crate::admission::network::Network;
use crate::config::Limits;
use crate::serve::connections::Connection;

/// The budget that all requests share.
#[derive(Debug, Clone, Default)]
pub struct MemoryBudget(Arc<Mutex<Reserved>>);

/// The amount that a body has reserved. Dropping it frees the amount.
#[derive(Debug)]
pub struct Reservation {
    budget: MemoryBudget,
    shares: Shares,
    /// None until the key is known.
    project: Option<i64>,
    /// None for a trusted proxy, which carries many clients, and where the address is unknown.
    network: Option<Network>,
    amount: Amount,
    /// Its number among the bodies that have not arrived whole.
    incomplete: Option<u64>,
}

impl MemoryBudget {
    /// An empty reservation for a body from an address to a project.
    #[must_use]
    pub fn hold(&self, project: Option<i64>, network: Option<Network>, limits: &Limits) -> Reservation {
        let (budget, shares) = (self.clone(), Shares::of(limits));
        Reservation { budget, shares, project, network, amount: Amount::default(), incomplete: None }
    }

    fn lock(&self) -> MutexGuard<'_, Reserved> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation {
    /// Reserves this many bytes more.
    pub fn reserve(&mut self, bytes: usize) -> Result<(), Refusal> {
        let keyless = if self.project.is_none() { bytes } else { 0 };
        self.reserve_amount(Amount { bytes, keyless, works: 0 })
    }

    /// Reserves more bytes, up to this many in all.
    pub fn reserve_up_to(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.reserve(bytes.saturating_sub(self.amount.bytes))
    }

    /// Whether the key is known.
    #[must_use]
    pub fn has_project(&self) -> bool {
        self.project.is_some()
    }

    /// Reserves a place among the large bodies that are decoded and parsed.
    pub fn reserve_work(&mut self) -> Result<(), Refusal> {
        self.reserve_amount(Amount { works: 1, ..Amount::default() })
    }

    /// Names the connection over which the rest of the body arrives: while it stalls, it may have to give way.
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
        while let Some(exhausted) = reserved.exhausted(self.shares, self.project, self.network, more) {
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

    /// Counts the body to its project from now on, as its key is known.
    pub fn assign_project(&mut self, project: i64) -> Result<(), Refusal> {
        if self.project.is_some() {
            return Ok(());
        }
        let mut reserved = self.budget.lock();
        let known = Amount { keyless: 0, ..self.amount };
        while !reserved.fits_project(project, self.shares, known) {
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

impl Drop for Reservation {
    fn drop(&mut self) {
        if self.amount == Amount::default() && self.incomplete.is_none() {
            return;
        }
        let mut reserved = self.budget.lock();
        // A body that gave way was subtracted at that moment.
        let is_there = self.incomplete.is_none_or(|number| reserved.incomplete.remove(&number).is_some());
        if is_there {
            reserved.subtract(self.project, self.network, self.amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::amount::WORKS;
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
