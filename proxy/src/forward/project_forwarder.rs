//! Forwards what one project was sent to its upstream, one envelope after the other.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use balefire_protocol::dsn::Dsn;
use flate2::Compression;
use flate2::write::GzEncoder;
use ipnet::IpNet;

use super::answer::{Next, back_off, next};
use super::limits::Limits;
use super::outgoing::without;
use crate::category::Category;
use crate::config::Live;
use crate::model::project::Project;
use crate::outcome::{DiscardReason, Outcome, Outcomes};
use crate::outgoing::guard::AddressGuard;
use crate::outgoing::{Client, RequestError, RequestLimits};
use crate::store::{Forward, ForwardQueue};
use crate::tasks::Control;

/// Most envelopes taken from the store at once.
const PAGE: u32 = 50;
/// How often to look for more.
const LOOK: Duration = Duration::from_secs(1);
/// An upstream may take its time; its answer is of no concern but for its headers.
const LIMITS: RequestLimits =
    RequestLimits { connect: Duration::from_secs(5), whole: Duration::from_secs(30), answer: 64 << 10 };

/// Sends the envelopes of a project to its upstream.
pub(super) struct ProjectForwarder {
    project_id: i64,
    slug: String,
    store: Arc<dyn ForwardQueue>,
    live: Arc<Live>,
    outcomes: Arc<Outcomes>,
    client: Client,
    allow_private: Vec<IpNet>,
    limits: Limits,
    failures: u32,
}

/// What became of an envelope.
enum Sent {
    /// The upstream has it, or will never take it.
    Done,
    /// It is sent again after this time.
    RetryAfter(Duration),
}

impl ProjectForwarder {
    pub(super) fn new(
        project: &Project,
        store: &Arc<dyn ForwardQueue>,
        live: &Arc<Live>,
        outcomes: &Arc<Outcomes>,
    ) -> Self {
        let allow_private = live.get().outgoing.allow_private.clone();
        Self {
            project_id: project.id,
            slug: project.slug.clone(),
            store: Arc::clone(store),
            live: Arc::clone(live),
            outcomes: Arc::clone(outcomes),
            client: Client::new(AddressGuard::new(&allow_private), LIMITS),
            allow_private,
            limits: Limits::default(),
            failures: 0,
        }
    }

    /// Sends until told to stop, or until the project has no upstream any more.
    pub(super) fn run(mut self, control: &Control) {
        let mut not_before = Instant::now();
        let mut asked = None;
        while !control.is_stopping() {
            let config = self.live.get();
            let Some(upstream) = config.project(&self.slug).upstream.clone() else { return };
            let is_other_guard = config.outgoing.allow_private != self.allow_private;
            if is_other_guard {
                self.allow_private.clone_from(&config.outgoing.allow_private);
                self.client = Client::new(AddressGuard::new(&self.allow_private), LIMITS);
            }
            drop(config);
            if is_other_guard || asked.as_ref() != Some(&upstream) {
                // Another one, or one that may be asked by now: it has said nothing yet.
                (self.limits, self.failures, not_before) = (Limits::default(), 0, Instant::now());
                asked = Some(upstream.clone());
            }
            let pause = not_before.saturating_duration_since(Instant::now());
            if !pause.is_zero() {
                // Woken by what is new, which has to wait too, or by the end.
                control.wait(pause.min(LOOK));
                continue;
            }
            match self.send_page(upstream.expose(), control) {
                Ok((0, None)) => {
                    control.wait(LOOK);
                }
                Ok((_, pause)) => not_before = Instant::now() + pause.unwrap_or_default(),
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        project = self.slug,
                        "forward queue not read"
                    );
                    not_before = Instant::now() + LOOK;
                }
            }
        }
    }

    /// Sends some envelopes; how many are gone, and how long to wait if one is not.
    fn send_page(
        &mut self,
        upstream: &Dsn,
        control: &Control,
    ) -> Result<(usize, Option<Duration>), crate::store::StoreError> {
        let page = self.store.forwards(self.project_id, PAGE)?;
        let (mut gone, mut last, mut pause) = (0, None, None);
        for forward in page {
            if control.is_stopping() {
                break;
            }
            match self.send(&forward, upstream) {
                Sent::Done => (gone, last) = (gone + 1, Some(forward.id)),
                Sent::RetryAfter(wait) => {
                    pause = Some(wait);
                    break;
                }
            }
        }
        if let Some(last) = last {
            // If this fails they are sent again; a Sentry knows them by their ids.
            self.store.acknowledge_forwarded(self.project_id, last)?;
        }
        Ok((gone, pause))
    }

    fn send(&mut self, forward: &Forward, upstream: &Dsn) -> Sent {
        let now = Instant::now();
        let refused = |category| self.limits.is_refused(category, now);
        let (envelope, kept, left_out) = without(&forward.envelope, refused);
        let Some(envelope) = envelope else {
            self.count(Outcome::RateLimited(DiscardReason::Upstream), &left_out);
            return Sent::Done;
        };
        if let Some(wait) = self.limits.wait(&kept, now) {
            return Sent::RetryAfter(wait);
        }
        let status = match self.post(&envelope, upstream) {
            Ok(status) => status,
            Err(error) => return self.retry_later(&error),
        };
        match next(status) {
            Next::Taken => {
                self.failures = 0;
                self.count(Outcome::Accepted, &kept);
                self.count(Outcome::RateLimited(DiscardReason::Upstream), &left_out);
                Sent::Done
            }
            Next::Refused => {
                self.failures = 0;
                tracing::warn!(project = self.slug, status, "upstream refused an envelope");
                self.count(Outcome::Invalid(DiscardReason::Upstream), &kept);
                self.count(Outcome::RateLimited(DiscardReason::Upstream), &left_out);
                Sent::Done
            }
            // What it said of its limits was learnt: they say how long, or, asked again, that it is let go.
            Next::Limited => match self.limits.wait(&kept, now) {
                Some(wait) => Sent::RetryAfter(wait.min(LOOK)),
                None => self.retry_later("status 429, and no limit that says how long"),
            },
            Next::Later => self.retry_later(&format!("status {status}")),
        }
    }

    fn retry_later(&mut self, why: &str) -> Sent {
        self.failures = self.failures.saturating_add(1);
        let wait = back_off(self.failures);
        tracing::warn!(project = self.slug, why, ?wait, "upstream not reached, forwarding paused");
        Sent::RetryAfter(wait)
    }

    /// The status of the answer, from whose headers the limits are learnt. An error names no address: it holds the key.
    fn post(&mut self, envelope: &[u8], upstream: &Dsn) -> Result<u16, String> {
        let mut body = GzEncoder::new(Vec::new(), Compression::fast());
        let body =
            body.write_all(envelope).and_then(|()| body.finish()).map_err(|error| error.to_string())?;
        let key = &upstream.public_key;
        let auth = format!("Sentry sentry_version=7, sentry_client={CLIENT}, sentry_key={key}");
        let headers = [
            ("content-type", "application/x-sentry-envelope"),
            ("content-encoding", "gzip"),
            ("x-sentry-auth", auth.as_str()),
        ];
        let answer = self
            .client
            .post(&upstream.envelope_url(), &headers, &body)
            .map_err(|error: RequestError| error.to_string())?;
        let status = answer.status;
        let (limits, retry_after) = (answer.header("x-sentry-rate-limits"), answer.header("retry-after"));
        self.limits.learn(status == 429, limits, retry_after, Instant::now());
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
