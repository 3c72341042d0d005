//! Sentry's data categories: the names under which items are limited and counted.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/#definitions>. Relay defines the category of each
//! item type (`relay-base-schema/src/data_category.rs`).

/// A data category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// A whole request that was refused before its items were known.
    Request,
    /// `event`.
    Error,
    /// `transaction`.
    Transaction,
    /// `session` and `sessions`.
    Session,
    /// `client_report`: counts that SDKs report about themselves; never limited.
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
    /// An unknown item type. It is counted, and forwarded unchanged to an upstream.
    Unknown,
}

/// All categories.
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

/// The categories of items that a page sends, with their names. The core has only these, because each name makes every
/// page larger.
const OF_PAGES: [(Category, &str); 5] = [
    (Category::Error, "error"),
    (Category::Session, "session"),
    (Category::Transaction, "transaction"),
    (Category::Feedback, "feedback"),
    (Category::Span, "span"),
];

/// The category of an item's `type`, if pages send such items; else [`Category::Unknown`].
#[must_use]
pub fn of_page_item(kind: &str) -> Category {
    match kind {
        "event" => Category::Error,
        "client_report" => Category::Internal,
        // All other item types have the same name as their category.
        _ => page_category(kind),
    }
}

/// The category with this name, if pages send such items; else [`Category::Unknown`].
#[must_use]
pub fn page_category(name: &str) -> Category {
    OF_PAGES.iter().find(|(_, known)| *known == name).map_or(Category::Unknown, |(category, _)| *category)
}

/// The name of a category, if pages send such items; else `unknown`.
#[must_use]
pub fn page_name(category: Category) -> &'static str {
    OF_PAGES.iter().find(|(known, _)| *known == category).map_or("unknown", |(_, name)| name)
}

impl Category {
    /// The category of an item's `type`.
    #[must_use]
    pub fn of_item(kind: &str) -> Self {
        match kind {
            "sessions" => Self::Session,
            "span" | "otel_span" => Self::Span,
            "log" | "otel_log" => Self::LogItem,
            "attachment" | "form_data" | "unreal_report" => Self::Attachment,
            "user_report" | "user_report_v2" => Self::Feedback,
            "check_in" => Self::Monitor,
            "statsd" | "metric_buckets" => Self::MetricBucket,
            "trace_metric" => Self::TraceMetric,
            "profile" => Self::Profile,
            "profile_chunk" => Self::ProfileChunk,
            "replay_event" | "replay_recording" | "replay_video" => Self::Replay,
            "security" | "raw_security" | "nel" => Self::Security,
            // This is the name of a category, but not an item type.
            "error" => Self::Unknown,
            _ => of_page_item(kind),
        }
    }

    /// The category with this name. An unknown name is [`Category::Unknown`].
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
            Self::Internal => "internal",
            Self::LogItem => "log_item",
            Self::Attachment => "attachment",
            Self::Monitor => "monitor",
            Self::MetricBucket => "metric_bucket",
            Self::TraceMetric => "trace_metric",
            Self::Profile => "profile",
            Self::ProfileChunk => "profile_chunk",
            Self::Replay => "replay",
            Self::Security => "security",
            Self::Error | Self::Session | Self::Transaction | Self::Feedback | Self::Span | Self::Unknown => {
                page_name(self)
            }
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
            ("error", "unknown"),
            ("of_the_future", "unknown"),
        ] {
            assert_eq!(Category::of_item(kind).code(), code, "{kind}");
        }
    }

    #[test]
    fn pages_and_servers_agree() {
        for kind in ["event", "session", "transaction", "feedback", "span", "client_report", "of_the_future"]
        {
            assert_eq!(of_page_item(kind), Category::of_item(kind), "{kind}");
        }
        for (category, name) in OF_PAGES {
            assert_eq!(name, category.code());
            assert_eq!((page_category(name), page_name(category)), (category, name));
        }
        assert_eq!((of_page_item("log"), page_name(Category::LogItem)), (Category::Unknown, "unknown"));
    }

    #[test]
    fn names_are_read_back() {
        assert!(ALL.into_iter().all(|category| Category::named(category.code()) == category));
        assert_eq!(Category::named("default"), Category::Error);
        assert_eq!(Category::named("of_the_future"), Category::Unknown);
    }
}
