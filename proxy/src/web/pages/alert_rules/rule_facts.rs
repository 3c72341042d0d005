//! A rule as it is in force: what fires, who is told, when it is quiet.

use maud::{Markup, html};

use super::condition_words::{conditions, fitting};
use super::trigger_words::{span, trigger_words};
use crate::config::Config;
use crate::model::alert_rule::{Rule, RuleOrigin, Severity};
use crate::model::quiet_hours::QuietHours;
use crate::web::pages::fitting::clipped;
use crate::web::pages::language::{fill, t};
use crate::web::pages::links;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// Longest name that is shown whole, in characters.
const LONGEST: usize = 80;

/// The rows of a rule, each list within so many bytes.
pub(super) fn facts(rule: &Rule, config: &Config, bytes: usize) -> Markup {
    let conditions = conditions(&rule.conditions, rule.after, bytes);
    let quiet_hours = config.alerts.quiet_hours.iter().filter(|it| concerns(it, rule, config));
    let quiet_hours: Vec<Markup> = quiet_hours.map(quiet_hours_words).collect();
    let mentions = mentions(rule, bytes);
    html! {
        div { dt { (t("Fires when")) } dd { ul { @for trigger in &rule.triggers { li { (trigger_words(trigger)) } } } } }
        @if !conditions.0.is_empty() { div { dt { (t("Only if")) } dd { (conditions) } } }
        div { dt { (t("Channels")) } dd { (channels(rule, config, bytes)) } }
        @if !mentions.0.is_empty() { div { dt { (t("Mentions")) } dd { (mentions) } } }
        div { dt { (t("Messages")) } dd { (timing(rule)) } }
        @if let Some(kind) = rule.message_type { div { dt { (t("Type of messages")) } dd { span translate="no" { (kind.word()) } } } }
        @if !quiet_hours.is_empty() { div { dt { (t("Quiet hours")) } dd { (fitting(bytes, quiet_hours)) } } }
    }
}

/// How much it matters, and where it was written.
pub(super) fn origin(rule: &Rule) -> Markup {
    let (class, severity) = match rule.severity {
        Severity::Info => ("info", t("info")),
        Severity::Warning => ("warning", t("warning")),
        Severity::Critical => ("fatal", t("critical")),
    };
    html! {
        span class={ "badge " (class) } { (severity) }
        " "
        span.quiet {
            @match &rule.origin {
                RuleOrigin::Default => (t("the rule that holds if none is written")),
                RuleOrigin::File => (t("from the configuration")),
                RuleOrigin::Project(project) => { (t("rule of the project")) " " a translate="no" href=(links::project(project)) { (reveal_hidden(&clipped(project, LONGEST))) } }
            }
        }
    }
}

fn name(name: &str) -> Markup {
    html! { span translate="no" { (reveal_hidden(&clipped(name, LONGEST))) } }
}

fn channels(rule: &Rule, config: &Config, bytes: usize) -> Markup {
    let names = |names: &mut dyn Iterator<Item = &String>| fitting(bytes, names.map(|it| name(it)).collect());
    html! {
        @if config.channels.is_empty() { (t("no channel is configured")) }
        @else if !rule.channels.is_empty() { (names(&mut rule.channels.iter())) }
        @else if config.routes.is_empty() { (t("all:")) " " (names(&mut config.channels.keys())) }
        @else { (t("those of the first route that matches, else all")) }
    }
}

/// Whom messages mention. A number is shown by its last digits: pages are read by more people than the configuration.
fn mentions(rule: &Rule, bytes: usize) -> Markup {
    let mut parts = Vec::new();
    if rule.mention.all {
        parts.push(html! { (t("everybody")) });
    }
    for mobile in &rule.mention.mobiles {
        let digits: Vec<char> = mobile.chars().collect();
        let last: String = digits.iter().skip(digits.len().saturating_sub(4)).collect();
        parts.push(html! { span translate="no" { "…" (reveal_hidden(&last)) } });
    }
    parts.extend(rule.mention.user_ids.iter().map(|id| name(id)));
    fitting(bytes, parts)
}

fn timing(rule: &Rule) -> Markup {
    let values = [("wait", &*span(rule.group_wait)), ("interval", &*span(rule.group_interval))];
    html! {
        (fill("wait {wait} for others, then one every {interval} at most", &values))
        " · "
        @match rule.repeat_interval {
            Some(interval) => (fill("repeated after {interval} while it goes on", &[("interval", &span(interval))])),
            None => (t("never repeated")),
        }
    }
}

/// Whether quiet hours hold for a rule on one of its channels.
fn concerns(hours: &QuietHours, rule: &Rule, config: &Config) -> bool {
    let mut names =
        config.channels.keys().filter(|name| rule.channels.is_empty() || rule.channels.contains(name));
    names.any(|channel| hours.concern(channel, &rule.name))
}

fn quiet_hours_words(hours: &QuietHours) -> Markup {
    let (from, to) = (hours.between.0.to_string(), hours.between.1.to_string());
    html! {
        (name(&hours.name)) ": " span translate="no" { (hours.days.to_string()) " " (from) "–" (to) " " (hours.time_zone.to_string()) }
        @if !hours.channels.is_empty() { " → " (name(&hours.channels.join(", "))) }
        @if hours.except_fatal { " (" (t("fatal ones are sent")) ")" }
    }
}
