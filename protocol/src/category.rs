//! What an item is, in the words by which Sentry limits and counts: its data categories.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/#definitions>; which item is of which category is
//! Relay's word (`relay-base-schema/src/data_category.rs`).

/// A data category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// No item but a request, refused before it was known what is in it.
    Request,
    /// `event`.
    Error,
    /// `transaction`.
    Transaction,
    /// `session` and `sessions`.
    Session,
    /// `client_report`: what SDKs tell of themselves; never limited.
    Internal,
    /// `span`.
    Span,
    /// `log`.
    LogItem,
    /// `attachment`, and the other files of crash reports.
    Attachment,
    /// `feedback` and `user_report`.
    Feedback,
    /// `check_in`.
    Monitor,
    /// `statsd` and `metric_buckets`.
    MetricBucket,
    /// `trace_metric`.
    TraceMetric,
    /// `profile`.
    Profile,
    /// `profile_chunk`.
    ProfileChunk,
    /// `replay_event`, `replay_recording` and `replay_video`.
    Replay,
    /// `security`, `raw_security` and `nel`.
    Security,
    /// A type that is not known here: it is counted, and goes on to an upstream as it is.
    Unknown,
}

/// All of them.
pub const ALL: [Category; 17] = [
    Category::Request,
    Category::Error,
    Category::Transaction,
    Category::Session,
    Category::Internal,
    Category::Span,
    Category::LogItem,
    Category::Attachment,
    Category::Feedback,
    Category::Monitor,
    Category::MetricBucket,
    Category::TraceMetric,
    Category::Profile,
    Category::ProfileChunk,
    Category::Replay,
    Category::Security,
    Category::Unknown,
];

impl Category {
    /// Of an item's `type`.
    #[must_use]
    pub fn of_item(kind: &str) -> Self {
        match kind {
            "event" => Self::Error,
            "transaction" => Self::Transaction,
            "session" | "sessions" => Self::Session,
            "client_report" => Self::Internal,
            "span" | "otel_span" => Self::Span,
            "log" | "otel_log" => Self::LogItem,
            "attachment" | "form_data" | "unreal_report" => Self::Attachment,
            "feedback" | "user_report" | "user_report_v2" => Self::Feedback,
            "check_in" => Self::Monitor,
            "statsd" | "metric_buckets" => Self::MetricBucket,
            "trace_metric" => Self::TraceMetric,
            "profile" => Self::Profile,
            "profile_chunk" => Self::ProfileChunk,
            "replay_event" | "replay_recording" | "replay_video" => Self::Replay,
            "security" | "raw_security" | "nel" => Self::Security,
            _ => Self::Unknown,
        }
    }

    /// Of this name; one that is not known here is [`Category::Unknown`].
    #[must_use]
    pub fn named(code: &str) -> Self {
        if code == "default" {
            return Self::Error;
        }
        ALL.into_iter().find(|category| category.code() == code).unwrap_or(Self::Unknown)
    }

    /// The name on the wire and in metrics.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Error => "error",
            Self::Transaction => "transaction",
            Self::Session => "session",
            Self::Internal => "internal",
            Self::Span => "span",
            Self::LogItem => "log_item",
            Self::Attachment => "attachment",
            Self::Feedback => "feedback",
            Self::Monitor => "monitor",
            Self::MetricBucket => "metric_bucket",
            Self::TraceMetric => "trace_metric",
            Self::Profile => "profile",
            Self::ProfileChunk => "profile_chunk",
            Self::Replay => "replay",
            Self::Security => "security",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_type_of_the_protocol_has_a_category() {
        for (kind, code) in [
            ("event", "error"),
            ("transaction", "transaction"),
            ("session", "session"),
            ("sessions", "session"),
            ("client_report", "internal"),
            ("span", "span"),
            ("log", "log_item"),
            ("attachment", "attachment"),
            ("user_report", "feedback"),
            ("feedback", "feedback"),
            ("check_in", "monitor"),
            ("statsd", "metric_bucket"),
            ("trace_metric", "trace_metric"),
            ("profile", "profile"),
            ("profile_chunk", "profile_chunk"),
            ("replay_event", "replay"),
            ("replay_recording", "replay"),
            ("replay_video", "replay"),
            ("raw_security", "security"),
            ("of_the_future", "unknown"),
        ] {
            assert_eq!(Category::of_item(kind).code(), code, "{kind}");
        }
    }

    #[test]
    fn names_are_read_back() {
        assert!(ALL.into_iter().all(|category| Category::named(category.code()) == category));
        assert_eq!(Category::named("default"), Category::Error);
        assert_eq!(Category::named("of_the_future"), Category::Unknown);
    }
}
