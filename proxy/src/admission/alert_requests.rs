//! The alerts that are asked for from outside, bounded for each key or token and for each client, by token buckets.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::network::Network;
use crate::config::ProjectRules;

/// Most clients that are told apart. Those beyond share one bucket, so that a flood of addresses needs no memory.
const CLIENTS: usize = 10_000;
/// The period of the limits.
const MINUTE: Duration = Duration::from_secs(60);

/// The buckets of keys, tokens and clients. Only known keys and tokens get one, which bounds their number.
#[derive(Debug, Default)]
pub struct AlertRequests(Mutex<Buckets>);

#[derive(Debug, Default)]
struct Buckets {
    senders: HashMap<AlertSender, Bucket>,
    /// By the client's network; `None` for clients that are not told apart.
    clients: HashMap<Option<Network>, Bucket>,
}

/// The holder of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AlertSender {
    /// A DSN key.
    Key(String),
    /// A token, by its name.
    Token(String),
}

/// A limit that was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertLimit {
    /// Whether it is the client's; else it is that of the key or the token.
    pub is_of_client: bool,
    /// How many it takes in a minute.
    pub per_minute: u32,
    /// When one more is taken, in seconds.
    pub seconds: u64,
}

impl std::fmt::Display for AlertLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let holder = if self.is_of_client { "from this client" } else { "with this key or token" };
        write!(f, "more than {} alerts a minute {holder}", self.per_minute)
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    alerts: f64,
    at: Instant,
}

impl AlertRequests {
    /// Takes one alert of the sender's limit, and of the client's if there is one. A request over one of them leaves the other
    /// as it is.
    pub fn take(
        &self,
        sender: AlertSender,
        client: Option<Network>,
        rules: &ProjectRules,
        now: Instant,
    ) -> Result<(), AlertLimit> {
        let Buckets { senders, clients } = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of_sender, of_client) = (rules.alert_requests_per_minute, rules.alert_requests_per_client);
        // A token is given to a program, which may serve many people.
        let is_counted = matches!(sender, AlertSender::Key(_)) && of_client > 0;
        let sender = (of_sender > 0).then(|| bucket(senders, sender, of_sender, now));
        let mut client = is_counted.then(|| {
            let place = place(clients, client, now);
            bucket(clients, place, of_client, now)
        });
        if let Some(seconds) = client.as_deref().and_then(|bucket| bucket.wait(of_client)) {
            return Err(AlertLimit { is_of_client: true, per_minute: of_client, seconds });
        }
        if let Some(sender) = sender {
            if let Some(seconds) = sender.wait(of_sender) {
                return Err(AlertLimit { is_of_client: false, per_minute: of_sender, seconds });
            }
            sender.alerts -= 1.0;
        }
        if let Some(client) = &mut client {
            client.alerts -= 1.0;
        }
        Ok(())
    }
}

/// Where a client is counted. Clients whose bucket is full again are forgotten when there are too many.
fn place(
    clients: &mut HashMap<Option<Network>, Bucket>,
    client: Option<Network>,
    now: Instant,
) -> Option<Network> {
    if clients.len() < CLIENTS || clients.contains_key(&client) {
        return client;
    }
    clients.retain(|_, bucket| now.saturating_duration_since(bucket.at) < MINUTE);
    if clients.len() < CLIENTS { client } else { None }
}

/// The bucket of a holder, filled up to now.
fn bucket<K: Eq + Hash>(
    all: &mut HashMap<K, Bucket>,
    holder: K,
    per_minute: u32,
    now: Instant,
) -> &mut Bucket {
    let most = f64::from(per_minute);
    let bucket = all.entry(holder).or_insert(Bucket { alerts: most, at: now });
    let passed = now.saturating_duration_since(bucket.at).as_secs_f64() / MINUTE.as_secs_f64();
    bucket.alerts = (bucket.alerts + passed * most).min(most);
    bucket.at = now;
    bucket
}

impl Bucket {
    /// The seconds until there is an alert in it; none if there is one.
    fn wait(&self, per_minute: u32) -> Option<u64> {
        let missing = 1.0 - self.alerts;
        let seconds = missing * MINUTE.as_secs_f64() / f64::from(per_minute);
        (missing > f64::EPSILON).then(|| (seconds.ceil() as u64).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(per_minute: u32, per_client: u32) -> ProjectRules {
        ProjectRules {
            alert_requests_per_minute: per_minute,
            alert_requests_per_client: per_client,
            ..ProjectRules::default()
        }
    }

    fn client(n: u32) -> Option<Network> {
        Some(Network::of(std::net::Ipv4Addr::from(n).into()))
    }

    fn key(name: &str) -> AlertSender {
        AlertSender::Key(name.into())
    }

    #[test]
    fn a_key_is_bounded_however_many_clients_use_it() {
        let (requests, rules, now) = (AlertRequests::default(), rules(6, 2), Instant::now());
        let take = |sender, n, now| requests.take(sender, client(n), &rules, now);
        let taken =
            |sender: AlertSender, now| (0..100).filter(|n| take(sender.clone(), *n, now).is_ok()).count();
        assert_eq!(taken(key("a"), now), 6);
        assert_eq!(taken(key("b"), now), 6);
        let limit = take(key("a"), 200, now).unwrap_err();
        assert_eq!(limit, AlertLimit { is_of_client: false, per_minute: 6, seconds: 10 });
        assert!(take(key("a"), 200, now + Duration::from_secs(limit.seconds)).is_ok());
        assert_eq!(taken(key("a"), now + Duration::from_secs(600)), 6);
    }

    #[test]
    fn a_client_does_not_use_up_the_key() {
        let (requests, rules, now) = (AlertRequests::default(), rules(6, 2), Instant::now());
        let taken = |n| (0..100).filter(|_| requests.take(key("a"), client(n), &rules, now).is_ok()).count();
        assert_eq!((taken(1), taken(2), taken(1)), (2, 2, 0));
        let limit = requests.take(key("a"), client(1), &rules, now).unwrap_err();
        assert_eq!(limit, AlertLimit { is_of_client: true, per_minute: 2, seconds: 30 });
    }

    #[test]
    fn a_token_has_no_limit_of_clients_and_zero_is_none() {
        let (requests, now) = (AlertRequests::default(), Instant::now());
        let taken = |sender: AlertSender, rules: &ProjectRules| {
            (0..100).filter(|_| requests.take(sender.clone(), client(1), rules, now).is_ok()).count()
        };
        assert_eq!(taken(AlertSender::Token("ci".into()), &rules(60, 2)), 60);
        assert_eq!(taken(key("a"), &rules(0, 0)), 100);
    }

    #[test]
    fn memory_for_clients_is_bounded() {
        let (requests, rules, now) = (AlertRequests::default(), rules(0, 1), Instant::now());
        for n in 0..CLIENTS as u32 + 500 {
            let _ = requests.take(key("a"), client(n), &rules, now);
        }
        let clients = || requests.0.lock().unwrap().clients.len();
        assert_eq!(clients(), CLIENTS + 1);
        assert!(requests.take(key("a"), client(1_000_000), &rules, now).is_err(), "they share one bucket");
        let later = now + MINUTE;
        assert!(requests.take(key("a"), client(1_000_001), &rules, later).is_ok());
        assert_eq!(clients(), 1);
    }
}
