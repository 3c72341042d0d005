//! Levels of events and breadcrumbs.

use serde_json::Value;

/// Maps a word or a number to a level.
///
/// Numbers are Python's, which allows custom levels in between: 10 debug, 20 info, 30 warning, 40 error, 50 fatal.
/// <https://docs.python.org/3/library/logging.html#logging-levels>
pub(in super::super) fn level(value: &Value) -> Option<&'static str> {
    match value {
        Value::Number(number) => number.as_f64().and_then(of_number),
        Value::String(text) if text.starts_with(|it: char| it.is_ascii_digit()) => {
            text.trim().parse().ok().and_then(of_number)
        }
        Value::String(text) => of_word(text),
        _ => None,
    }
}

fn of_number(number: f64) -> Option<&'static str> {
    match number {
        50.0.. => Some("fatal"),
        40.0.. => Some("error"),
        30.0.. => Some("warning"),
        20.0.. => Some("info"),
        1.0.. => Some("debug"),
        _ => None,
    }
}

/// <https://develop.sentry.dev/sdk/data-model/event-payloads/#optional-attributes>. `critical` and `log` are Relay's
/// additions; Relay refuses `warn` and capitals, which are accepted here.
fn of_word(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 8] = [
        ("fatal", "fatal"),
        ("critical", "fatal"),
        ("error", "error"),
        ("warning", "warning"),
        ("warn", "warning"),
        ("info", "info"),
        ("log", "info"),
        ("debug", "debug"),
    ];
    WORDS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, level)| *level)
}
