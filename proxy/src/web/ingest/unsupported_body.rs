//! Kinds of bodies for which Sentry has addresses and this server has no use.

use balefire_protocol::category::Category;

/// Such a kind. Its clients read why it is refused, and operators see it counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsupportedBody {
    /// A dump of a native program's crash.
    #[error(
        "dumps of native crashes are not supported; supported are events in envelopes, to /api/PROJECT/envelope/"
    )]
    NativeCrash,
    /// Spans in the form of OpenTelemetry.
    #[error(
        "spans of OTLP are not supported; supported are those of Sentry's SDKs, to /api/PROJECT/envelope/"
    )]
    OtlpSpans,
    /// Logs in the form of OpenTelemetry.
    #[error("logs are not supported, in OTLP as in envelopes")]
    OtlpLogs,
}

impl UnsupportedBody {
    /// The data category under which one body is counted.
    #[must_use]
    pub fn category(self) -> Category {
        match self {
            Self::NativeCrash => Category::Error,
            Self::OtlpSpans => Category::Span,
            Self::OtlpLogs => Category::LogItem,
        }
    }
}
