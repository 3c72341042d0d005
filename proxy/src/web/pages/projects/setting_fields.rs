//! The fields of the settings: one for each setting, with where its value comes from.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::language::{fill, fill_markup, t, text};
use super::super::relative_time::ago;
use crate::config::{MOST_LINES, ProjectSetting, SettingError, SettingKind};
use crate::filter::{LONGEST_PATTERN, MOST_PATTERNS, ParsePatternError};
use crate::model::timestamp::Timestamp;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SettingOrigin {
    /// The server's default.
    Default,
    /// The file, or a variable of the environment, by its name. It cannot be changed here.
    Fixed(String),
    /// These pages: by whom and when.
    Pages { by: String, at: Timestamp },
}

/// A setting as the form shows it.
#[derive(Debug, Clone)]
pub(super) struct SettingField {
    pub(super) setting: ProjectSetting,
    pub(super) value: String,
    pub(super) origin: SettingOrigin,
    /// Why the value was refused.
    pub(super) problem: Option<SettingError>,
}

/// The values that a form has for the settings that it may change.
pub(super) fn entered(pairs: &[(String, String)]) -> BTreeMap<ProjectSetting, String> {
    let names = pairs.iter().filter(|(name, _)| name == "setting").map(|(_, value)| value);
    let settings = names.filter_map(|name| ProjectSetting::named(name));
    let value = |setting: ProjectSetting| {
        let found = pairs.iter().find(|(name, _)| name == setting.name()).map(|(_, value)| value.trim());
        match setting.kind() {
            SettingKind::Switch => found.is_some().to_string(),
            SettingKind::Number | SettingKind::Lines => {
                found.unwrap_or_default().lines().collect::<Vec<_>>().join("\n")
            }
        }
    };
    settings.map(|setting| (setting, value(setting))).collect()
}

/// The field of a setting.
pub(super) fn field(field: &SettingField, may_change: bool, now: Timestamp) -> Markup {
    let SettingField { setting, value, origin, problem } = field;
    let (name, is_fixed) = (setting.name(), !may_change || matches!(origin, SettingOrigin::Fixed(_)));
    let (id, help) = (format!("s-{}", name.replace('.', "-")), format!("h-{}", name.replace('.', "-")));
    let (label, explanation) = words(*setting);
    html! {
        div.field.switch[setting.kind() == SettingKind::Switch] {
            @if !is_fixed { input type="hidden" name="setting" value=(name); }
            @match setting.kind() {
                SettingKind::Switch => {
                    input #(id) type="checkbox" name=(name) value="true" checked[value == "true"] disabled[is_fixed] aria-describedby=(help);
                    label for=(id) { (label) }
                }
                SettingKind::Number => {
                    label for=(id) { (label) }
                    input #(id) type="number" name=(name) min="0" step="1" value=(value) disabled[is_fixed] aria-describedby=(help);
                }
                SettingKind::Lines => {
                    label for=(id) { (label) }
                    textarea #(id) name=(name) rows="3" spellcheck="false" translate="no" disabled[is_fixed] aria-describedby=(help) { (value) }
                }
            }
            p.quiet #(help) {
                (explanation) (t(" ")) (origin_words(origin, now))
                @if let Some(problem) = problem { " " strong.problem role="alert" { (problem_words(*problem)) } }
            }
        }
    }
}

fn origin_words(origin: &SettingOrigin, now: Timestamp) -> Markup {
    match origin {
        SettingOrigin::Default => html! { (t("This is the default.")) },
        SettingOrigin::Fixed(source) => {
            let source = html! { code translate="no" { (source) } };
            fill_markup("Set by {source}, so it cannot be changed here.", &[("source", source)])
        }
        SettingOrigin::Pages { by, at } => {
            let at = ago(*at, now);
            if by.is_empty() {
                fill_markup("Set on this page, {time}.", &[("time", at)])
            } else {
                let by = html! { span translate="no" { (by) } };
                fill_markup("Set on this page by {name}, {time}.", &[("name", by), ("time", at)])
            }
        }
    }
}

/// Why a value is refused.
fn problem_words(problem: SettingError) -> String {
    let up_to = |text: &'static str, most: usize| fill(text, &[("count", &most.to_string())]);
    match problem {
        SettingError::Number => t("This is not a whole number, or it is too large.").to_owned(),
        SettingError::Switch => t("This is neither true nor false.").to_owned(),
        SettingError::Origin => t("A line is no origin, such as https://shop.example.").to_owned(),
        SettingError::Address => {
            t("A line is neither an address nor a range, such as 10.0.0.0/8.").to_owned()
        }
        SettingError::EveryAddress => t("A range has all addresses.").to_owned(),
        SettingError::TooMany => up_to(text("There are more than {count} lines."), MOST_LINES),
        SettingError::Pattern(ParsePatternError::TooMany) => {
            up_to(text("There are more than {count} patterns."), MOST_PATTERNS)
        }
        SettingError::Pattern(ParsePatternError::TooLong) => {
            up_to(text("A pattern has more than {count} characters."), LONGEST_PATTERN)
        }
        SettingError::Pattern(ParsePatternError::Everything) => t("A pattern matches everything.").to_owned(),
    }
}

/// The label of a setting, and what it does.
fn words(setting: ProjectSetting) -> (&'static str, &'static str) {
    match setting {
        ProjectSetting::Origins => {
            (t("Allowed origins"), t("Pages that may send, one origin in each line. Empty: all may."))
        }
        ProjectSetting::Rate => {
            (t("Requests a second"), t("For the whole project, averaged over ten seconds. 0: no limit."))
        }
        ProjectSetting::KeyRate => (t("Requests a second with one key"), t("0: no limit.")),
        ProjectSetting::Quota => (t("Events a day"), t("Until midnight, UTC. 0: no limit.")),
        ProjectSetting::Spike => (
            t("Events an hour that are a peak"),
            t(
                "More than this, and ten times the usual number, are refused for the rest of the hour. 0: off.",
            ),
        ),
        ProjectSetting::SpansPerDay => (t("Spans a day"), t("0: no limit.")),
        ProjectSetting::TransactionsPerDay => (t("Transactions a day"), t("0: no limit.")),
        ProjectSetting::SessionsPerDay => (t("Sessions a day"), t("0: no limit.")),
        ProjectSetting::AttachmentsPerDay => (t("Attachments a day"), t("0: no limit.")),
        ProjectSetting::FeedbackPerDay => (t("User feedback a day"), t("0: no limit.")),
        ProjectSetting::AlertRequestsPerMinute => (
            t("Alerts a minute that one key or token may ask for"),
            t("By captures with alert: true and over HTTP. 0: no limit."),
        ),
        ProjectSetting::AlertRequestsPerClient => {
            (t("Alerts a minute that one client may ask for with a key"), t("0: no limit."))
        }
        ProjectSetting::AlertWithDsnKey => (
            t("Alerts over HTTP with a DSN key"),
            t("A key stands in every page, so with it only plain text is taken, without links and mentions."),
        ),
        ProjectSetting::BrowserExtensions => {
            (t("Browser extensions"), t("Errors in extensions, or that they cause."))
        }
        ProjectSetting::WebCrawlers => (t("Web crawlers"), t("Everything that crawlers and monitors send.")),
        ProjectSetting::KnownErrors => (
            t("Errors that say nothing"),
            t("ResizeObserver loops, “Script error.” without a stack, scanners of links."),
        ),
        ProjectSetting::Localhost => (t("localhost"), t("Pages on a developer's own machine.")),
        ProjectSetting::LegacyBrowsers => (
            t("Old browsers"),
            t(
                "Internet Explorer, Edge before 79, Chrome before 63, Firefox before 67, Safari before 12, Opera before 51.",
            ),
        ),
        ProjectSetting::HealthChecks => {
            (t("Health checks"), t("Transactions with names such as GET /healthz."))
        }
        ProjectSetting::ChunkLoadErrors => (
            t("Parts of pages that cannot be loaded"),
            t("ChunkLoadError and failed imports, mostly after a new release."),
        ),
        ProjectSetting::Releases => {
            (t("Releases"), t("One pattern in each line; * stands for any text, ? for one character."))
        }
        ProjectSetting::ErrorMessages => (
            t("Error messages"),
            t("One pattern in each line, for the type, the message, or both as “Type: message”."),
        ),
        ProjectSetting::ClientAddresses => (
            t("Client addresses"),
            t(
                "One address or range in each line, such as 10.0.0.0/8. What they send is accepted and dropped.",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_changes_what_it_names() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let form = [
            pair("setting", "quota"),
            pair("quota", " 7 "),
            pair("setting", "filters.localhost"),
            pair("filters.localhost", "true"),
            pair("setting", "filters.web_crawlers"),
            pair("setting", "filters.releases"),
            pair("filters.releases", "a*\r\nb*\r\n"),
            pair("rate", "1"),
            pair("setting", "of_the_future"),
        ];
        let entered: Vec<_> =
            entered(&form).into_iter().map(|(setting, value)| (setting.name(), value)).collect();
        let expect = [
            ("quota", "7".to_owned()),
            ("filters.web_crawlers", "false".to_owned()),
            ("filters.localhost", "true".to_owned()),
            ("filters.releases", "a*\nb*".to_owned()),
        ];
        assert_eq!(entered, expect);
    }
}
