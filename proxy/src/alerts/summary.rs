//! A notice in the words of a channel's language, as plain text, for messages and the alerts page. Its texts come from
//! events and are not escaped.

use crate::alerts::action_links::action_links;
use crate::alerts::channel::RenderContext;
use crate::alerts::fired_summary::{facts, headline, recovery_facts};
use crate::alerts::words::Words;
use crate::model::alert::{Alert, Digest, Notice, Sample};
use crate::model::alert_issue::AlertIssue;
use crate::model::channel_failure::{ChannelNews, ChannelNewsKind};
use crate::model::firing::{Cause, CauseKind, Firing, Recovery, Relayed};

/// An alert as title, facts and links.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// A line before everything else, if another channel sends the message than the one for which it is meant.
    pub redirected: Option<String>,
    /// The line of a notification: level, project, and what happened.
    pub notification: String,
    /// The title of the message, in one line.
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
    /// Texts and addresses of links that do something to the issue.
    pub actions: Vec<(&'static str, String)>,
}

impl Summary {
    /// All links, the main one first.
    pub fn links(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.link.iter().chain(&self.actions)
    }

    /// The line about the issues of a digest that are not named.
    #[must_use]
    pub fn more(&self, words: Words) -> Option<String> {
        (self.unnamed > 0).then(|| words.fill("and {n} more", &[("n", &self.unnamed.to_string())]))
    }
}

/// The summary of an alert.
#[must_use]
pub fn summary(alert: &Alert, context: &RenderContext<'_>) -> Summary {
    let redirected = context.redirected.map(|redirected| {
        let values = [
            ("channel", alert.channel.as_deref().unwrap_or_default()),
            ("time", &context.time_zone.format(redirected.since)),
            ("error", &redirected.error),
        ];
        context.words.fill("The channel {channel} fails since {time}: {error}", &values)
    });
    Summary { redirected, ..own_summary(alert, context) }
}

/// The summary, whoever sends it.
fn own_summary(alert: &Alert, context: &RenderContext<'_>) -> Summary {
    let words = context.words;
    match &alert.notice {
        Notice::NewIssue(issue) => new_issue(alert, issue, context),
        Notice::Fired(firing) => fired(alert, firing, context),
        Notice::Recovered(recovery) => recovered(alert, recovery, context),
        Notice::Relayed(message) => relayed(alert, message, words),
        Notice::Digest(digest) => digest_of(alert, digest, context),
        Notice::Channel(news) => channel(news, context),
        Notice::Test => {
            let title = words.text("Balefire: test message").to_owned();
            Summary {
                notification: title.clone(),
                title,
                note: Some(words.text("Alerts will arrive here.")),
                link: Some((words.text("Open Balefire"), format!("{}/", context.public_url))),
                ..Summary::default()
            }
        }
        Notice::Rendered { title, text } => Summary {
            notification: title.clone(),
            title: title.clone(),
            facts: vec![(words.text("Message"), text.clone())],
            ..Summary::default()
        },
    }
}

/// The summary without any text of an event, for a receiver that refused the words.
#[must_use]
pub fn without_text(alert: &Alert, words: Words) -> Summary {
    let title = match alert.issue_id {
        Some(id) => words.fill("Issue {id}", &[("id", &id.to_string())]),
        None => words.text("Issues").to_owned(),
    };
    let note = Some(words.text("The receiver refused the words of this message."));
    Summary { notification: format!("Balefire · {title}"), title, note, ..Summary::default() }
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

/// Parts of a line, without those that are empty.
fn line(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn new_issue(alert: &Alert, issue: &AlertIssue, context: &RenderContext<'_>) -> Summary {
    let words = context.words;
    let level = words.level(&issue.level);
    let count = |n: i64| if n > 0 { n.to_string() } else { String::new() };
    let facts = [
        ("Level", level.clone()),
        ("Culprit", issue.description.culprit.clone()),
        ("Project", alert.project.clone()),
        ("Environment", issue.environment.clone().unwrap_or_default()),
        ("Release", issue.release.clone().unwrap_or_default()),
        ("Events", count(issue.count)),
        ("Users", count(issue.users)),
        ("First seen", context.time_zone.format(issue.first_seen)),
    ];
    let link = issue_url(alert, context).map(|url| (words.text("Open issue"), url));
    let deleted = words.text("The issue is not stored any more: the store was too large, or it was too old.");
    let title = &issue.description.title;
    Summary {
        notification: line(&[&level, &alert.project, title_or(title, words)]),
        title: title.clone(),
        facts: named(facts, words),
        note: link.is_none().then_some(deleted),
        actions: actions(alert, context),
        link,
        ..Summary::default()
    }
}

/// The links that resolve or mute the issue, if it is still stored.
fn actions(alert: &Alert, context: &RenderContext<'_>) -> Vec<(&'static str, String)> {
    let (Some(issue), Some((key, since))) = (alert.issue_id, context.links) else { return Vec::new() };
    let links = action_links(context.public_url, issue, since, key);
    let text = |english| context.words.text(english);
    vec![
        (text("Resolve"), links.resolve),
        (text("Mute 1 h"), links.mute_hour),
        (text("Mute until next release"), links.mute_release),
    ]
}

fn fired(alert: &Alert, firing: &Firing, context: &RenderContext<'_>) -> Summary {
    let words = context.words;
    let happened = headline(&firing.cause, words);
    let mut summary = match &firing.issue {
        Some(issue) => new_issue(alert, issue, context),
        None => Summary {
            title: format!("{}: {happened}", alert.project),
            link: Some((words.text("Open project"), project_url(&alert.project, context))),
            ..Summary::default()
        },
    };
    let title = firing.issue.as_ref().map_or("", |issue| title_or(&issue.description.title, words));
    let level = firing
        .issue
        .as_ref()
        .map_or_else(|| words.text(firing.severity.name()).to_owned(), |issue| words.level(&issue.level));
    // A new issue needs no words for what happened: its title says it.
    let happened = if firing.cause == Cause::NewIssue { "" } else { &happened };
    summary.notification = line(&[&level, &alert.project, happened, title]);
    let mut more = facts(alert, firing, words);
    if firing.cause == Cause::NewIssue {
        more.retain(|(name, _)| *name != "Why");
    }
    summary.facts.extend(named(more, words));
    summary
}

fn recovered(alert: &Alert, recovery: &Recovery, context: &RenderContext<'_>) -> Summary {
    let words = context.words;
    let about = match &recovery.issue {
        Some(issue) => &issue.description.title,
        None => &alert.project,
    };
    let facts = recovery_facts(alert, recovery, context.time_zone.format(recovery.since), words);
    let link = issue_url(alert, context).map(|url| (words.text("Open issue"), url));
    let happened = headline(&recovery.cause, words);
    Summary {
        notification: line(&[words.text("recovered"), &alert.project, &happened]),
        title: format!("{}: {about}", words.text("Recovered")),
        facts: named(facts, words),
        link: link.or_else(|| Some((words.text("Open project"), project_url(&alert.project, context)))),
        ..Summary::default()
    }
}

fn relayed(alert: &Alert, message: &Relayed, words: Words) -> Summary {
    let first = message.text.lines().find(|line| !line.trim().is_empty()).unwrap_or(&alert.project);
    let title = if message.title.trim().is_empty() { first } else { message.title.as_str() };
    let facts = [("Message", message.text.clone()), ("Project", alert.project.clone())];
    Summary {
        // The level of a message stands in it where its sender wants it.
        notification: title.to_owned(),
        title: title.to_owned(),
        facts: named(facts, words),
        link: message.link.clone().map(|url| (words.text("Open"), url)),
        ..Summary::default()
    }
}

fn channel(news: &ChannelNews, context: &RenderContext<'_>) -> Summary {
    let words = context.words;
    let values = [("channel", news.channel.as_str()), ("fallback", news.fallback.as_str())];
    let title = match news.kind {
        ChannelNewsKind::Fails => "The channel {channel} fails",
        ChannelNewsKind::Works | ChannelNewsKind::Returned => "The channel {channel} works again",
    };
    let note = match news.kind {
        ChannelNewsKind::Fails => "Its messages come here until it works again.",
        ChannelNewsKind::Works => "Its messages go there again.",
        ChannelNewsKind::Returned => "Messages come here again.",
    };
    let (alerts, until) = match news.kind {
        ChannelNewsKind::Fails => (String::new(), String::new()),
        ChannelNewsKind::Works | ChannelNewsKind::Returned => {
            (news.alerts.to_string(), context.time_zone.format(news.at))
        }
    };
    let sent = match news.kind {
        ChannelNewsKind::Returned => {
            words.fill("{n} to {channel}", &[("n", &alerts), ("channel", &news.fallback)])
        }
        ChannelNewsKind::Fails | ChannelNewsKind::Works => alerts,
    };
    let facts = [
        ("Error", news.error.clone()),
        ("Since", context.time_zone.format(news.since)),
        ("To", until),
        ("Messages meanwhile", sent),
    ];
    let title = words.fill(title, &values);
    Summary {
        notification: format!("Balefire · {title}"),
        title,
        facts: named(facts, words),
        note: Some(words.text(note)),
        link: Some((words.text("Open alerts"), format!("{}/alerts/", context.public_url))),
        ..Summary::default()
    }
}

fn digest_of(alert: &Alert, digest: &Digest, context: &RenderContext<'_>) -> Summary {
    let words = context.words;
    let issues = digest.issues.to_string();
    let values = [("n", issues.as_str()), ("project", alert.project.as_str())];
    // All that are named are new ones, or there may be others among the rest.
    let is_new = digest.samples.iter().all(|sample| sample.cause == CauseKind::NewIssue);
    let title = words.fill(
        match (is_new, digest.issues) {
            (true, 1) => "{n} new issue in {project}",
            (true, _) => "{n} new issues in {project}",
            (false, 1) => "{n} issue in {project}",
            (false, _) => "{n} issues in {project}",
        },
        &values,
    );
    let facts = [
        ("Fatal", if digest.fatal > 0 { digest.fatal.to_string() } else { String::new() }),
        ("From", context.time_zone.format(digest.since)),
        ("To", context.time_zone.format(digest.until)),
    ];
    let named_issues = u32::try_from(digest.samples.len()).unwrap_or(u32::MAX);
    let first = digest.samples.first().map_or("", |sample| sample.title.as_str());
    Summary {
        notification: line(&[&title, first]),
        title,
        facts: named(facts, words),
        samples: digest.samples.clone(),
        unnamed: digest.issues.saturating_sub(named_issues),
        link: Some((words.text("Open issues"), project_url(&alert.project, context))),
        ..Summary::default()
    }
}

fn title_or(title: &str, words: Words) -> &str {
    if title.trim().is_empty() { words.text("(no title)") } else { title }
}

/// The facts that have a value, with their names in the language.
fn named(
    facts: impl IntoIterator<Item = (&'static str, String)>,
    words: Words,
) -> Vec<(&'static str, String)> {
    let has_value = |(_, value): &(&'static str, String)| !value.trim().is_empty();
    facts.into_iter().filter(has_value).map(|(name, value)| (words.text(name), value)).collect()
}

#[cfg(test)]
#[path = "summary_tests.rs"]
mod tests;
