//! One field of the form for each key of a rule, with its words and with what is wrong with it.

use maud::{Markup, html};

use super::form_values::{FormValues, ValueKind, value_kind};
use super::rule_kind::{ISSUE_WORDS, RuleKind};
use super::rule_problems::problem_words;
use crate::config::Channels;
use crate::config::alert_rules::RuleError;
use crate::model::alert_rule::Severity;
use crate::model::message_type::MessageType;
use crate::web::pages::language::t;
use crate::web::pages::reveal_hidden::exact;

/// The measures of page performance.
const METRICS: [&str; 8] = ["lcp", "inp", "cls", "fcp", "ttfb", "pageload", "navigation", "transaction"];

/// What all fields need.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) kind: RuleKind,
    pub(super) values: &'a FormValues,
    pub(super) problems: &'a [RuleError],
    pub(super) channels: &'a Channels,
}

impl Fields<'_> {
    /// The field of a key.
    pub(super) fn field(self, key: &str) -> Markup {
        let (label, help) = words(key, self.kind);
        let (id, about) = (format!("r-{key}"), format!("h-{key}"));
        let is_switch = matches!(key, "at_all" | "enabled");
        let problem = self.problem(key);
        html! {
            div.field.switch[is_switch] {
                @match key {
                    "on" | "channels" => fieldset.choices aria-describedby=(about) {
                        legend { (label) " " (code(key)) }
                        @if key == "on" { (self.issue_words()) } @else { (self.channels()) }
                    },
                    "at_all" | "enabled" => {
                        input #(id) type="checkbox" name=(key) value="true" checked[self.values.get(key) == "true"] aria-describedby=(about);
                        label for=(id) { (label) " " (code(key)) }
                    }
                    _ => {
                        label for=(id) { (label) " " (code(key)) }
                        (self.input(key, &id, &about, problem.is_some()))
                    }
                }
                p.quiet #(about) {
                    (with_code(help))
                    @if let Some(problem) = problem {
                        @if !help.is_empty() { " " }
                        strong.problem { (problem_words(problem)) }
                    }
                }
            }
        }
    }

    /// What is wrong with a key.
    fn problem(&self, key: &str) -> Option<&RuleError> {
        self.problems.iter().find(|problem| problem.key() == key)
    }

    fn input(&self, key: &str, id: &str, about: &str, is_wrong: bool) -> Markup {
        let value = self.values.get(key);
        let invalid = is_wrong.then_some("true");
        let options = options(key);
        html! {
            @if !options.is_empty() {
                select #(id) name=(key) aria-describedby=(about) aria-invalid=[invalid] {
                    @for (word, name) in &options { option value=(word) selected[value == *word] translate=[name.eq_ignore_ascii_case(word).then_some("no")] { (name) } }
                    @if !options.iter().any(|(word, _)| *word == value) { option value=(value) selected translate="no" { (exact(value)) } }
                }
            } @else if matches!(value_kind(key), ValueKind::Lines | ValueKind::Pairs) {
                textarea #(id) name=(key) rows="2" spellcheck="false" translate="no" aria-describedby=(about) aria-invalid=[invalid] { (exact(value)) }
            } @else {
                input #(id) name=(key) value=(exact(value)) size="12" spellcheck="false" autocomplete="off" translate="no"
                    inputmode=[matches!(value_kind(key), ValueKind::Whole | ValueKind::Decimal).then_some("decimal")]
                    aria-describedby=(about) aria-invalid=[invalid];
            }
        }
    }

    fn issue_words(&self) -> Markup {
        html! {
            @for word in ISSUE_WORDS {
                label { input type="checkbox" name="on" value=(word) checked[self.values.all("on").any(|it| it == word)]; " " (on_words(word)) " " (code(word)) }
            }
        }
    }

    /// Those that are configured, and those that were chosen and are gone.
    fn channels(&self) -> Markup {
        let is_chosen = |name: &str| self.values.all("channels").any(|it| it == name);
        let gone = self.values.all("channels").filter(|name| !self.channels.contains_key(*name));
        html! {
            @for (name, channel) in self.channels {
                label { input type="checkbox" name="channels" value=(name) checked[is_chosen(name)]; " " span translate="no" { (exact(name)) } " " span.quiet translate="no" { "(" (channel.kind()) ")" } }
            }
            @for name in gone {
                label { input type="checkbox" name="channels" value=(name) checked; " " span translate="no" { (exact(name)) } " " span.quiet { "(" (t("not configured any more")) ")" } }
            }
            @if self.channels.is_empty() { p.quiet { (t("no channel is configured")) } }
        }
    }
}

/// A text with what stands in backticks as code.
pub(super) fn with_code(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// The name of a key, as the configuration has it.
fn code(key: &str) -> Markup {
    html! { code.key translate="no" { (key) } }
}

/// The words that a key can have, and how they are shown; none if it takes any text.
fn options(key: &str) -> Vec<(&'static str, &'static str)> {
    match key {
        "handled" => vec![
            ("", t("either")),
            ("true", t("the program caught the error")),
            ("false", t("the program did not catch the error")),
        ],
        "severity" => Severity::ALL
            .into_iter()
            .map(|severity| match severity {
                Severity::Info => (severity.name(), t("info")),
                Severity::Warning => (severity.name(), t("warning")),
                Severity::Critical => (severity.name(), t("critical")),
            })
            .collect(),
        "type" => [("", t("that of the channel"))]
            .into_iter()
            .chain(MessageType::OF_MESSAGES.into_iter().map(|kind| (kind.word(), kind.word())))
            .collect(),
        "metric" => [("", t("choose one"))].into_iter().chain(METRICS.into_iter().map(metric)).collect(),
        _ => Vec::new(),
    }
}

fn metric(word: &'static str) -> (&'static str, &'static str) {
    let name = match word {
        "lcp" => "LCP",
        "inp" => "INP",
        "cls" => "CLS",
        "fcp" => "FCP",
        "ttfb" => "TTFB",
        "pageload" => t("the duration of page loads"),
        "navigation" => t("the duration of navigations"),
        _ => t("the duration of other transactions"),
    };
    (word, name)
}

fn on_words(word: &str) -> &'static str {
    match word {
        "new_issue" => t("an issue has its first event"),
        "regression" => t("a resolved issue has an event again"),
        "reopened_in_newer_release" => {
            t("an issue that was resolved in a release has an event of a newer one")
        }
        "escalating" => t("an archived issue has many more events than before, or its archiving ends"),
        "first_event_of_release" => t("a release of a project has its first event"),
        _ => t("a page asks for an alert"),
    }
}

/// The label of a key, and what it means.
fn words(key: &str, kind: RuleKind) -> (&'static str, &'static str) {
    match key {
        "name" => {
            (t("Name"), t("1 to 64 letters, digits and -_. It stays as it is: silences name the rule by it."))
        }
        "enabled" => (t("In force"), t("A rule that is switched off is kept, and finds nothing.")),
        "on" => (t("Fires when"), ""),
        "above" => match kind {
            RuleKind::Performance => (t("Limit"), t("In ms; of CLS without a unit, such as 0.1.")),
            RuleKind::Users => (t("More users than"), t("Up to 10,000.")),
            _ => (t("More events than"), ""),
        },
        "window" => match kind {
            RuleKind::Events | RuleKind::Users => {
                (t("Within"), t("Whole minutes from `1m` to `24h`. Empty: `5m`."))
            }
            RuleKind::CrashFreeSessions | RuleKind::CrashFreeUsers => {
                (t("Within"), t("Whole hours from `1h` to `7d`. Empty: `24h`."))
            }
            _ => (t("Within"), t("Whole hours from `1h` to `7d`. Empty: `1h`.")),
        },
        "factor" => match kind {
            RuleKind::Spike => {
                (t("So many times the usual events of an hour"), t("More than 1, up to 1,000. Empty: 5."))
            }
            _ => (t("So many times the events of a week before"), t("More than 1, up to 1,000.")),
        },
        "at_least" => match kind {
            RuleKind::Spike => (t("And at least so many events an hour"), t("Empty: 100.")),
            _ => (t("And at least so many events an hour"), t("Empty: 10.")),
        },
        "metric" => (t("Measure"), ""),
        "percentile" => (t("Percentile"), t("1 to 99. Empty: 75.")),
        "below" => (t("Fewer than, in percent"), t("Up to 100, such as 99.5.")),
        "min_samples" => (t("Least number"), t("With fewer values the rule says nothing. Empty: 100.")),
        "environment" => (t("Environment"), ""),
        "release" => (t("Release"), ""),
        "level" => (t("Level"), t("`fatal`, `error`, `warning`, `info` or `debug`.")),
        "url" => (t("Page"), t("Its address without the query, such as `*/checkout*`.")),
        "browser" => (t("Browser"), t("Such as `Safari` or `Safari 17*`.")),
        "tag" => (t("Tags"), t("One `name=pattern` in each line.")),
        "handled" => (t("Caught"), ""),
        "channels" => (t("Channels"), t("None chosen: those of the routes, else all.")),
        "severity" => (t("Severity"), t("A critical one is sent before others.")),
        "type" => (t("Type of messages"), t("For robots of DingTalk; other channels have one type.")),
        "after_events" => (t("First message after so many events"), t("Empty: 1.")),
        "after_users" => (t("or after so many users"), t("Empty: they are not counted.")),
        "at_all" => (t("Mention everybody"), ""),
        "at_mobiles" => (t("Mobile numbers to mention"), t("One in each line, up to 50.")),
        "at_user_ids" => (t("User ids to mention"), t("One in each line, up to 50.")),
        "group_wait" => (t("Wait for others"), t("Up to `1h`. Empty: `10s`.")),
        "group_interval" => (t("Least time between two messages"), t("Up to `24h`. Empty: `5m`.")),
        _ => match kind {
            RuleKind::Issues => {
                (t("Repeat after"), t("While it goes on: `5m` to `30d`. Empty or `0s`: never."))
            }
            _ => (t("Repeat after"), t("While it goes on: `5m` to `30d`; `0s`: never. Empty: `4h`.")),
        },
    }
}
