//! Whether a relayed message tells of an issue that the channel hears of anyway.
//!
//! Old code posts each exception to the group by itself, and the same exception is an issue here: the group is to get one
//! message about it, the one with the link. The code posts at once, and the event comes a moment later, so such a message
//! waits before it is sent.

use crate::model::firing::Relayed;
use crate::model::timestamp::Timestamp;

/// How long a message about an exception waits for its event, in seconds.
const WAIT: f64 = 10.0;
/// How old the newest event of the issue may be, in seconds before the message came.
pub const BEFORE: f64 = 60.0;
/// Words that only texts about exceptions have.
const EXCEPTION: [&str; 6] =
    ["Traceback (most recent call last)", "Error: ", "Exception: ", "Error(", "Exception(", "panicked at"];
/// Shortest value by which an exception is known, in bytes: `TypeError: x` may be any.
const SHORTEST: usize = 4;

/// When a message is sent first: later if it is about an exception, whose event may be on its way.
#[must_use]
pub fn due(relayed: &Relayed, now: Timestamp) -> Timestamp {
    if is_about_exception(relayed) { Timestamp(now.0 + WAIT) } else { now }
}

/// Whether a message has words that only texts about exceptions have.
#[must_use]
pub fn is_about_exception(relayed: &Relayed) -> bool {
    let is_of = |text: &str| EXCEPTION.iter().any(|words| text.contains(words));
    is_of(&relayed.title) || is_of(&relayed.text)
}

/// Whether a message tells of an exception of this type and value, as programs print one.
#[must_use]
pub fn tells_of(relayed: &Relayed, exception_type: &str, value: &str) -> bool {
    let value = value.lines().next().unwrap_or_default().trim();
    // A page chooses the type of its events: it must not keep other messages from the group with one of their words.
    if exception_type.is_empty() || value.len() < SHORTEST || !is_about_exception(relayed) {
        return false;
    }
    let printed = [
        format!("{exception_type}: {value}"),
        format!("{exception_type}('{value}')"),
        format!("{exception_type}(\"{value}\")"),
    ];
    printed.iter().any(|words| relayed.title.contains(words) || relayed.text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(title: &str, text: &str) -> Relayed {
        Relayed { title: title.into(), text: text.into(), ..Relayed::default() }
    }

    #[test]
    fn messages_about_exceptions_wait() {
        let due = |title, text| due(&message(title, text), Timestamp(100.0)).0;
        assert_eq!(due("500 at /till/", "Traceback (most recent call last):\n.."), 110.0);
        assert_eq!(due("ValueError: no price", ""), 110.0);
        assert_eq!(due("ValueError('no price')", ""), 110.0);
        assert_eq!(due("Backup failed", "The disk is full."), 100.0);
    }

    #[test]
    fn an_exception_is_known_by_type_and_value() {
        for (text, expect) in [
            ("  File \"till.py\", line 3\nZeroDivisionError: division by zero\n", true),
            ("shop.errors.ZeroDivisionError: division by zero", true),
            ("ZeroDivisionError('division by zero')", true),
            ("ZeroDivisionError(\"division by zero\")", true),
            ("division by zero", false),
            ("ZeroDivisionError", false),
            ("ZeroDivisionError: modulo by zero", false),
        ] {
            assert_eq!(
                tells_of(&message("500", text), "ZeroDivisionError", "division by zero"),
                expect,
                "{text}"
            );
        }
        assert!(tells_of(&message("KeyError: 'price'", ""), "KeyError", "'price'\nmore lines"));
        assert!(!tells_of(&message("E: x", ""), "E", "x"), "too short to be known by");
        assert!(!tells_of(&message("it broke", "it broke"), "", "it broke"), "a message has no type");
        let backup = message("Backup failed: the disk is full", "");
        assert!(!tells_of(&backup, "Backup failed", "the disk is full"), "it tells of no exception");
    }
}
