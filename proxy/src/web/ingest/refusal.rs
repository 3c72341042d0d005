//! The reasons to refuse a request, with their status, their counted reason and their headers.

use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use balefire_protocol::category::Category;
use balefire_protocol::envelope::ParseEnvelopeError;

use crate::admission::rate_limited::{LimitReason, LimitScope, RateLimited};
use crate::inbox::InboxError;
use crate::items::ItemTooLarge;
use crate::log_limiter::LogLimiter;
use crate::outcome::{DiscardReason, Outcome};
use crate::process::{REPORT, ReportsError};
use crate::web::ingest::batch::{ExpandError, ParseBatchError};
use crate::web::ingest::unsupported_body::UnsupportedBody;
use crate::web::json_response;

/// Time that a client should wait when the disk or the worker does not keep up. A second or two would do, but clients
/// wait for a minute if no time is named:
/// <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>.
const RETRY: Duration = Duration::from_secs(5);

/// A reason to refuse a request.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Neither the query, nor a header, nor the envelope names a key.
    #[error("no key: it belongs into the query (sentry_key), X-Sentry-Auth or the envelope's dsn")]
    MissingKey,
    /// The key is not one of the project's.
    #[error("the key is not one of this project's")]
    UnknownKey,
    /// The project's `origins` do not cover the page.
    #[error("pages of this origin may not send to this project")]
    Origin,
    /// The project's `allow_ips` or `deny_ips` exclude the address.
    #[error("this address may not send to this project")]
    Address,
    /// There is no such project.
    #[error("there is no such project")]
    UnknownProject,
    /// The body as sent is over its limit.
    #[error("the body is larger than {0} bytes")]
    Body(usize),
    /// The body as decompressed is over its limit.
    #[error("the decompressed body is larger than {0} bytes")]
    Decompressed(usize),
    /// An item is over a limit of its kind.
    #[error("{0}")]
    Item(#[from] ItemTooLarge),
    /// The envelope has too many items.
    #[error("too many items in the envelope, the limit is {0}")]
    Items(usize),
    /// The header of the envelope, or of an item, is over its limit.
    #[error("a header of the envelope is larger than {0} bytes")]
    Header(usize),
    /// A report is over its limit.
    #[error("a report is larger than {0} bytes")]
    Report(usize),
    /// The list has too many reports.
    #[error("too many reports in the list, the limit is {0}")]
    Reports(usize),
    /// The `Content-Encoding` is unknown to this server.
    #[error("unknown content-encoding; known are gzip, deflate, br and zstd")]
    UnknownEncoding,
    /// The body cannot be decoded by its `Content-Encoding`.
    #[error("the body is not valid {0}")]
    BadEncoding(&'static str),
    /// The body cannot be read as an envelope.
    #[error("{0}")]
    Malformed(#[source] ParseEnvelopeError),
    /// The body cannot be read as a batch of envelopes.
    #[error("{0}")]
    Batch(#[source] ParseBatchError),
    /// An envelope of a batch cannot be expanded.
    #[error("{0}")]
    Unexpandable(#[source] ExpandError),
    /// The envelopes of a batch are over the limit of a body once they are expanded.
    #[error("the expanded envelopes of the batch are larger than {0} bytes")]
    Expanded(usize),
    /// The body cannot be read as an event.
    #[error("the body is neither the json of an event nor base64 of it in zlib")]
    NoEvent,
    /// The body cannot be read as a report or a list of reports.
    #[error("the body is not the json of a report, nor of a list of reports")]
    NoReport,
    /// The body did not arrive in time.
    #[error("the body did not come in time")]
    Slow,
    /// The body broke off.
    #[error("the body broke off")]
    BrokenOff,
    /// A kind of body that is not taken.
    #[error(transparent)]
    Unsupported(#[from] UnsupportedBody),
    /// A limit was hit.
    #[error("{0}")]
    RateLimited(RateLimited),
    /// The inbox cannot write to its disk.
    #[error("the envelope cannot be stored; try again later")]
    Disk(#[source] InboxError),
}

impl Refusal {
    /// A limit of the whole server.
    pub(in crate::web) fn busy(reason: LimitReason) -> Self {
        Self::busy_of(LimitScope::Organization, reason)
    }

    /// A limit of the server or of one project.
    pub(in crate::web) fn busy_of(scope: LimitScope, reason: LimitReason) -> Self {
        Self::RateLimited(RateLimited::new(RETRY, scope, reason))
    }

    /// The answer's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.classify().0
    }

    /// The status of an envelope in the answer to a batch: it is sent again (429), or never (400).
    pub(super) fn status_in_batch(&self) -> StatusCode {
        match self.status() {
            StatusCode::TOO_MANY_REQUESTS => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The metric label.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.reason().code()
    }

    /// The outcome that is counted.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let is_temporary = matches!(self, Self::RateLimited(_));
        if is_temporary { Outcome::RateLimited(self.reason()) } else { Outcome::Invalid(self.reason()) }
    }

    /// The data category that is counted.
    #[must_use]
    pub fn category(&self) -> Category {
        match self {
            Self::RateLimited(limited) => limited.category.unwrap_or(Category::Request),
            Self::Unsupported(body) => body.category(),
            _ => Category::Request,
        }
    }

    /// How many items are counted.
    #[must_use]
    pub fn quantity(&self) -> u64 {
        if let Self::RateLimited(limited) = self { limited.refused } else { 1 }
    }

    /// The limit that was hit, if it is one.
    pub(super) fn limited(&self) -> Option<&RateLimited> {
        if let Self::RateLimited(limited) = self { Some(limited) } else { None }
    }

    /// Logs the refusal. Limits and disk errors concern the operator and are logged now and then; a client's fault is
    /// a debug line.
    pub fn log(&self, log_limiter: &LogLimiter) {
        let (code, error) = (self.code(), self as &dyn std::error::Error);
        let allow = || log_limiter.allow(code, Instant::now());
        match self {
            Self::Disk(_) => {
                if let Some(suppressed) = allow() {
                    tracing::error!(code, error, suppressed, "request refused");
                }
            }
            Self::RateLimited(_) => {
                if let Some(suppressed) = allow() {
                    tracing::warn!(code, error, suppressed, "request refused");
                }
            }
            _ => tracing::debug!(code, error, "request refused"),
        }
    }

    fn reason(&self) -> DiscardReason {
        self.classify().1
    }

    /// The status and the counted reason. Several refusals share a reason and differ in their status.
    fn classify(&self) -> (StatusCode, DiscardReason) {
        match self {
            Self::MissingKey => (StatusCode::UNAUTHORIZED, DiscardReason::MissingKey),
            Self::UnknownKey => (StatusCode::FORBIDDEN, DiscardReason::UnknownKey),
            Self::Origin => (StatusCode::FORBIDDEN, DiscardReason::Origin),
            Self::Address => (StatusCode::FORBIDDEN, DiscardReason::Address),
            Self::UnknownProject => (StatusCode::NOT_FOUND, DiscardReason::UnknownProject),
            Self::Body(_)
            | Self::Decompressed(_)
            | Self::Item(_)
            | Self::Items(_)
            | Self::Header(_)
            | Self::Report(_)
            | Self::Reports(_)
            | Self::Expanded(_)
            | Self::Batch(ParseBatchError::HeaderSize(_) | ParseBatchError::TooMany { .. }) => {
                (StatusCode::PAYLOAD_TOO_LARGE, DiscardReason::TooLarge)
            }
            Self::UnknownEncoding => (StatusCode::UNSUPPORTED_MEDIA_TYPE, DiscardReason::BadEncoding),
            Self::BadEncoding(_) => (StatusCode::BAD_REQUEST, DiscardReason::BadEncoding),
            Self::Malformed(_)
            | Self::NoEvent
            | Self::NoReport
            | Self::Unexpandable(_)
            | Self::Batch(
                ParseBatchError::Version
                | ParseBatchError::Member(_)
                | ParseBatchError::Length
                | ParseBatchError::Members(_)
                | ParseBatchError::Breadcrumb(_)
                | ParseBatchError::Stack(_),
            ) => (StatusCode::BAD_REQUEST, DiscardReason::Malformed),
            Self::Unsupported(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, DiscardReason::Unsupported),
            Self::Slow => (StatusCode::REQUEST_TIMEOUT, DiscardReason::Incomplete),
            Self::BrokenOff => (StatusCode::BAD_REQUEST, DiscardReason::Incomplete),
            Self::RateLimited(limit) => (StatusCode::TOO_MANY_REQUESTS, limit.reason.into()),
            Self::Disk(_) => (StatusCode::SERVICE_UNAVAILABLE, DiscardReason::DiskError),
        }
    }
}

impl From<LimitReason> for DiscardReason {
    fn from(reason: LimitReason) -> Self {
        match reason {
            LimitReason::QueueFull => Self::QueueFull,
            LimitReason::Backlog => Self::Backlog,
            LimitReason::Rate => Self::Rate,
            LimitReason::Quota => Self::Quota,
            LimitReason::Spike => Self::Spike,
            LimitReason::Connections => Self::Connections,
        }
    }
}

impl From<ParseEnvelopeError> for Refusal {
    fn from(error: ParseEnvelopeError) -> Self {
        match error {
            ParseEnvelopeError::Items(most) => Self::Items(most),
            ParseEnvelopeError::HeaderSize(most) => Self::Header(most),
            ParseEnvelopeError::Header
            | ParseEnvelopeError::ItemHeader(_)
            | ParseEnvelopeError::Length(_) => Self::Malformed(error),
        }
    }
}

impl From<ParseBatchError> for Refusal {
    fn from(error: ParseBatchError) -> Self {
        Self::Batch(error)
    }
}

impl From<ExpandError> for Refusal {
    fn from(error: ExpandError) -> Self {
        match error {
            ExpandError::Envelope(error) => error.into(),
            ExpandError::Size(most) => Self::Expanded(most),
            ExpandError::Header | ExpandError::Member(_) | ExpandError::Payload(_) => {
                Self::Unexpandable(error)
            }
        }
    }
}

impl From<ReportsError> for Refusal {
    fn from(error: ReportsError) -> Self {
        match error {
            ReportsError::NoReport => Self::NoReport,
            ReportsError::TooMany(most) => Self::Reports(most),
            ReportsError::TooLarge => Self::Report(REPORT),
        }
    }
}

impl From<RateLimited> for Refusal {
    fn from(limited: RateLimited) -> Self {
        Self::RateLimited(limited)
    }
}

impl From<InboxError> for Refusal {
    fn from(error: InboxError) -> Self {
        match error {
            InboxError::Full => Self::busy(LimitReason::QueueFull),
            InboxError::Unavailable(_) | InboxError::Damaged(_) | InboxError::ForeignOffset(_) => {
                Self::Disk(error)
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut answer = json_response::detail(self.status(), &self.to_string());
        if let Self::RateLimited(limited) = self {
            answer.headers_mut().insert(header::RETRY_AFTER, limited.seconds.into());
            if let Ok(limits) = limited.header().try_into() {
                answer.headers_mut().insert("x-sentry-rate-limits", limits);
            }
        }
        answer
    }
}
