//! An alert as JSON: `type`, `timestamp` and `data`, as Standard Webhooks recommends, with the words of Sentry's API.
//! `docs/webhook.md` describes it; members are added without a new version, and never removed.

use serde_json::{Map, Value, json};

use crate::alerts::channel::RenderContext;
use crate::alerts::summary::{issue_url, project_url};
use crate::model::alert::{Alert, Digest, Notice};
use crate::model::alert_issue::AlertIssue;
use crate::model::channel_failure::{ChannelNews, ChannelNewsKind};
use crate::model::firing::{Cause, Firing, Recovery, Relayed};
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;

/// Changes when a member changes its meaning.
const VERSION: u32 = 1;

/// The body of a message.
pub(super) fn payload(alert: &Alert, created: Timestamp, context: &RenderContext<'_>) -> Value {
    let (kind, data) = match &alert.notice {
        Notice::NewIssue(issue) => ("issue.new", new_issue(alert, issue, context)),
        Notice::Fired(firing) => (kind_of(firing), fired(alert, firing, context)),
        Notice::Recovered(recovery) => ("alert.recovered", recovered(alert, recovery, context)),
        Notice::Relayed(message) => ("message", relayed(alert, message)),
        Notice::Digest(digest) => ("issues.digest", digest_of(alert, digest, context)),
        Notice::Channel(news) => ("channel", channel(news)),
        Notice::Test => ("test", json!({ "url": format!("{}/", context.public_url) })),
        Notice::Rendered { title, text } => {
            ("message", json!({ "project": alert.project, "title": title, "text": text }))
        }
    };
    let mut payload =
        json!({ "version": VERSION, "type": kind, "timestamp": rfc3339::format(created), "data": data });
    if let Some(redirected) = context.redirected {
        payload["redirected"] = json!({
            "channel": alert.channel,
            "since": rfc3339::format(redirected.since),
            "error": redirected.error,
        });
    }
    payload
}

fn channel(news: &ChannelNews) -> Value {
    json!({
        "channel": news.channel,
        "fallback": news.fallback,
        "works": news.kind != ChannelNewsKind::Fails,
        "since": rfc3339::format(news.since),
        "at": rfc3339::format(news.at),
        "error": news.error,
        "redirected_count": news.alerts,
    })
}

fn new_issue(alert: &Alert, issue: &AlertIssue, context: &RenderContext<'_>) -> Value {
    let description = &issue.description;
    let texts = [
        ("title", &description.title),
        ("culprit", &description.culprit),
        ("level", &issue.level),
        ("type", &description.exception_type),
        ("value", &description.value),
        ("filename", &description.filename),
        ("function", &description.function),
    ];
    let mut members = Map::new();
    members.insert("id".into(), json!(issue.issue_id.to_string()));
    members.extend(texts.map(|(name, text)| (name.to_owned(), json!(text))));
    members.insert("url".into(), json!(issue_url(alert, context)));
    members.insert("first_seen".into(), json!(rfc3339::format(issue.first_seen)));
    members.insert("count".into(), json!(issue.count));
    members.insert("user_count".into(), json!(issue.users));
    json!({
        "project": alert.project,
        "release": issue.release,
        "environment": issue.environment,
        "issue": members,
    })
}

/// The type of a message about a firing.
fn kind_of(firing: &Firing) -> &'static str {
    match (&firing.issue, &firing.cause) {
        (Some(_), Cause::NewIssue) => "issue.new",
        _ => "alert.fired",
    }
}

fn fired(alert: &Alert, firing: &Firing, context: &RenderContext<'_>) -> Value {
    let mut data = match &firing.issue {
        Some(issue) => new_issue(alert, issue, context),
        None => json!({
            "project": alert.project,
            "release": firing.release,
            "environment": firing.environment,
            "url": project_url(&alert.project, context),
        }),
    };
    if let Value::Object(members) = &mut data {
        members.insert("rule".into(), json!(firing.rule));
        members.insert("severity".into(), json!(firing.severity));
        members.insert("cause".into(), json!(firing.cause));
        members.insert("page_url".into(), json!(firing.url));
        members.insert("frames".into(), json!(firing.frames));
        members.insert("events_by_hour".into(), json!(firing.hours));
        members.insert("suspect_release".into(), json!(firing.suspect_release));
    }
    data
}

fn recovered(alert: &Alert, recovery: &Recovery, context: &RenderContext<'_>) -> Value {
    json!({
        "project": alert.project,
        "rule": recovery.rule,
        "severity": recovery.severity,
        "cause": recovery.cause,
        "value": recovery.value,
        "environment": recovery.environment,
        "since": rfc3339::format(recovery.since),
        "until": rfc3339::format(recovery.at),
        "url": issue_url(alert, context).unwrap_or_else(|| project_url(&alert.project, context)),
    })
}

fn relayed(alert: &Alert, message: &Relayed) -> Value {
    json!({
        "project": alert.project,
        "source": message.source,
        "level": message.level,
        "title": message.title,
        "text": message.text,
        "url": message.link,
    })
}

fn digest_of(alert: &Alert, digest: &Digest, context: &RenderContext<'_>) -> Value {
    let samples = digest.samples.iter().map(|sample| {
        json!({
            "id": sample.issue_id.to_string(),
            "level": sample.level,
            "title": sample.title,
            "url": format!("{}/issues/{}/", context.public_url, sample.issue_id),
        })
    });
    json!({
        "project": alert.project,
        "digest": {
            "count": digest.issues,
            "fatal_count": digest.fatal,
            "first_seen": rfc3339::format(digest.since),
            "last_seen": rfc3339::format(digest.until),
            "issues": samples.collect::<Vec<_>>(),
            "url": project_url(&alert.project, context),
        },
    })
}
