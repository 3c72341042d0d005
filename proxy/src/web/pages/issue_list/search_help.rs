//! The words of searches, folded below the search field.

use maud::{Markup, html};

use crate::web::pages::language::{t, text};

/// Words, and what they find; code between backticks.
const WORDS: [(&str, &str); 14] = [
    (
        "pay \"not found\"",
        text(
            "Words and phrases in the title, the message, the stack and the address of the page; the whole name of a user; the id of an event or issue, such as `SHOP-1Z`",
        ),
    ),
    (
        "is:unresolved",
        text(
            "State: `unresolved`, `resolved`, `archived`, `new`, `ongoing`, `escalating`, `regressed`, `for_review`, `assigned`, `unassigned`, `bookmarked`",
        ),
    ),
    ("level:[error, fatal]", text("One of several values; also for tags, releases and all other keys")),
    ("!level:info", text("Everything else; without a word: `!pay`")),
    (
        "release:web@1.*",
        text("A release; the asterisk stands for any text. The newest release is `release:latest`"),
    ),
    (
        "environment:production",
        text("A tag of an event: any key and value, such as `browser.name:Chrome` or `url:*checkout*`"),
    ),
    ("has:customer", text("Issues with this tag; without it: `!has:customer`")),
    (
        "error.type:RangeError",
        text("The type of the exception; `error.value` for its message, `error.handled:false` for crashes"),
    ),
    ("stack.function:submit*", text("A function in the stack; a file: `stack.filename:*/app.js`")),
    (
        "user.id:4711",
        text(
            "Issues that this user had, by the whole value of the first that an event has: `user.id`, `user.email`, `user.username`, `user.ip`",
        ),
    ),
    ("times_seen:>100", text("Number of events; of users: `users:>10`")),
    (
        "firstSeen:-24h",
        text(
            "First seen in the last 24 hours; before that: `+24h`; also `lastSeen`, and dates: `lastSeen:>2026-01-31`",
        ),
    ),
    (
        "assigned:me",
        text("Assigned to the holder of the token, to somebody by name, or to nobody: `assigned:none`"),
    ),
    ("priority:high", text("Priority: `high`, `medium` or `low`")),
];

/// The help.
pub(super) fn help() -> Markup {
    html! {
        details.help {
            summary { (t("How to search")) }
            p { (t("All terms must hold. Without a search only unresolved issues are listed; an empty search lists all.")) }
            dl {
                @for (word, meaning) in WORDS { dt { code translate="no" { (word) } } dd { (with_codes(t(meaning))) } }
            }
        }
    }
}

/// A text with its code marked as such.
fn with_codes(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code translate="no" { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::language::Language;

    #[test]
    fn code_is_marked_and_escaped() {
        let expect = "a <code translate=\"no\">b:&gt;1</code> c";
        assert_eq!(with_codes("a `b:>1` c").0, expect);
    }

    #[test]
    fn each_text_marks_the_same_code_in_all_languages() {
        let codes = |text: &str| text.matches('`').count();
        for (word, meaning) in WORDS {
            assert_eq!(codes(meaning) % 2, 0, "{word}");
            assert_eq!(codes(Language::Chinese.run(|| t(meaning))), codes(meaning), "{word}");
        }
    }
}
