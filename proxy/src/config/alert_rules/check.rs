//! Checks rules and routes.

use std::collections::BTreeMap;
use std::time::Duration;

use super::error::{RuleError, problem};
use super::{span, trigger};
use crate::config::channels::Channels;
use crate::config::raw::{RawRoute, RawRule};
use crate::model::alert_rule::{After, Conditions, Mentions, Route, Rule, RuleOrigin, Severity, Trigger};
use crate::model::message_type::MessageType;
use crate::model::patterns::{ParsePatternError, Patterns};

/// Most rules of the configuration.
const MOST_RULES: usize = 100;
/// Most routes.
const MOST_ROUTES: usize = 100;
/// Most tags in the conditions of a rule.
const MOST_TAGS: usize = 20;
/// Most people whom a rule mentions, of each kind: DingTalk takes 50 in a message.
const MOST_MENTIONS: usize = 50;
/// Longest name of a rule, in characters.
const LONGEST_NAME: usize = 64;
/// The name of the rule that holds if none is written.
pub const DEFAULT_RULE: &str = "default";

/// How long the first firing of a group waits for others, unless the rule says otherwise.
const GROUP_WAIT: Duration = Duration::from_secs(10);
/// The shortest time between two messages of a group: <https://prometheus.io/docs/alerting/latest/configuration/#route>
const GROUP_INTERVAL: Duration = Duration::from_secs(5 * 60);
/// When a message about a threshold is repeated.
const REPEAT_INTERVAL: Duration = Duration::from_secs(4 * 3_600);
/// The longest of each, and the shortest time after which a message is repeated.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);
const LONGEST_INTERVAL: Duration = Duration::from_secs(24 * 3_600);
const REPEAT_RANGE: (Duration, Duration) = (Duration::from_secs(5 * 60), Duration::from_secs(30 * 86_400));

/// The rule that holds if none is written: it tells all channels of the routes of new issues, of those that
/// are back, and of what a page asks for.
#[must_use]
pub fn default_rule() -> Rule {
    Rule {
        name: DEFAULT_RULE.to_owned(),
        origin: RuleOrigin::Default,
        triggers: vec![Trigger::NewIssue, Trigger::Regression, Trigger::Escalating, Trigger::Requested],
        conditions: Conditions::default(),
        after: After::default(),
        channels: Vec::new(),
        mention: Mentions::default(),
        severity: Severity::default(),
        group_wait: GROUP_WAIT,
        group_interval: GROUP_INTERVAL,
        repeat_interval: None,
        message_type: None,
    }
}

/// Checks the rules of the configuration, and gives those that are not switched off. An error has the key and the problem.
pub(in crate::config) fn check(
    raw: BTreeMap<String, RawRule>,
    channels: &Channels,
) -> Result<Vec<Rule>, (String, &'static str)> {
    if raw.is_empty() {
        return Ok(vec![default_rule()]);
    }
    if raw.len() > MOST_RULES {
        return Err(("rule".into(), "has more than 100 rules"));
    }
    let mut rules = Vec::new();
    for (name, raw) in raw {
        let key = |field: &str| match field {
            "" => format!("rule.{name}"),
            _ => format!("rule.{name}.{field}"),
        };
        check_name(&name).map_err(|error| (key(""), error.problem))?;
        let is_enabled = raw.enabled != Some(false);
        let rule = check_rule(raw, name.clone(), RuleOrigin::File, channels);
        let rule = rule.map_err(|error| (key(&error.field), error.problem))?;
        if is_enabled {
            rules.push(rule);
        }
    }
    Ok(rules)
}

/// Whether a name can stand in an address: `.` and `..` there lead elsewhere, see
/// <https://url.spec.whatwg.org/#path-state>.
pub(super) fn check_name(name: &str) -> Result<(), RuleError> {
    if matches!(name, "." | "..") {
        return problem("", "is a name that no address can have");
    }
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_right = !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(is_of_name);
    if is_right { Ok(()) } else { problem("", "is not a name of 1 to 64 letters, digits and -_.") }
}

pub(super) fn check_rule(
    mut raw: RawRule,
    name: String,
    origin: RuleOrigin,
    channels: &Channels,
) -> Result<Rule, RuleError> {
    let triggers = trigger::check(&mut raw)?;
    let has_threshold = triggers.iter().any(Trigger::is_periodic);
    if has_threshold && (raw.after_events.is_some() || raw.after_users.is_some()) {
        return problem("after_events", "has no meaning for a rule with a threshold: use above or below");
    }
    if raw.channels.0.iter().any(|channel| !channels.contains_key(channel)) {
        return problem("channels", "names a channel that is not configured as [alert.<kind>.<name>]");
    }
    let conditions = conditions(&mut raw)?;
    if triggers.iter().any(Trigger::is_of_project) && !has_only_projects_and_environments(&conditions) {
        return problem(
            "",
            "has a condition besides project and environment, which this trigger cannot check",
        );
    }
    let severity = match raw.severity.as_deref() {
        None => Severity::default(),
        Some(word) => match Severity::ALL.into_iter().find(|severity| severity.name() == word) {
            Some(severity) => severity,
            None => return problem("severity", "is none of info, warning, critical"),
        },
    };
    let message_type = message_type(raw.message_type.as_deref(), &raw.channels.0, channels)?;
    Ok(Rule {
        name,
        origin,
        triggers,
        conditions,
        after: After { events: raw.after_events.unwrap_or(1).max(1), users: raw.after_users.unwrap_or(0) },
        channels: raw.channels.0,
        mention: mentions(raw.at_mobiles.0, raw.at_user_ids.0, raw.at_all)?,
        severity,
        group_wait: at_most("group_wait", raw.group_wait.as_deref(), GROUP_WAIT, LONGEST_WAIT)?,
        group_interval: at_most(
            "group_interval",
            raw.group_interval.as_deref(),
            GROUP_INTERVAL,
            LONGEST_INTERVAL,
        )?,
        repeat_interval: repeat_interval(raw.repeat_interval.as_deref(), has_threshold)?,
        message_type,
    })
}

fn conditions(raw: &mut RawRule) -> Result<Conditions, RuleError> {
    let mut tags = Vec::new();
    for (tag, values) in std::mem::take(&mut raw.tag) {
        let field = format!("tag.{tag}");
        tags.push((tag, patterns(&field, &values.0)?));
    }
    if tags.len() > MOST_TAGS {
        return problem("tag", "has more than 20 tags");
    }
    Ok(Conditions {
        projects: patterns("project", &raw.project.0)?,
        environments: patterns("environment", &raw.environment.0)?,
        releases: patterns("release", &raw.release.0)?,
        levels: patterns("level", &raw.level.0)?,
        urls: patterns("url", &raw.url.0)?,
        browsers: patterns("browser", &raw.browser.0)?,
        tags,
        handled: raw.handled,
    })
}

fn has_only_projects_and_environments(conditions: &Conditions) -> bool {
    let Conditions { projects, environments, .. } = conditions.clone();
    *conditions == Conditions { projects, environments, ..Conditions::default() }
}

fn patterns(field: &str, texts: &[String]) -> Result<Patterns, RuleError> {
    Patterns::parse(texts.iter().map(String::as_str)).map_err(|error| RuleError {
        field: field.to_owned(),
        problem: match error {
            ParsePatternError::TooMany => "has more than 100 patterns",
            ParsePatternError::TooLong => "has a pattern of more than 200 characters",
            ParsePatternError::Everything => "has a pattern that matches everything: leave it out",
        },
    })
}

/// The type of messages. Robots of DingTalk alone have types, so one of them must hear of the rule.
fn message_type(
    word: Option<&str>,
    named: &[String],
    channels: &Channels,
) -> Result<Option<MessageType>, RuleError> {
    let Some(word) = word else { return Ok(None) };
    let Some(found) = MessageType::OF_MESSAGES.into_iter().find(|kind| kind.word() == word) else {
        return problem("type", "is none of text, markdown, link, action_card");
    };
    let mut hearing = channels.iter().filter(|(name, _)| named.is_empty() || named.contains(name));
    if hearing.any(|(_, channel)| channel.has_message_types()) {
        Ok(Some(found))
    } else {
        problem(
            "type",
            "has no meaning: none of the rule's channels is a robot of DingTalk, as [alert.dingtalk.<name>]",
        )
    }
}

fn mentions(mobiles: Vec<String>, user_ids: Vec<String>, all: bool) -> Result<Mentions, RuleError> {
    for (field, people) in [("at_mobiles", &mobiles), ("at_user_ids", &user_ids)] {
        if people.len() > MOST_MENTIONS {
            return problem(field, "names more than 50 people");
        }
        let is_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '.');
        if people.iter().any(|id| id.is_empty() || id.len() > 100 || !id.chars().all(is_of_id)) {
            return problem(field, "has one that is not of letters, digits and -_+.");
        }
    }
    Ok(Mentions { mobiles, user_ids, all })
}

fn at_most(
    field: &str,
    text: Option<&str>,
    default: Duration,
    longest: Duration,
) -> Result<Duration, RuleError> {
    let Some(text) = text else { return Ok(default) };
    match span::parse(text) {
        Some(length) if length <= longest => Ok(length),
        Some(_) => problem(field, "is too long: group_wait is at most 1h, group_interval at most 24h"),
        None => problem(field, span::NOT_A_SPAN),
    }
}

fn repeat_interval(text: Option<&str>, has_threshold: bool) -> Result<Option<Duration>, RuleError> {
    let Some(text) = text else { return Ok(has_threshold.then_some(REPEAT_INTERVAL)) };
    match span::parse(text) {
        Some(Duration::ZERO) => Ok(None),
        Some(length) if length >= REPEAT_RANGE.0 && length <= REPEAT_RANGE.1 => Ok(Some(length)),
        Some(_) => problem("repeat_interval", "is neither 0s (never) nor 5m to 30d"),
        None => problem("repeat_interval", span::NOT_A_SPAN),
    }
}

/// Checks the routes.
pub(in crate::config) fn check_routes(
    raw: Vec<RawRoute>,
    channels: &Channels,
) -> Result<Vec<Route>, (String, &'static str)> {
    if raw.len() > MOST_ROUTES {
        return Err(("route".into(), "has more than 100 routes"));
    }
    raw.into_iter()
        .enumerate()
        .map(|(index, raw)| {
            let key = |field: &str| format!("route.{index}.{field}");
            if raw.channels.0.is_empty() {
                return Err((key("channels"), "is missing: name the channels of the route"));
            }
            if raw.channels.0.iter().any(|channel| !channels.contains_key(channel)) {
                return Err((key("channels"), "names a channel that is not configured"));
            }
            let read = |field: &str, texts: &[String]| {
                patterns(field, texts).map_err(|error| (key(field), error.problem))
            };
            Ok(Route {
                projects: read("project", &raw.project.0)?,
                environments: read("environment", &raw.environment.0)?,
                channels: raw.channels.0,
            })
        })
        .collect()
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
