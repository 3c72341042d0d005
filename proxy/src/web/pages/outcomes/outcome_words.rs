//! Outcomes, reasons and categories in words.

use super::super::language::t;

/// The outcomes in the order in which they are shown.
pub(super) const OUTCOMES: [&str; 6] =
    ["accepted", "forwarded", "filtered", "rate_limited", "invalid", "client_discard"];
/// The categories in the order in which they are shown; others come after them.
const CATEGORIES: [&str; 5] = ["error", "transaction", "span", "session", "request"];

/// An outcome for people.
pub(super) fn outcome_words(outcome: &str) -> &'static str {
    match outcome {
        "accepted" => t("Accepted"),
        "forwarded" => t("Forwarded"),
        "filtered" => t("Filtered"),
        "rate_limited" => t("Rate-limited"),
        "invalid" => t("Invalid"),
        "client_discard" => t("Discarded by clients"),
        _ => t("Other outcomes"),
    }
}

/// A reason for people; `None` for one that has no words, which is shown as it is.
pub(super) fn reason_words(outcome: &str, reason: &str) -> Option<&'static str> {
    let words = match (outcome, reason) {
        ("client_discard", "queue_overflow") => t("Too many waited in the client"),
        ("client_discard", "cache_overflow") => t("Too many waited on the client's disk"),
        ("client_discard", "buffer_overflow") => t("A buffer of the client was full"),
        ("client_discard", "ratelimit_backoff") => t("The client was told to wait"),
        ("client_discard", "network_error") => t("The network failed"),
        ("client_discard", "sample_rate") => t("Not in the client's sample"),
        ("client_discard", "before_send") => t("Dropped by beforeSend"),
        ("client_discard", "event_processor") => t("Dropped by an event processor"),
        ("client_discard", "send_error") => t("Refused by the server"),
        ("client_discard", "ignored") => t("Dropped by a filter of the client"),
        ("client_discard", "no_parent_span") => t("A span without a parent"),
        ("client_discard", "other") => t("Another reason, or none"),
        (_, "browser-extensions") => t("Browser extensions"),
        (_, "web-crawlers") => t("Web crawlers"),
        (_, "error-message") => t("Error messages that are not wanted"),
        (_, "localhost") => t("Pages on localhost"),
        (_, "legacy-browsers") => t("Browsers that are too old"),
        (_, "filtered-transaction") => t("Health checks"),
        (_, "chunk-load-error") => t("Parts of pages that are gone after a release"),
        (_, "release-version") => t("Releases that are not wanted"),
        (_, "ip-address") => t("Addresses of clients that are not wanted"),
        (_, "discarded") => t("Issues that were deleted and discarded"),
        (_, "duplicate") => t("Came twice"),
        (_, "late") => t("Came too late"),
        (_, "too_many") => t("More in one item than are kept"),
        (_, "absurd") => t("A value that cannot be"),
        (_, "unsupported") => t("A kind of data that is not kept"),
        (_, "quota") => t("The daily quota is used up"),
        (_, "spike") => t("A sudden peak"),
        (_, "alert_requests") => t("More alerts were asked for than are allowed"),
        (_, "alert_not_allowed") => t("An alert in a way that the project does not allow"),
        (_, "rate") => t("Too many requests a second"),
        (_, "queue_full" | "backlog" | "connections") => t("The server was busy"),
        (_, "unknown_key") => t("An unknown or disabled key"),
        (_, "origin") => t("A page of another origin"),
        (_, "address") => t("A refused address"),
        (_, "too_large") => t("Too large"),
        (_, "malformed" | "bad_encoding" | "too_deep") => t("Could not be read"),
        (_, "incomplete") => t("Broke off"),
        (_, "disk_error" | "store_refused" | "panicked" | "process_died") => t("A fault of the server"),
        _ => return None,
    };
    Some(words)
}

/// A category for people, for several items.
pub(in crate::web::pages) fn category_words(category: &str) -> &'static str {
    match category {
        "error" => t("Errors"),
        "transaction" => t("Transactions"),
        "span" => t("Spans"),
        "session" => t("Sessions"),
        "request" => t("Whole requests"),
        "attachment" => t("Attachments"),
        "feedback" => t("User feedback"),
        "internal" => t("Client reports"),
        "log_item" => t("Logs"),
        "metric_bucket" | "trace_metric" => t("Metrics"),
        "profile" | "profile_chunk" => t("Profiles"),
        "replay" => t("Replays"),
        "monitor" => t("Check-ins"),
        "security" => t("Security reports"),
        _ => t("Other data"),
    }
}

/// The place of a category in a list.
pub(super) fn category_order(category: &str) -> (usize, &str) {
    let place = CATEGORIES.iter().position(|known| *known == category);
    (place.unwrap_or(CATEGORIES.len()), category)
}
