//! The open connections: bounded for each address and over all. When there are too many, the one that has waited longest
//! is closed.
//!
//! A connection *waits* while the server waits for its client: between requests, for the rest of a body, or for answers
//! to be read. A connection that finds no place is served by the reserve, which answers health and refuses the rest.

mod connection;
mod connection_counts;
mod requests;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

pub use self::connection::{Busy, Connection, Stall};
pub use self::connection_counts::ConnectionCounts;
pub use self::requests::ActiveRequest;
use self::requests::Requests;
use crate::admission::client_address;
use crate::admission::network::Network;
use crate::config::Live;

/// Places beyond `limits.connections`: enough for health probes to come through, and soon free again, since the newest
/// connection takes the place of the oldest.
pub const RESERVE: usize = 64;

/// All open connections.
#[derive(Debug)]
pub struct Connections {
    live: Arc<Live>,
    open: Mutex<Open>,
    requests: Arc<Requests>,
    /// Connections that were closed or refused, by reason.
    pub counts: Arc<ConnectionCounts>,
    start: Instant,
}

#[derive(Debug, Default)]
struct Open {
    /// The number of the next connection.
    next: u64,
    /// By address, so that the connections of one address stand together. A trusted proxy counts as no address.
    all: BTreeMap<(Option<Network>, u64), Arc<Connection>>,
    of_network: HashMap<Network, usize>,
    /// The oldest first.
    reserve: VecDeque<Arc<Connection>>,
}

/// The place of an open connection; dropping it frees the place.
#[derive(Debug)]
pub struct Slot {
    connections: Arc<Connections>,
    /// The connection.
    pub connection: Arc<Connection>,
    /// Whether the place is one of the reserve.
    pub is_reserve: bool,
}

impl Connections {
    /// None yet.
    #[must_use]
    pub fn new(live: Arc<Live>) -> Self {
        Self {
            live,
            open: Mutex::default(),
            requests: Arc::default(),
            counts: Arc::default(),
            start: Instant::now(),
        }
    }

    /// How many are open.
    #[must_use]
    pub fn count(&self) -> usize {
        let open = self.lock();
        open.all.len() + open.reserve.len()
    }

    /// The configuration as it is now.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Gives a connection a place: a free one, the place of a waiting connection, or one of the reserve.
    pub fn take(self: &Arc<Self>, peer: IpAddr) -> Slot {
        let config = self.live.get();
        let is_proxy = client_address::is_trusted(peer, &config.trusted_proxies);
        let network = (!is_proxy).then(|| Network::of(peer));
        let mut open = self.lock();
        let number = open.next;
        open.next += 1;
        let connection = Arc::new(Connection::new(number, network, self.start, Arc::clone(&self.counts)));
        let has_place = network.is_none_or(|network| {
            let count = open.of_network.get(&network).copied().unwrap_or_default();
            count < config.limits.connections_per_address
                || self.make_way(&mut open, Some(network))
                || counted(&self.counts.address)
        }) && (open.all.len() < config.limits.connections
            || self.make_way(&mut open, None)
            || counted(&self.counts.full));
        if has_place {
            open.add(Arc::clone(&connection));
        } else {
            open.reserve.push_back(Arc::clone(&connection));
            if open.reserve.len() > RESERVE
                && let Some(oldest) = open.reserve.pop_front()
            {
                oldest.end();
            }
        }
        Slot { connections: Arc::clone(self), connection, is_reserve: !has_place }
    }

    /// Counts a request of a client behind a proxy until the returned guard is dropped. None: the client has as many
    /// requests under way as an address may have connections. Direct clients are counted by their connections.
    pub fn begin(&self, network: Network) -> Option<ActiveRequest> {
        self.requests.begin(network, self.live.get().limits.connections_per_address)
    }

    /// Closes the connection that has waited longest, for example to free a file descriptor.
    pub fn close_longest_waiting(&self) {
        let mut open = self.lock();
        self.make_way(&mut open, None);
    }

    /// Closes the connection that has waited longest, of this address or of all.
    fn make_way(&self, open: &mut Open, of: Option<Network>) -> bool {
        let longest = match of {
            Some(_) => open.all.range((of, 0)..=(of, u64::MAX)).filter_map(waiting).min_by_key(|it| it.0),
            None => open.all.iter().filter_map(waiting).min_by_key(|it| it.0),
        };
        let Some((since, connection)) = longest else { return false };
        // It may have become busy meanwhile; the next new connection tries again.
        if !connection.give_way(since) {
            return false;
        }
        let connection = Arc::clone(connection);
        open.remove(&connection);
        true
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot {
    /// All open connections.
    #[must_use]
    pub fn connections(&self) -> &Arc<Connections> {
        &self.connections
    }
}

impl Open {
    fn add(&mut self, connection: Arc<Connection>) {
        if let Some(network) = connection.network {
            *self.of_network.entry(network).or_default() += 1;
        }
        self.all.insert((connection.network, connection.number), connection);
    }

    fn remove(&mut self, connection: &Connection) {
        if self.all.remove(&(connection.network, connection.number)).is_none() {
            self.reserve.retain(|other| other.number != connection.number);
            return;
        }
        if let Some(network) = connection.network
            && let Some(count) = self.of_network.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.of_network.remove(&network);
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.lock().remove(&self.connection);
    }
}

/// Since when a connection waits, if it does.
fn waiting<'a>(
    (_, connection): (&(Option<Network>, u64), &'a Arc<Connection>),
) -> Option<(u64, &'a Arc<Connection>)> {
    Some((connection.waits_since()?, connection))
}

fn counted(count: &AtomicU64) -> bool {
    count.fetch_add(1, Ordering::Relaxed);
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn connections(all: usize, per_address: usize) -> Arc<Connections> {
        let mut config = Config::default();
        config.limits.connections = all;
        config.limits.connections_per_address = per_address;
        config.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        Arc::new(Connections::new(Arc::new(Live::new(config))))
    }

    fn take(connections: &Arc<Connections>, peer: &str) -> Slot {
        connections.take(peer.parse().unwrap())
    }

    /// A connection with a request under way.
    fn take_busy(connections: &Arc<Connections>, peer: &str) -> (Slot, Busy) {
        let slot = take(connections, peer);
        let busy = Connection::begin(&slot.connection).unwrap();
        (slot, busy)
    }

    #[test]
    fn an_address_leaves_places_to_others() {
        let connections = connections(8, 2);
        let busy: Vec<_> = (0..2).map(|_| take_busy(&connections, "192.0.2.1")).collect();
        assert!(take(&connections, "192.0.2.1").is_reserve);
        assert!(!take(&connections, "192.0.2.2").is_reserve);
        assert_eq!(connections.counts.address.load(Ordering::Relaxed), 1);
        drop(busy);
        assert!(!take(&connections, "192.0.2.1").is_reserve);
        assert_eq!(connections.count(), 0);
        assert!(connections.lock().of_network.is_empty());
    }

    #[test]
    fn addresses_of_one_network_are_one() {
        let connections = connections(8, 1);
        let _busy = take_busy(&connections, "2001:db8::1");
        assert!(take(&connections, "2001:db8::2").is_reserve);
        assert!(!take(&connections, "2001:db8:0:1::2").is_reserve);
    }

    #[test]
    fn a_trusted_proxy_has_as_many_as_there_are() {
        let connections = connections(3, 1);
        let _busy: Vec<_> = (0..3).map(|_| take_busy(&connections, "10.0.0.1")).collect();
        assert!(take(&connections, "10.0.0.1").is_reserve);
        assert_eq!(connections.counts.full.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn the_longest_waiting_connection_is_closed() {
        let connections = connections(2, 2);
        let (first, busy) = take_busy(&connections, "192.0.2.1");
        let second = take(&connections, "192.0.2.1");
        assert!(!take(&connections, "192.0.2.2").is_reserve);
        assert!(Connection::begin(&second.connection).is_none(), "it has given way");
        drop(second);
        drop(busy);
        let _others: Vec<_> = (0..2).map(|_| take_busy(&connections, "192.0.2.3")).collect();
        assert!(Connection::begin(&first.connection).is_none());
        assert_eq!(connections.counts.gave_way.load(Ordering::Relaxed), 2);
        assert_eq!(connections.count(), 2);
    }

    #[test]
    fn an_address_at_its_bound_loses_one_of_its_own() {
        let connections = connections(8, 1);
        let other = take(&connections, "192.0.2.9");
        let own = take(&connections, "192.0.2.1");
        assert!(!take(&connections, "192.0.2.1").is_reserve);
        assert!(Connection::begin(&own.connection).is_none());
        assert!(Connection::begin(&other.connection).is_some());
    }

    #[test]
    fn the_newest_takes_the_oldest_place_of_the_reserve() {
        let connections = connections(0, 1);
        let slot: Vec<_> = (0..=RESERVE).map(|_| take(&connections, "192.0.2.1")).collect();
        assert!(slot.iter().all(|it| it.is_reserve));
        assert_eq!(connections.count(), RESERVE);
        assert!(Connection::begin(&slot[0].connection).is_none());
        assert!(Connection::begin(&slot[1].connection).is_some());
        drop(slot);
        assert_eq!(connections.count(), 0);
    }

    #[test]
    fn requests_behind_a_proxy_are_counted_by_client() {
        let connections = connections(8, 2);
        let network = |text: &str| Network::of(text.parse().unwrap());
        let active_request: Vec<_> =
            (0..2).map(|_| connections.begin(network("192.0.2.1")).unwrap()).collect();
        assert!(connections.begin(network("192.0.2.1")).is_none());
        assert!(connections.begin(network("192.0.2.2")).is_some());
        drop(active_request);
        assert!(connections.begin(network("192.0.2.1")).is_some());
    }
}
