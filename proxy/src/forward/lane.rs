//! The way of one project to its upstream: one envelope after the other.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use balefire_protocol::dsn::Dsn;
use flate2::Compression;
use flate2::write::GzEncoder;
use ureq::Agent;

use super::answer::{Next, back_off, next};
use super::limits::Limits;
use super::outgoing::without;
use crate::category::Category;
use crate::config::Live;
use crate::model::project::Project;
use crate::outcome::{DiscardReason, Outcome, Outcomes};
use crate::store::{Forward, Store};

/// Most envelopes taken from the store at once.
const PAGE: u32 = 50;
/// How often to look for more.
const LOOK: Duration = Duration::from_secs(1);
/// Longest time for a connection, and for all of a request.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(30);
/// Largest answer that is read.
const ANSWER: u64 = 64 << 10;

/// The way of a project to its upstream.
pub(super) struct Lane {
    project_id: i64,
    slug: String,
    store: Arc<dyn Store>,
    live: Arc<Live>,
    outcomes: Arc<Outcomes>,
    stopping: Arc<AtomicBool>,
    agent: Agent,
    limits: Limits,
    failures: u32,
}

/// How far an envelope has come.
enum Way {
    Gone,
    /// It is tried again after this time.
    Here(Duration),
}

impl Lane {
    pub(super) fn new(
        project: &Project,
        store: &Arc<dyn Store>,
        live: &Arc<Live>,
        outcomes: &Arc<Outcomes>,
        stopping: &Arc<AtomicBool>,
    ) -> Self {
        let agent = Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(CLIENT)
            .build();
        Self {
            project_id: project.id,
            slug: project.slug.clone(),
            store: Arc::clone(store),
            live: Arc::clone(live),
            outcomes: Arc::clone(outcomes),
            stopping: Arc::clone(stopping),
            agent: agent.new_agent(),
            limits: Limits::default(),
            failures: 0,
        }
    }

    /// Sends until told to stop, or until the project has no upstream any more.
    pub(super) fn run(mut self, wakes: &Receiver<()>) {
        let mut not_before = Instant::now();
        let mut asked = None;
        while !self.stopping.load(Ordering::Relaxed) {
            let Some(upstream) = self.live.get().project(&self.slug).upstream.clone() else { return };
            if asked.as_ref() != Some(&upstream) {
                // Another one: it has said nothing yet.
                (self.limits, self.failures, not_before) = (Limits::default(), 0, Instant::now());
                asked = Some(upstream.clone());
            }
            let pause = not_before.saturating_duration_since(Instant::now());
            if !pause.is_zero() {
                // Woken by what is new, which has to wait too, or by the end.
                let _ = wakes.recv_timeout(pause.min(LOOK));
                continue;
            }
            match self.send_page(upstream.expose()) {
                Ok((0, None)) => {
                    let _ = wakes.recv_timeout(LOOK);
                }
                Ok((_, pause)) => not_before = Instant::now() + pause.unwrap_or_default(),
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        project = self.slug,
                        "cannot read what is to be forwarded"
                    );
                    not_before = Instant::now() + LOOK;
                }
            }
        }
    }

    /// Sends some envelopes; how many are gone, and how long to wait if one is not.
    fn send_page(&mut self, upstream: &Dsn) -> Result<(usize, Option<Duration>), crate::store::StoreError> {
        let page = self.store.forwards(self.project_id, PAGE)?;
        let (mut gone, mut last, mut pause) = (0, None, None);
        for forward in page {
            if self.stopping.load(Ordering::Relaxed) {
                break;
            }
            match self.send(&forward, upstream) {
                Way::Gone => (gone, last) = (gone + 1, Some(forward.id)),
                Way::Here(wait) => {
                    pause = Some(wait);
                    break;
                }
            }
        }
        if let Some(last) = last {
            // If this fails they are sent again; a Sentry knows them by their ids.
            self.store.forwarded(self.project_id, last)?;
        }
        Ok((gone, pause))
    }

    fn send(&mut self, forward: &Forward, upstream: &Dsn) -> Way {
        let now = Instant::now();
        let refused = |category| self.limits.is_refused(category, now);
        let (envelope, kept, left_out) = without(&forward.envelope, refused);
        let Some(envelope) = envelope else {
            self.count(Outcome::RateLimited(DiscardReason::Upstream), &left_out);
            return Way::Gone;
        };
        if let Some(wait) = self.limits.wait(&kept, now) {
            return Way::Here(wait);
        }
        let status = match self.post(&envelope, upstream) {
            Ok(status) => status,
            Err(error) => return self.later(&error),
        };
        match next(status) {
            Next::Taken => {
                self.failures = 0;
                self.count(Outcome::Accepted, &kept);
                self.count(Outcome::RateLimited(DiscardReason::Upstream), &left_out);
                Way::Gone
            }
            Next::Refused => {
                self.failures = 0;
                tracing::warn!(project = self.slug, status, "the upstream refuses an envelope");
                self.count(Outcome::Invalid(DiscardReason::Upstream), &kept);
                self.count(Outcome::RateLimited(DiscardReason::Upstream), &left_out);
                Way::Gone
            }
            // What it said of its limits was learnt: they say how long, or, asked again, that it is let go.
            Next::Limited => match self.limits.wait(&kept, now) {
                Some(wait) => Way::Here(wait.min(LOOK)),
                None => self.later("status 429, and no limit that says how long"),
            },
            Next::Later => self.later(&format!("status {status}")),
        }
    }

    fn later(&mut self, why: &str) -> Way {
        self.failures = self.failures.saturating_add(1);
        let wait = back_off(self.failures);
        tracing::warn!(project = self.slug, why, ?wait, "the upstream takes nothing; what is for it waits");
        Way::Here(wait)
    }

    /// The status of the answer, from whose headers the limits are learnt. An error names no address: it holds the key.
    fn post(&mut self, envelope: &[u8], upstream: &Dsn) -> Result<u16, String> {
        let mut body = GzEncoder::new(Vec::new(), Compression::fast());
        let body =
            body.write_all(envelope).and_then(|()| body.finish()).map_err(|error| error.to_string())?;
        let key = &upstream.public_key;
        let auth = format!("Sentry sentry_version=7, sentry_client={CLIENT}, sentry_key={key}");
        let request = self.agent.post(upstream.envelope_url());
        let request = request.header("content-type", "application/x-sentry-envelope");
        let request = request.header("content-encoding", "gzip").header("x-sentry-auth", auth);
        let mut answer = request.send(&body).map_err(|error| failure(&error))?;
        let status = answer.status().as_u16();
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let (limits, retry_after) = (header("x-sentry-rate-limits"), header("retry-after"));
        self.limits.learn(status == 429, limits, retry_after, Instant::now());
        // Read, so that the connection can be used again; what it says is of no concern.
        let _ = answer.body_mut().with_config().limit(ANSWER).read_to_vec();
        Ok(status)
    }

    fn count(&self, outcome: Outcome, categories: &[Category]) {
        for category in categories {
            self.outcomes.count(outcome, *category, 1);
        }
    }
}

/// As what it sends.
const CLIENT: &str = concat!("balefire-proxy/", env!("CARGO_PKG_VERSION"));

fn failure(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "no answer in time".into(),
        ureq::Error::Io(error) => error.to_string(),
        ureq::Error::HostNotFound => "its host is not known".into(),
        ureq::Error::ConnectionFailed => "no connection".into(),
        ureq::Error::Tls(why) => format!("tls: {why}"),
        _ => "no answer that could be read".into(),
    }
}
