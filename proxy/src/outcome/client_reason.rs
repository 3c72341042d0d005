//! Why a client lost an item, as its client report says.
//!
//! <https://develop.sentry.dev/sdk/telemetry/client-reports/#discard-reasons>

/// Why a client lost an item. A report may say anything, so reasons beyond Sentry's and ours count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClientReason {
    /// Too many items waited in the client.
    QueueOverflow,
    /// Too many items waited on the client's disk.
    CacheOverflow,
    /// A buffer of the client was full.
    BufferOverflow,
    /// A server had asked the client to wait.
    RatelimitBackoff,
    /// The network failed.
    NetworkError,
    /// The sample rate of the client.
    SampleRate,
    /// The application's `beforeSend`.
    BeforeSend,
    /// An event processor or an integration.
    EventProcessor,
    /// The server refused it.
    SendError,
    /// The client's own mistake.
    InternalSdkError,
    /// Too little was known of it.
    InsufficientData,
    /// The client slowed itself down.
    Backpressure,
    /// A span without a parent.
    NoParentSpan,
    /// A filter of the client, such as `ignoreErrors`.
    Ignored,
    /// A function of the application threw.
    CallbackError,
    /// It was too large.
    TooBig,
    /// It could not be sent as it was.
    Invalid,
    /// Any other reason, or none.
    Other,
}

/// All reasons that have a name.
const NAMED: [ClientReason; 17] = [
    ClientReason::QueueOverflow,
    ClientReason::CacheOverflow,
    ClientReason::BufferOverflow,
    ClientReason::RatelimitBackoff,
    ClientReason::NetworkError,
    ClientReason::SampleRate,
    ClientReason::BeforeSend,
    ClientReason::EventProcessor,
    ClientReason::SendError,
    ClientReason::InternalSdkError,
    ClientReason::InsufficientData,
    ClientReason::Backpressure,
    ClientReason::NoParentSpan,
    ClientReason::Ignored,
    ClientReason::CallbackError,
    ClientReason::TooBig,
    ClientReason::Invalid,
];

impl ClientReason {
    /// The reason with this name on the wire.
    #[must_use]
    pub fn named(code: &str) -> Self {
        NAMED.into_iter().find(|reason| reason.code() == code).unwrap_or(Self::Other)
    }

    /// The name on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::QueueOverflow => "queue_overflow",
            Self::CacheOverflow => "cache_overflow",
            Self::BufferOverflow => "buffer_overflow",
            Self::RatelimitBackoff => "ratelimit_backoff",
            Self::NetworkError => "network_error",
            Self::SampleRate => "sample_rate",
            Self::BeforeSend => "before_send",
            Self::EventProcessor => "event_processor",
            Self::SendError => "send_error",
            Self::InternalSdkError => "internal_sdk_error",
            Self::InsufficientData => "insufficient_data",
            Self::Backpressure => "backpressure",
            Self::NoParentSpan => "no_parent_span",
            Self::Ignored => "ignored",
            Self::CallbackError => "callback_error",
            Self::TooBig => "too_big",
            Self::Invalid => "invalid",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_read_back() {
        for reason in NAMED {
            assert_eq!(ClientReason::named(reason.code()), reason);
        }
        assert_eq!(ClientReason::named("sample_rat"), ClientReason::Other);
    }
}
