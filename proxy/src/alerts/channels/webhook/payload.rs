//! An alert as JSON: `type`, `timestamp` and `data`, as Standard Webhooks recommends, with the words of Sentry's API.
//! `docs/webhook.md` describes it; members are added without a new version, and never removed.

use serde_json::{Map, Value, json};

use crate::alerts::channel::RenderContext;
use crate::alerts::summary::{issue_url, project_url};
use crate::model::alert::{Alert, Digest, NewIssue, Notice};
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;

/// Changes when a member changes its meaning.
const VERSION: u32 = 1;

/// The body of a message.
pub(super) fn payload(alert: &Alert, created: Timestamp, context: &RenderContext<'_>) -> Value {
    let (kind, data) = match &alert.notice {
        Notice::NewIssue(issue) => ("issue.new", new_issue(alert, issue, context)),
        Notice::Digest(digest) => ("issues.digest", digest_of(alert, digest, context)),
        Notice::Test => ("test", json!({ "url": format!("{}/", context.public_url) })),
        Notice::Rendered { title, text } => {
            ("message", json!({ "project": alert.project, "title": title, "text": text }))
        }
    };
    json!({ "version": VERSION, "type": kind, "timestamp": rfc3339::format(created), "data": data })
}

fn new_issue(alert: &Alert, issue: &NewIssue, context: &RenderContext<'_>) -> Value {
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
