//! A notice in English, as plain text, for chat messages and the alerts page. Its texts come from events and are not
//! escaped.

use crate::alerts::channel::RenderContext;
use crate::alerts::fired_summary::{facts, headline, recovery_facts};
use crate::model::alert::{Alert, Digest, Notice, Sample};
use crate::model::alert_issue::AlertIssue;
use crate::model::firing::{Cause, Firing, Recovery, Relayed};

/// An alert as title, facts and link.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// One line.
    pub title: String,
    /// Names and values; none is empty.
    pub facts: Vec<(&'static str, String)>,
    /// Issues that are named, of a digest.
    pub samples: Vec<Sample>,
    /// How many more issues the digest has.
    pub unnamed: u32,
    /// A sentence at the end.
    pub note: Option<&'static str>,
    /// The text and the address of the link at the end.
    pub link: Option<(&'static str, String)>,
}

/// The summary of an alert; none for a message that an older version rendered.
#[must_use]
pub fn summary(alert: &Alert, context: &RenderContext<'_>) -> Option<Summary> {
    match &alert.notice {
        Notice::NewIssue(issue) => Some(new_issue(alert, issue, context)),
        Notice::Fired(firing) => Some(fired(alert, firing, context)),
        Notice::Recovered(recovery) => Some(recovered(alert, recovery, context)),
        Notice::Relayed(message) => Some(relayed(alert, message)),
        Notice::Digest(digest) => Some(digest_of(alert, digest, context)),
        Notice::Test => Some(Summary {
            title: "Balefire: test message".into(),
            note: Some("Alerts will arrive here."),
            link: Some(("Open Balefire", format!("{}/", context.public_url))),
            ..Summary::default()
        }),
        Notice::Rendered { .. } => None,
    }
}

/// The address of the issue of an alert, if it is still stored.
#[must_use]
pub fn issue_url(alert: &Alert, context: &RenderContext<'_>) -> Option<String> {
    alert.issue_id.map(|id| format!("{}/issues/{id}/", context.public_url))
}

/// The address of the issues of a project.
#[must_use]
pub fn project_url(project: &str, context: &RenderContext<'_>) -> String {
    // Characters that a project's name cannot hold are left out.
    let is_of_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name: String = project.chars().filter(is_of_name).collect();
    format!("{}/?project={name}", context.public_url)
}

fn new_issue(alert: &Alert, issue: &AlertIssue, context: &RenderContext<'_>) -> Summary {
    let facts = [
        ("Level", issue.level.clone()),
        ("Culprit", issue.description.culprit.clone()),
        ("Project", alert.project.clone()),
        ("Environment", issue.environment.clone().unwrap_or_default()),
        ("Release", issue.release.clone().unwrap_or_default()),
        ("Events", issue.count.to_string()),
        ("First seen", context.time_zone.format(issue.first_seen)),
    ];
    let link = issue_url(alert, context).map(|url| ("Open issue", url));
    let deleted = "The issue is not stored any more: the store was too large, or it was too old.";
    Summary {
        title: issue.description.title.clone(),
        facts: facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
        note: link.is_none().then_some(deleted),
        link,
        ..Summary::default()
    }
}

fn fired(alert: &Alert, firing: &Firing, context: &RenderContext<'_>) -> Summary {
    let mut summary = match &firing.issue {
        Some(issue) => new_issue(alert, issue, context),
        None => Summary {
            title: format!("{}: {}", alert.project, headline(&firing.cause)),
            link: Some(("Open project", project_url(&alert.project, context))),
            ..Summary::default()
        },
    };
    let mut more = facts(alert, firing);
    if firing.cause == Cause::NewIssue {
        more.retain(|(name, _)| *name != "Why");
    }
    summary.facts.extend(more.into_iter().filter(|(_, value)| !value.trim().is_empty()));
    summary
}

fn recovered(alert: &Alert, recovery: &Recovery, context: &RenderContext<'_>) -> Summary {
    let about = match &recovery.issue {
        Some(issue) => &issue.description.title,
        None => &alert.project,
    };
    let facts = recovery_facts(alert, recovery, context.time_zone.format(recovery.since));
    let link = issue_url(alert, context).map(|url| ("Open issue", url));
    Summary {
        title: format!("Recovered: {about}"),
        facts: facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
        link: link.or_else(|| Some(("Open project", project_url(&alert.project, context)))),
        ..Summary::default()
    }
}

fn relayed(alert: &Alert, message: &Relayed) -> Summary {
    let title = if message.title.trim().is_empty() { &alert.project } else { &message.title };
    let facts = [("Message", message.text.clone()), ("Project", alert.project.clone())];
    Summary {
        title: title.clone(),
        facts: facts.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
        link: message.link.clone().map(|url| ("Open", url)),
        ..Summary::default()
    }
}

fn digest_of(alert: &Alert, digest: &Digest, context: &RenderContext<'_>) -> Summary {
    let noun = if digest.issues == 1 { "more new issue" } else { "more new issues" };
    let mut facts = Vec::new();
    if digest.fatal > 0 {
        facts.push(("Fatal", digest.fatal.to_string()));
    }
    facts.push(("From", context.time_zone.format(digest.since)));
    facts.push(("To", context.time_zone.format(digest.until)));
    let named = u32::try_from(digest.samples.len()).unwrap_or(u32::MAX);
    Summary {
        title: format!("{} {noun} in {}", digest.issues, alert.project),
        facts,
        samples: digest.samples.clone(),
        unnamed: digest.issues.saturating_sub(named),
        link: Some(("Open issues", project_url(&alert.project, context))),
        note: None,
    }
}
