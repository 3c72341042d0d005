//! Why an envelope was refused, and how the client is told.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use balefire_protocol::envelope::ParseEnvelopeError;
use tracing::Level;

use super::json;
use crate::inbox::InboxError;
use crate::outcome::{DiscardReason, Outcome};

/// How long a client should wait when the inbox is full, in seconds. A full inbox is a matter of a second or
/// two; clients that wait at all would otherwise wait for a minute, see
/// <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");
/// The same in Sentry's own header: all categories (none is named), for the whole organization.
const RATE_LIMITS: HeaderValue = HeaderValue::from_static("5::organization:queue_full");

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
    /// There is no such project.
    #[error("there is no such project")]
    UnknownProject,
    /// The body as sent is over its limit.
    #[error("the body is larger than {0} bytes")]
    Body(usize),
    /// The body as decompressed is over its limit.
    #[error("the decompressed body is larger than {0} bytes")]
    Decompressed(usize),
    /// An event is over its limit.
    #[error("an event is larger than {0} bytes")]
    Event(usize),
    /// The envelope has too many items.
    #[error("the envelope has more than {0} items")]
    Items(usize),
    /// The `Content-Encoding` is none that this server knows.
    #[error("unknown content-encoding; known are gzip, deflate, br and zstd")]
    UnknownEncoding,
    /// The body is not of its `Content-Encoding`.
    #[error("the body is not valid {0}")]
    BadEncoding(&'static str),
    /// The body is no envelope.
    #[error("{0}")]
    Malformed(#[from] ParseEnvelopeError),
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
    /// Too much is on its way to the disk.
    #[error("too many envelopes wait for the disk; try again")]
    QueueFull,
    /// The disk refused.
    #[error("the envelope cannot be kept; try again later")]
    Disk(#[source] InboxError),
}

impl Refusal {
    /// The answer's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingKey => StatusCode::UNAUTHORIZED,
            Self::UnknownKey | Self::Origin => StatusCode::FORBIDDEN,
            Self::UnknownProject => StatusCode::NOT_FOUND,
            Self::Body(_) | Self::Decompressed(_) | Self::Event(_) | Self::Items(_) => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::UnknownEncoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadEncoding(_) | Self::Malformed(_) | Self::NoEvent | Self::NoReport | Self::BrokenOff => {
                StatusCode::BAD_REQUEST
            }
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::QueueFull => StatusCode::TOO_MANY_REQUESTS,
            Self::Disk(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What it is to whoever runs the server: a client's fault is of no concern.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::MissingKey
            | Self::UnknownKey
            | Self::Origin
            | Self::UnknownProject
            | Self::Body(_)
            | Self::Decompressed(_)
            | Self::Event(_)
            | Self::Items(_)
            | Self::UnknownEncoding
            | Self::BadEncoding(_)
            | Self::Malformed(_)
            | Self::NoEvent
            | Self::NoReport
            | Self::Slow
            | Self::BrokenOff => Level::DEBUG,
            Self::QueueFull => Level::WARN,
            Self::Disk(_) => Level::ERROR,
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
        let is_for_now = matches!(self, Self::QueueFull);
        if is_for_now { Outcome::RateLimited(self.reason()) } else { Outcome::Invalid(self.reason()) }
    }

    /// Logs it, by its level.
    pub fn log(&self) {
        let (code, error) = (self.code(), self as &dyn std::error::Error);
        match self.level() {
            Level::ERROR => tracing::error!(code, error, "refused"),
            Level::WARN => tracing::warn!(code, error, "refused"),
            _ => tracing::debug!(code, error, "refused"),
        }
    }

    fn reason(&self) -> DiscardReason {
        match self {
            Self::MissingKey => DiscardReason::MissingKey,
            Self::UnknownKey => DiscardReason::UnknownKey,
            Self::Origin => DiscardReason::Origin,
            Self::UnknownProject => DiscardReason::UnknownProject,
            Self::Body(_) | Self::Decompressed(_) | Self::Event(_) | Self::Items(_) => {
                DiscardReason::TooLarge
            }
            Self::UnknownEncoding | Self::BadEncoding(_) => DiscardReason::BadEncoding,
            Self::Malformed(_) | Self::NoEvent | Self::NoReport => DiscardReason::Malformed,
            Self::Slow | Self::BrokenOff => DiscardReason::Incomplete,
            Self::QueueFull => DiscardReason::QueueFull,
            Self::Disk(_) => DiscardReason::DiskError,
        }
    }
}

impl From<InboxError> for Refusal {
    fn from(error: InboxError) -> Self {
        match error {
            InboxError::Full => Self::QueueFull,
            InboxError::Disk(_) => Self::Disk(error),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut answer = json::detail(self.status(), &self.to_string());
        if matches!(self, Self::QueueFull) {
            answer.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
            answer.headers_mut().insert("x-sentry-rate-limits", RATE_LIMITS);
        }
        answer
    }
}
