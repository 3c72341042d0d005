//! Why an envelope was refused, and how the client is told.

use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use balefire_protocol::envelope::ParseEnvelopeError;

use crate::admission::rate_limited::{Limited, Reason, Scope};
use crate::category::Category;
use crate::inbox::InboxError;
use crate::items::ItemTooLarge;
use crate::log_limiter::LogLimiter;
use crate::outcome::{DiscardReason, Outcome};
use crate::process::{REPORT, ReportsError};
use crate::web::json_response;

/// How long a client should wait when the disk or the worker does not keep up. That is a matter of a second or two;
/// clients that wait at all would otherwise wait for a minute, see
/// <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>.
const RETRY: Duration = Duration::from_secs(5);

/// Why an envelope was refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Neither the query, nor a header, nor the envelope names a key.
    #[error("no key: it belongs into the query (sentry_key), X-Sentry-Auth or the envelope's dsn")]
    MissingKey,
    /// The key is not one of the project's.
    #[error("the key is not one of this project's")]
    UnknownKey,
    /// The page is none of those that may send to the project.
    #[error("pages of this origin may not send to this project")]
    Origin,
    /// The address is none of those that may send to the project.
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
    #[error("the envelope has more than {0} items")]
    Items(usize),
    /// The header of the envelope, or of an item, is over its limit.
    #[error("a header of the envelope is larger than {0} bytes")]
    Header(usize),
    /// A report is over its limit.
    #[error("a report is larger than {0} bytes")]
    Report(usize),
    /// The list has too many reports.
    #[error("the list has more than {0} reports")]
    Reports(usize),
    /// The `Content-Encoding` is none that this server knows.
    #[error("unknown content-encoding; known are gzip, deflate, br and zstd")]
    UnknownEncoding,
    /// The body is not of its `Content-Encoding`.
    #[error("the body is not valid {0}")]
    BadEncoding(&'static str),
    /// The body is no envelope.
    #[error("{0}")]
    Malformed(#[source] ParseEnvelopeError),
    /// The body is no event.
    #[error("the body is neither the json of an event nor base64 of it in zlib")]
    NoEvent,
    /// The body is no report.
    #[error("the body is not the json of a report, nor of a list of reports")]
    NoReport,
    /// The body did not come in time.
    #[error("the body did not come in time")]
    Slow,
    /// The body broke off.
    #[error("the body broke off")]
    BrokenOff,
    /// A dump of a native program's crash.
    #[error(
        "dumps of native crashes are not supported; supported are events in envelopes, to /api/PROJECT/envelope/"
    )]
    NativeCrash,
    /// Too much.
    #[error("{0}")]
    Limited(Limited),
    /// The disk refused.
    #[error("the envelope cannot be kept; try again later")]
    Disk(#[source] InboxError),
}

impl Refusal {
    /// The server does not keep up.
    pub(in crate::web) fn busy(reason: Reason) -> Self {
        Self::busy_of(Scope::Organization, reason)
    }

    /// The server does not keep up with what is sent to a project.
    pub(in crate::web) fn busy_of(scope: Scope, reason: Reason) -> Self {
        Self::Limited(Limited::new(RETRY, scope, reason))
    }

    /// The answer's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingKey => StatusCode::UNAUTHORIZED,
            Self::UnknownKey | Self::Origin | Self::Address => StatusCode::FORBIDDEN,
            Self::UnknownProject => StatusCode::NOT_FOUND,
            Self::Body(_)
            | Self::Decompressed(_)
            | Self::Item(_)
            | Self::Items(_)
            | Self::Header(_)
            | Self::Report(_)
            | Self::Reports(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnknownEncoding | Self::NativeCrash => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadEncoding(_) | Self::Malformed(_) | Self::NoEvent | Self::NoReport | Self::BrokenOff => {
                StatusCode::BAD_REQUEST
            }
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Limited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Disk(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The metric label.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.reason().code()
    }

    /// How it is counted.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let is_for_now = matches!(self, Self::Limited(_));
        if is_for_now { Outcome::RateLimited(self.reason()) } else { Outcome::Invalid(self.reason()) }
    }

    /// What it is counted as.
    #[must_use]
    pub fn category(&self) -> Category {
        match self {
            Self::Limited(limited) if limited.is_of_events() => Category::Error,
            Self::NativeCrash => Category::Error,
            _ => Category::Request,
        }
    }

    /// Logs it: what is the server's own trouble, or its operator's, now and then; a client's fault is of no concern.
    pub fn log(&self, log_limiter: &LogLimiter) {
        let (code, error) = (self.code(), self as &dyn std::error::Error);
        let allow = || log_limiter.allow(code, Instant::now());
        match self {
            Self::Disk(_) => {
                if let Some(more) = allow() {
                    tracing::error!(code, error, more, "refused");
                }
            }
            Self::Limited(_) => {
                if let Some(more) = allow() {
                    tracing::warn!(code, error, more, "refused");
                }
            }
            _ => tracing::debug!(code, error, "refused"),
        }
    }

    fn reason(&self) -> DiscardReason {
        match self {
            Self::MissingKey => DiscardReason::MissingKey,
            Self::UnknownKey => DiscardReason::UnknownKey,
            Self::Origin => DiscardReason::Origin,
            Self::Address => DiscardReason::Address,
            Self::UnknownProject => DiscardReason::UnknownProject,
            Self::Body(_)
            | Self::Decompressed(_)
            | Self::Item(_)
            | Self::Items(_)
            | Self::Header(_)
            | Self::Report(_)
            | Self::Reports(_) => DiscardReason::TooLarge,
            Self::UnknownEncoding | Self::BadEncoding(_) => DiscardReason::BadEncoding,
            Self::Malformed(_) | Self::NoEvent | Self::NoReport => DiscardReason::Malformed,
            Self::NativeCrash => DiscardReason::Unsupported,
            Self::Slow | Self::BrokenOff => DiscardReason::Incomplete,
            Self::Limited(limited) => match limited.reason {
                Reason::QueueFull => DiscardReason::QueueFull,
                Reason::Backlog => DiscardReason::Backlog,
                Reason::Rate => DiscardReason::Rate,
                Reason::Quota => DiscardReason::Quota,
                Reason::Spike => DiscardReason::Spike,
                Reason::Connections => DiscardReason::Connections,
            },
            Self::Disk(_) => DiscardReason::DiskError,
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

impl From<ReportsError> for Refusal {
    fn from(error: ReportsError) -> Self {
        match error {
            ReportsError::NoReport => Self::NoReport,
            ReportsError::TooMany(most) => Self::Reports(most),
            ReportsError::TooLarge => Self::Report(REPORT),
        }
    }
}

impl From<Limited> for Refusal {
    fn from(limited: Limited) -> Self {
        Self::Limited(limited)
    }
}

impl From<InboxError> for Refusal {
    fn from(error: InboxError) -> Self {
        match error {
            InboxError::Full => Self::busy(Reason::QueueFull),
            InboxError::Disk(_) | InboxError::Damaged(_) => Self::Disk(error),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut answer = json_response::detail(self.status(), &self.to_string());
        if let Self::Limited(limited) = self {
            answer.headers_mut().insert(header::RETRY_AFTER, limited.seconds.into());
            if let Ok(limits) = limited.header().try_into() {
                answer.headers_mut().insert("x-sentry-rate-limits", limits);
            }
        }
        answer
    }
}
