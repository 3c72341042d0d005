//! Forwards the envelopes of one project to its upstream, one after the other.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use balefire_protocol::category::Category;
use balefire_protocol::dsn::Dsn;
use flate2::Compression;
use flate2::write::GzEncoder;
use ipnet::IpNet;

use super::upstream_envelope::without_categories;
use super::upstream_limits::UpstreamLimits;
use super::upstream_response::{Response, back_off, interpret};
use crate::config::Live;
use crate::model::project::Project;
use crate::outcome::{DiscardReason, Outcome, Outcomes};
use crate::outgoing::guard::AddressGuard;
use crate::outgoing::{Client, RequestError, RequestLimits};
use crate::store::{Forward, ForwardQueue};
use crate::tasks::Control;

/// Most envelopes taken from the store at once.
const PAGE: u32 = 50;
/// How often the store is asked for more envelopes.
const POLL: Duration = Duration::from_secs(1);
/// An upstream may take its time. Of its response only status and headers count.
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
    limits: UpstreamLimits,
    failures: u32,
}

/// The result of sending an envelope.
enum Sent {
    /// The upstream has accepted or rejected the envelope.
    Done,
    /// The envelope is sent again after this time.
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
            limits: UpstreamLimits::default(),
            failures: 0,
        }
    }

    /// Sends until the task is stopped, or until the project's configuration has no upstream.
    pub(super) fn run(mut self, control: &Control) {
        let mut not_before = Instant::now();
        let mut current = None;
        while !control.is_stopping() {
            let config = self.live.get();
            let Some(upstream) = config.project(&self.slug).upstream.clone() else { return };
            let is_other_guard = config.outgoing.allow_private != self.allow_private;
            if is_other_guard {
                self.allow_private.clone_from(&config.outgoing.allow_private);
                self.client = Client::new(AddressGuard::new(&self.allow_private), LIMITS);
            }
            drop(config);
            if is_other_guard || current.as_ref() != Some(&upstream) {
                // Another one, or one that may be current by now: it has said nothing yet.
                (self.limits, self.failures, not_before) = (UpstreamLimits::default(), 0, Instant::now());
                current = Some(upstream.clone());
            }
            let pause = not_before.saturating_duration_since(Instant::now());
            if !pause.is_zero() {
                // A new envelope ends this wait early; it has to wait for the same limits.
                control.wait(pause.min(POLL));
                continue;
            }
            match self.send_page(upstream.expose(), control) {
                Ok((0, None)) => {
                    control.wait(POLL);
                }
                Ok((_, pause)) => not_before = Instant::now() + pause.unwrap_or_default(),
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        project = self.slug,
                        "forward queue not read"
                    );
                    not_before = Instant::now() + POLL;
                }
            }
        }
    }

    /// Sends a page of envelopes. Returns how many are done, and how long to wait if one is not.
    fn send_page(
        &mut self,
        upstream: &Dsn,
        control: &Control,
    ) -> Result<(usize, Option<Duration>), crate::store::StoreError> {
        let page = self.store.forwards(self.project_id, PAGE)?;
        let (mut done, mut last, mut pause) = (0, None, None);
        for forward in page {
            if control.is_stopping() {
                break;
            }
            match self.send(&forward, upstream) {
                Sent::Done => (done, last) = (done + 1, Some(forward.id)),
                Sent::RetryAfter(wait) => {
                    pause = Some(wait);
                    break;
                }
            }
        }
        if let Some(last) = last {
            // If this fails, the envelopes are sent again. A Sentry drops events whose id it has.
            self.store.acknowledge_forwarded(self.project_id, last)?;
        }
        Ok((done, pause))
    }

    fn send(&mut self, forward: &Forward, upstream: &Dsn) -> Sent {
        let now = Instant::now();
        let refused = |category| self.limits.is_dropped(category, now);
        let (envelope, kept, left_out) = without_categories(&forward.envelope, refused);
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
        match interpret(status) {
            Response::Accepted => {
                self.failures = 0;
                self.count(Outcome::Accepted, &kept);
                self.count(Outcome::RateLimited(DiscardReason::Upstream), &left_out);
                Sent::Done
            }
            Response::Rejected => {
                self.failures = 0;
                tracing::warn!(project = self.slug, status, "upstream rejected an envelope");
                self.count(Outcome::Invalid(DiscardReason::Upstream), &kept);
                self.count(Outcome::RateLimited(DiscardReason::Upstream), &left_out);
                Sent::Done
            }
            // The limits of the response say how long to wait, or that the next try drops the items.
            Response::RateLimited => match self.limits.wait(&kept, now) {
                Some(wait) => Sent::RetryAfter(wait.min(POLL)),
                None => self.retry_later("status 429 without a limit for these categories"),
            },
            Response::Unavailable => self.retry_later(&format!("status {status}")),
        }
    }

    fn retry_later(&mut self, why: &str) -> Sent {
        self.failures = self.failures.saturating_add(1);
        let wait = back_off(self.failures);
        tracing::warn!(project = self.slug, why, ?wait, "upstream unavailable, forwarding paused");
        Sent::RetryAfter(wait)
    }

    /// Posts an envelope, and takes over the limits of the response. Returns its status. The error never contains the
    /// address, because the key is in it.
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
        let response = self
            .client
            .post(&upstream.envelope_url(), &headers, &body)
            .map_err(|error: RequestError| error.to_string())?;
        let status = response.status;
        let (limits, retry_after) = (response.header("x-sentry-rate-limits"), response.header("retry-after"));
        self.limits.update(status == 429, limits, retry_after, Instant::now());
        Ok(status)
    }

    fn count(&self, outcome: Outcome, categories: &[Category]) {
        for category in categories {
            self.outcomes.count(outcome, *category, 1);
        }
    }
}

/// Name of the client in `User-Agent` and `X-Sentry-Auth`.
const CLIENT: &str = concat!("balefire-proxy/", env!("CARGO_PKG_VERSION"));
