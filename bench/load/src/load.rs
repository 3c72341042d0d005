//! The load itself: connections that post envelopes at a pace.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use balefire_protocol::dsn::Dsn;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use crate::envelope::Template;
use crate::event_id::EventIds;
use crate::http::{Answer, Connection, ExchangeError};
use crate::pace::Pace;
use crate::tally::Tally;

/// Pause before a broken connection is made anew.
const PAUSE: Duration = Duration::from_millis(5);

/// The server has an address that this program does not speak.
#[derive(Debug, thiserror::Error)]
#[error("{0} does not begin with http://")]
pub struct NotHttp(String);

/// Where to send.
#[derive(Debug, Clone)]
pub struct Target {
    /// `host:port`
    pub address: String,
    /// Path and query of the envelope endpoint, with the key where browsers put it.
    pub path: String,
}

/// What to send, and how.
#[derive(Debug)]
pub struct Load {
    pub target: Target,
    pub template: Template,
    pub connections: usize,
    pub time: Duration,
    pub pace: Pace,
}

/// What came of it.
#[derive(Debug)]
pub struct Ran {
    /// The answers.
    pub tally: Tally,
    /// Time until the last answer.
    pub time: Duration,
    /// How many requests were meant to be started, in an open loop.
    pub offered: Option<u64>,
    /// How many were.
    pub sent: u64,
}

struct Shared {
    load: Load,
    ids: EventIds,
    start: Instant,
    next: AtomicU64,
    sent: AtomicU64,
    tally: Mutex<Tally>,
}

impl Target {
    /// The server of a DSN.
    pub fn of(dsn: &Dsn) -> Result<Self, NotHttp> {
        let address = dsn.origin.strip_prefix("http://").ok_or_else(|| NotHttp(dsn.origin.clone()))?;
        let query = format!("sentry_version=7&sentry_key={}&sentry_client=balefire-load", dsn.public_key);
        let path = format!("{}/api/{}/envelope/?{query}", dsn.path, dsn.project_id);
        Ok(Self { address: address.into(), path })
    }
}

/// Sends until the time is over and the last answer is there.
pub async fn run(load: Load) -> Ran {
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let shared = Arc::new(Shared {
        #[expect(clippy::cast_possible_truncation, reason = "the digits that change are kept")]
        ids: EventIds::new(seed.as_nanos() as u64),
        start: Instant::now(),
        next: AtomicU64::new(0),
        sent: AtomicU64::new(0),
        tally: Mutex::default(),
        load,
    });
    let connections = (0..shared.load.connections).map(|_| send(Arc::clone(&shared)));
    connections.collect::<JoinSet<()>>().join_all().await;
    Ran {
        time: shared.start.elapsed(),
        offered: shared.load.pace.offered(shared.load.time),
        sent: shared.sent.load(Ordering::Relaxed),
        tally: std::mem::take(&mut *shared.tally()),
    }
}

/// The life of a connection.
async fn send(shared: Arc<Shared>) {
    let Load { target, pace, time, .. } = &shared.load;
    let mut connection = None;
    loop {
        let n = shared.next.fetch_add(1, Ordering::Relaxed);
        let now = shared.start.elapsed();
        let due = pace.due(n, now);
        // An open loop that lags behind ends with it: what it did not send counts as offered and not sent.
        if due.max(now) >= *time {
            return;
        }
        let due = shared.start + due;
        // A timer takes up to 1 ms even where the time has come.
        if due > Instant::now() {
            sleep_until(due).await;
        }
        let request = shared.request();
        shared.sent.fetch_add(1, Ordering::Relaxed);
        let sent = Instant::now();
        match ask(&mut connection, &target.address, &request).await {
            Ok(answer) => {
                shared.tally().answered(answer.status, due.elapsed(), sent.elapsed());
                if answer.is_last {
                    connection = None;
                }
            }
            Err(_) => {
                shared.tally().broken += 1;
                connection = None;
                sleep(PAUSE).await;
            }
        }
    }
}

async fn ask(
    connection: &mut Option<Connection>,
    address: &str,
    request: &[u8],
) -> Result<Answer, ExchangeError> {
    let open = match connection {
        Some(open) => open,
        None => connection.insert(Connection::open(address).await?),
    };
    open.ask(request).await
}

impl Shared {
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request as browsers send it.
    fn request(&self) -> Vec<u8> {
        let Load { target, template, .. } = &self.load;
        let body = template.body(&self.ids.next());
        let mut request = Vec::with_capacity(body.len() + 512);
        // Writing to a vector cannot fail.
        let _ = write!(
            request,
            "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: text/plain;charset=UTF-8\r\n\
             Origin: http://shop.example\r\nReferer: http://shop.example/\r\n\
             User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/130.0.0.0 Safari/537.36\r\nContent-Length: {}\r\n",
            target.path,
            target.address,
            body.len(),
        );
        if let Some(encoding) = template.encoding() {
            let _ = write!(request, "Content-Encoding: {encoding}\r\n");
        }
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(&body);
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_has_the_key_in_its_query() {
        let target = Target::of(&Dsn::parse("http://abc@127.0.0.1:8787/7").unwrap()).unwrap();
        assert_eq!(target.address, "127.0.0.1:8787");
        assert_eq!(
            target.path,
            "/api/7/envelope/?sentry_version=7&sentry_key=abc&sentry_client=balefire-load"
        );
        assert!(Target::of(&Dsn::parse("https://abc@errors.example/7").unwrap()).is_err());
    }
}
