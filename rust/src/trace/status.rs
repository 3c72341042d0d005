//! Status of a span.

/// How a span ended, in Sentry's words.
///
/// <https://develop.sentry.dev/sdk/foundations/envelopes/event-payloads/span/>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is its own name on the wire")]
pub enum SpanStatus {
    Ok,
    DeadlineExceeded,
    Unauthenticated,
    PermissionDenied,
    NotFound,
    ResourceExhausted,
    InvalidArgument,
    Unimplemented,
    Unavailable,
    InternalError,
    UnknownError,
    Cancelled,
    AlreadyExists,
    FailedPrecondition,
    Aborted,
    OutOfRange,
    DataLoss,
}

impl SpanStatus {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::DeadlineExceeded => "deadline_exceeded",
            Self::Unauthenticated => "unauthenticated",
            Self::PermissionDenied => "permission_denied",
            Self::NotFound => "not_found",
            Self::ResourceExhausted => "resource_exhausted",
            Self::InvalidArgument => "invalid_argument",
            Self::Unimplemented => "unimplemented",
            Self::Unavailable => "unavailable",
            Self::InternalError => "internal_error",
            Self::UnknownError => "unknown_error",
            Self::Cancelled => "cancelled",
            Self::AlreadyExists => "already_exists",
            Self::FailedPrecondition => "failed_precondition",
            Self::Aborted => "aborted",
            Self::OutOfRange => "out_of_range",
            Self::DataLoss => "data_loss",
        }
    }
}
