//! What is wrong with a rule, in the language of the page. The texts are those of the configuration, where English is
//! the only language.

use maud::{Markup, html};

use crate::config::alert_rules::RuleError;
use crate::web::pages::language::{t, text};

/// The texts that forms can bring about.
const TEXTS: [&str; 33] = [
    text("is not a name of 1 to 64 letters, digits and -_."),
    text("is a name that no address can have"),
    text("is longer than 8,192 bytes"),
    text("is not TOML: write key = value, with texts in quotes"),
    text("is a key that rules do not have"),
    text("is not of the right type"),
    text("is not a number"),
    text("is not a whole number"),
    text("has a line that is not name=pattern"),
    text("is missing: say what fires, such as on = [\"new_issue\", \"regression\"]"),
    text("is missing: how many in a window are too many; or factor, beside the week before"),
    text("is not a whole number from 1 on"),
    text("is more than 10,000 users"),
    text("is missing: one of lcp, inp, cls, fcp, ttfb, pageload, navigation, transaction"),
    text("is none of lcp, inp, cls, fcp, ttfb, pageload, navigation, transaction"),
    text("is not 1 to 99"),
    text("is missing or not more than 0: the limit in ms, of cls without a unit"),
    text("is missing or not more than 0 and at most 100: the limit in percent"),
    text("is not more than 1 and at most 1,000"),
    text("is too short or too long: 1m to 24h for events and users, else whole hours from 1h to 7d"),
    text("is not a length of time such as 30s, 5m, 4h or 7d"),
    text("is too long: group_wait is at most 1h, group_interval at most 24h"),
    text("is neither 0s (never) nor 5m to 30d"),
    text("names a channel that is not configured as [alert.<kind>.<name>]"),
    text("is none of info, warning, critical"),
    text("is none of text, markdown, link, action_card"),
    text("has no meaning: none of the rule's channels is a robot of DingTalk, as [alert.dingtalk.<name>]"),
    text("has more than 100 patterns"),
    text("has a pattern of more than 200 characters"),
    text("has a pattern that matches everything: leave it out"),
    text("has more than 20 tags"),
    text("names more than 50 people"),
    text("has one that is not of letters, digits and -_+."),
];

/// The problem behind the key that it names.
pub(super) fn problem_words(error: &RuleError) -> Markup {
    let is_known = TEXTS.contains(&error.problem);
    html! {
        @if !error.field.is_empty() { code translate="no" { (error.field) } " " }
        @if is_known { (t(error.problem)) } @else { span lang="en" translate="no" { (error.problem) } }
    }
}
