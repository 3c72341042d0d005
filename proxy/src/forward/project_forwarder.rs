//! Forwards the envelopes of one project to its upstream, one after the other.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use balefire_protocol::dsn::Dsn;
use flate2::Compression;
use flate2::write::GzEncoder;
use ureq::Agent;

use super::outgoing::without_categories;
use super::upstream_limits::UpstreamLimits;
use super::upstream_response::{Response, back_off, interpret};
use crate::config::Live;
use crate::model::project::Project;
use crate::outcome::{DiscardReason, Outcome, Outcomes};
use crate::store::{Forward, ForwardQueue};
use crate::tasks::Control;
use balefire_protocol::category::Category;

/// Most envelopes taken from the store at once.
const PAGE: u32 = 50;
/// How often the store is asked for more envelopes.
const POLL: Duration = Duration::from_secs(1);
/// Longest time until a connection is open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest time of a request, from the connection to the end of the response.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// Most bytes of a response body that are read.
const RESPONSE_BYTES: u64 = 64 << 10;

/// Sends the envelopes of a project to its upstream.
pub(super) struct ProjectForwarder {
    project_id: i64,
    slug: String,
    store: Arc<dyn ForwardQueue>,
    live: Arc<Live>,
    outcomes: Arc<Outcomes>,
    agent: Agent,
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
        let agent = Agent::config_builder()
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_global(Some(REQUEST_TIMEOUT))
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
            agent: agent.new_agent(),
            limits: UpstreamLimits::default(),
            failures: 0,
        }
    }

    /// Sends until the task is stopped, or until the project's configuration has no upstream.
    pub(super) fn run(mut self, control: &Control) {
        let mut not_before = Instant::now();
        let mut current = None;
        while !control.is_stopping() {
            let Some(upstream) = self.live.get().project(&self.slug).upstream.clone() else { return };
            if current.as_ref() != Some(&upstream) {
                // The limits and failures of one upstream say nothing about another.
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
        let request = self.agent.post(upstream.envelope_url());
        let request = request.header("content-type", "application/x-sentry-envelope");
        let request = request.header("content-encoding", "gzip").header("x-sentry-auth", auth);
        let mut response = request.send(&body).map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let (limits, retry_after) = (header("x-sentry-rate-limits"), header("retry-after"));
        self.limits.update(status == 429, limits, retry_after, Instant::now());
        // The body is read only so that the connection can be used again.
        let _ = response.body_mut().with_config().limit(RESPONSE_BYTES).read_to_vec();
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

fn failure(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "timeout".into(),
        ureq::Error::Io(error) => error.to_string(),
        ureq::Error::HostNotFound => "unknown host".into(),
        ureq::Error::ConnectionFailed => "no connection".into(),
        ureq::Error::Tls(why) => format!("tls: {why}"),
        _ => "response not readable".into(),
    }
}
