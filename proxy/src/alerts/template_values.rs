//! The values that a template of the operator's may use. `docs/templates.md` describes them.

use serde_json::{Map, Value, json};

use crate::alerts::channel::RenderContext;
use crate::alerts::fired_summary::headline;
use crate::alerts::sparkline::sparkline;
use crate::alerts::summary::Summary;
use crate::model::alert::{Alert, Notice};
use crate::model::alert_issue::AlertIssue;
use crate::model::firing::{Cause, Firing};

/// Longest text of a value, in characters.
const TEXT: usize = 500;
/// Longest relayed message, in characters.
const MESSAGE: usize = 4_000;

/// Makes a text of a stranger harmless, and cuts it to so many characters.
pub type Escape<'a> = &'a dyn Fn(&str, usize) -> String;

/// All values, each with a value of its kind whatever the alert is: a text, a number or a list.
#[must_use]
pub fn values(
    alert: &Alert,
    summary: &Summary,
    context: &RenderContext<'_>,
    escape: Escape<'_>,
) -> Map<String, Value> {
    let text = |text: &str| Value::from(escape(text, TEXT));
    let optional = |it: Option<&String>| text(it.map_or("", String::as_str));
    let firing = firing(alert);
    let none = AlertIssue::default();
    let issue = alert.issue().unwrap_or(&none);
    let digest = alert.digest();
    let message = match &alert.notice {
        Notice::Relayed(message) => message.text.as_str(),
        Notice::Rendered { text, .. } => text.as_str(),
        _ => "",
    };
    let cause = cause(alert);
    let level = match &alert.notice {
        Notice::Relayed(message) => &message.level,
        _ => &issue.level,
    };
    let first_seen = alert.issue().map_or_else(String::new, |it| context.time_zone.format(it.first_seen));
    let frames = firing.map_or(&[][..], |firing| firing.frames.as_slice());
    let samples = summary.samples.iter().map(|sample| {
        let url = format!("{}/issues/{}/", context.public_url, sample.issue_id);
        json!({ "title": escape(&sample.title, TEXT), "level": escape(&sample.level, TEXT), "url": url })
    });
    let action = |at: usize| summary.actions.get(at).map_or("", |(_, url)| url.as_str());
    let values = [
        ("kind", kind(&alert.notice).into()),
        ("why", cause.map_or("", |cause| cause.kind().code()).into()),
        ("happened", text(&cause.map_or_else(String::new, |cause| headline(cause, context.words)))),
        ("notification", text(&summary.notification)),
        ("redirected", text(summary.redirected.as_deref().unwrap_or_default())),
        ("title", text(&summary.title)),
        ("level", text(level)),
        ("severity", firing.map_or("", |firing| firing.severity.name()).into()),
        ("rule", text(alert.rule.as_deref().unwrap_or_default())),
        ("project", text(&alert.project)),
        ("type", text(&issue.description.exception_type)),
        ("value", text(&issue.description.value)),
        ("culprit", text(&issue.description.culprit)),
        (
            "environment",
            optional(firing.and_then(|it| it.environment.as_ref()).or(issue.environment.as_ref())),
        ),
        ("release", optional(firing.and_then(|it| it.release.as_ref()).or(issue.release.as_ref()))),
        ("suspect_release", optional(firing.and_then(|it| it.suspect_release.as_ref()))),
        ("events", issue.count.into()),
        ("users", issue.users.into()),
        ("first_seen", first_seen.into()),
        ("page", optional(firing.and_then(|it| it.url.as_ref()))),
        ("frames", frames.iter().map(|frame| text(frame)).collect()),
        ("sparkline", firing.map_or_else(String::new, |it| sparkline(&it.hours)).into()),
        ("message", escape(message, MESSAGE).into()),
        ("issues", digest.map_or(0, |it| it.issues).into()),
        ("fatal", digest.map_or(0, |it| it.fatal).into()),
        ("samples", samples.collect()),
        ("more", summary.unnamed.into()),
        ("url", summary.link.as_ref().map_or("", |(_, url)| url.as_str()).into()),
        ("resolve_url", action(0).into()),
        ("mute_url", action(1).into()),
        ("mute_release_url", action(2).into()),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn firing(alert: &Alert) -> Option<&Firing> {
    match &alert.notice {
        Notice::Fired(firing) => Some(firing),
        _ => None,
    }
}

fn cause(alert: &Alert) -> Option<&Cause> {
    match &alert.notice {
        Notice::NewIssue(_) => Some(&Cause::NewIssue),
        Notice::Fired(firing) => Some(&firing.cause),
        Notice::Recovered(recovery) => Some(&recovery.cause),
        Notice::Relayed(_)
        | Notice::Digest(_)
        | Notice::Channel(_)
        | Notice::Test
        | Notice::Rendered { .. } => None,
    }
}

fn kind(notice: &Notice) -> &'static str {
    match notice {
        Notice::NewIssue(_) => "issue",
        Notice::Fired(firing) if firing.issue.is_some() => "issue",
        Notice::Fired(_) => "project",
        Notice::Recovered(_) => "recovered",
        Notice::Relayed(_) | Notice::Rendered { .. } => "message",
        Notice::Digest(_) => "digest",
        Notice::Channel(_) => "channel",
        Notice::Test => "test",
    }
}

#[cfg(test)]
#[path = "template_values_tests.rs"]
mod tests;
