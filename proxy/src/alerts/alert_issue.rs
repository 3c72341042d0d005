//! The issue of a notice, within bounds: it waits in the store, once for each channel.

use crate::model::alert_issue::AlertIssue;
use crate::model::event::{Description, Event};
use crate::model::issue::Issue;
use crate::scan::chars;

/// Longest text of a notice, in characters. A channel may show less.
const TEXT: usize = 500;

/// An issue, as an event describes it.
#[must_use]
pub fn alert_issue(issue: &Issue, event: &Event) -> AlertIssue {
    describe(issue, event.release.as_deref(), event.environment.as_deref())
}

/// An issue, with the release and the environment of an event.
#[must_use]
pub fn describe(issue: &Issue, release: Option<&str>, environment: Option<&str>) -> AlertIssue {
    let text = |text: &str| cut(text, TEXT);
    let Description { title, culprit, exception_type, value, filename, function } = &issue.description;
    AlertIssue {
        issue_id: issue.id,
        description: Description {
            title: text(title),
            culprit: text(culprit),
            exception_type: text(exception_type),
            value: text(value),
            filename: text(filename),
            function: text(function),
        },
        level: text(&issue.level),
        count: issue.count,
        users: issue.users,
        first_seen: issue.first_seen,
        release: release.map(text),
        environment: environment.map(text),
    }
}

/// The text without U+0000, which many receivers cannot store, and at most so many characters of it.
#[must_use]
pub(crate) fn cut(text: &str, most: usize) -> String {
    let mut short: String =
        chars(text).take(most + 1).map(|c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c }).collect();
    if let Some((at, _)) = short.char_indices().nth(most) {
        short.truncate(at);
        // The last character makes room for the ellipsis.
        short.pop();
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::{event, issue, titled};

    #[test]
    fn texts_are_bounded_and_hold_no_nul() {
        assert_eq!(cut("漢字漢字", 4), "漢字漢字");
        assert_eq!(cut("漢字漢字漢", 4), "漢字漢…");
        assert_eq!(cut("a\0b", 4), "a\u{fffd}b");
        assert_eq!(cut("", 4), "");
        let long = Issue { description: titled(&"\0".repeat(100_000)), ..issue() };
        let event = Event { release: Some("r".repeat(10_000)), ..event() };
        let notice = alert_issue(&long, &event);
        assert_eq!(notice.description.title.chars().count(), TEXT);
        assert!(!notice.description.title.contains('\0'));
        assert_eq!(notice.release.unwrap().chars().count(), TEXT);
    }

    #[test]
    fn a_long_text_is_read_once_at_most() {
        for unit in ["a", "\0", "漢"] {
            crate::scan::linear::check("text", unit, 4, &|text| drop(cut(text, 200)));
        }
    }
}
