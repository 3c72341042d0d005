//! Alerts: what happened, for which channel, and how far each is.

use maud::{Markup, html};

use super::language::{fill, fill_markup, plural, t, text};
use super::layout::{PageContent, Tab};
use super::level_badge::badge;
use super::number_format::number;
use super::reveal_hidden::reveal_hidden;
use super::{alert_decisions, failing_channels, links, relative_time};
use crate::alerts::channel::RenderContext;
use crate::alerts::summary::{Summary, summary};
use crate::alerts::words::Words;
use crate::model::alert::{Alert, Delivery, Digest, Notice};
use crate::model::alert_decision::AlertDecision;
use crate::model::channel_failure::ChannelFailure;
use crate::model::issue::Issue;
use crate::model::time_zone::TimeZone;
use crate::model::timestamp::Timestamp;
use crate::store::{Reader, StoreError, StoredAlert};

/// Most issues of a digest that are listed.
const FOLDED: u32 = 20;

/// An alert, and the newest issues that were folded into it.
pub(super) struct AlertRow {
    stored: StoredAlert,
    folded: Vec<Issue>,
}

impl AlertRow {
    /// An alert with its issues.
    pub(super) fn of(stored: StoredAlert, store: &dyn Reader) -> Result<Self, StoreError> {
        let folded = match stored.alert.digest() {
            // A digest of an older version has no decisions.
            Some(digest) => match store.issues_of_alert(stored.id, FOLDED)? {
                issues if issues.is_empty() => {
                    store.issues_between(stored.alert.project_id, digest.issue_ids, FOLDED)?
                }
                issues => issues,
            },
            None => Vec::new(),
        };
        Ok(Self { stored, folded })
    }
}

/// The page.
pub(super) fn page(
    lines: &[AlertRow],
    failures: &[ChannelFailure],
    decisions: &[AlertDecision],
    public_url: &str,
    now: Timestamp,
) -> PageContent {
    let context = RenderContext {
        public_url: public_url.trim_end_matches('/'),
        time_zone: &TimeZone::default(),
        words: Words::default(),
        links: None,
        redirected: None,
        message_type: None,
    };
    let has_no_channel = lines.iter().any(|it| it.stored.delivery == Delivery::NoChannel);
    let content = html! {
        div.head {
            h1 { (t("Alerts")) }
            p.quiet {
                a href="/alerts/rules/" { (t("Alert rules")) } " · "
                a href="/alerts/silences/" { (t("Silences")) } " · "
                a href="/alerts/preview/" { (t("Message preview")) }
            }
        }
        (failing_channels::section(failures, now))
        @if lines.is_empty() {
            section.panel.empty {
                h2 { (t("No alerts yet")) }
                p { (t("The first event of each issue becomes a message to each configured channel.")) }
            }
        }
        @if has_no_channel {
            p.note {
                (t("Some of these alerts were not sent, because no channel was configured.")) (t(" "))
                (fill_markup(
                    "Configure one in {file}, for example {dingtalk} or {webhook}.",
                    &[
                        ("file", html! { code { "balefire.toml" } }),
                        ("dingtalk", html! { code { "[alert.dingtalk.<name>]" } }),
                        ("webhook", html! { code { "[alert.webhook.<name>]" } }),
                    ],
                ))
            }
        }
        @if !lines.is_empty() { (table(lines, &context, now)) }
        (alert_decisions::held_back(decisions, now))
    };
    PageContent::new(t("Alerts"), Tab::Alerts, content)
}

/// What is to be said of an alert that leads to no issue.
fn about(alert: &Alert) -> Markup {
    if let Notice::Relayed(message) = &alert.notice {
        let source = html! { code translate="no" { (message.source) } };
        return html! { span.quiet { (fill_markup("Sent by another program ({source}).", &[("source", source)])) } };
    }
    let is_of_issue = alert.issue().is_some() || matches!(alert.notice, Notice::Rendered { .. });
    html! {
        @if is_of_issue && alert.issue_id.is_none() { span.quiet { (t("Its issue was deleted.")) } }
    }
}

fn table(lines: &[AlertRow], context: &RenderContext<'_>, now: Timestamp) -> Markup {
    html! {
        table.issues.alerts.panel {
            thead {
                tr {
                    th scope="col" { (t("State")) }
                    th scope="col" { (t("Alert")) }
                    th scope="col" { (t("Channel")) }
                    th.seen scope="col" { (t("Made")) }
                }
            }
            tbody { @for line in lines { (row(line, context, now)) } }
        }
    }
}

fn row(line: &AlertRow, context: &RenderContext<'_>, now: Timestamp) -> Markup {
    let stored = &line.stored;
    let summary = summary(&stored.alert, context);
    let title = html! { strong translate="no" { (reveal_hidden(&title(&stored.alert, &summary))) } };
    html! {
        tr {
            td.state {
                (state(&stored.delivery))
                (progress(stored, now))
            }
            th.what scope="row" {
                div.line {
                    @match stored.alert.issue_id {
                        Some(id) => a.title href=(links::issue(id)) { (title) },
                        None => div.title { (title) },
                    }
                    @match stored.alert.digest() {
                        Some(digest) => (folded(digest, &line.folded)),
                        None => (about(&stored.alert)),
                    }
                    details {
                        summary { (t("Message")) }
                        pre.text lang="en" translate="no" { (reveal_hidden(&message(&stored.alert, &summary))) }
                    }
                }
                @if let Some(error) = error(&stored.delivery) { p.wrong { (reveal_hidden(error)) } }
            }
            td.channel data-label=(t("to")) {
                @match (&stored.redirected, &stored.alert.channel) {
                    (Some(by), Some(channel)) => {
                        (reveal_hidden(&by.fallback))
                        div.first { (fill("instead of {channel}", &[("channel", channel)])) }
                    },
                    (None, Some(channel)) => (reveal_hidden(channel)),
                    (_, None) => span.quiet { (t("none")) },
                }
            }
            td.seen { (relative_time::ago(stored.created, now)) }
        }
    }
}

/// One line that says what happened.
fn title(alert: &Alert, summary: &Summary) -> String {
    match &alert.notice {
        Notice::Digest(digest) => digest_title(digest, &alert.project),
        Notice::Test => t("Balefire: test message").to_owned(),
        Notice::NewIssue(_) | Notice::Fired(_) if alert.issue().is_some() => {
            format!("{}: {}", alert.project, summary.title)
        }
        _ => summary.title.clone(),
    }
}

fn digest_title(digest: &Digest, project: &str) -> String {
    let one = text("{n} more new issue in {project}");
    let many = text("{n} more new issues in {project}");
    let words = if digest.issues == 1 { one } else { many };
    fill(words, &[("n", &number(digest.issues.into())), ("project", project)])
}

/// The notice as its channel gets it, a fact a line. A text of an event stays in its line, so that it cannot pass for a
/// fact.
fn message(alert: &Alert, summary: &Summary) -> String {
    if let Notice::Rendered { text, .. } = &alert.notice {
        return text.clone();
    }
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = vec![one_line(&summary.title)];
    lines.extend(summary.facts.iter().map(|(name, value)| format!("{name}: {}", one_line(value))));
    lines
        .extend(summary.samples.iter().map(|it| format!("{}: {}", one_line(&it.level), one_line(&it.title))));
    if summary.unnamed > 0 {
        lines.push(format!("and {} more", summary.unnamed));
    }
    lines.extend(summary.note.map(str::to_owned));
    lines.extend(summary.link.as_ref().map(|(name, url)| format!("{name}: {url}")));
    lines.join("\n")
}

/// Which issues a digest has.
fn folded(digest: &Digest, newest: &[Issue]) -> Markup {
    let total = i64::from(digest.issues);
    html! {
        details.folded {
            summary { (plural(digest.issues.into(), "{n} issue without an alert of its own", "{n} issues without an alert of their own")) }
            ul {
                @for issue in newest {
                    li { a href=(links::issue(issue.id)) { (reveal_hidden(&issue.description.title)) } " " (badge(&issue.level)) }
                }
            }
            @if total > newest.len() as i64 {
                p.quiet { (fill("The newest {n} of those that are still stored are listed.", &[("n", &newest.len().to_string())])) }
            }
        }
    }
}

fn state(delivery: &Delivery) -> Markup {
    let (class, word) = match delivery {
        Delivery::Waiting { .. } => ("warning", t("waiting")),
        Delivery::Delivered { .. } => ("ok", t("delivered")),
        Delivery::Failed { .. } => ("error", t("failed")),
        Delivery::NoChannel => ("debug", t("no channel")),
    };
    html! { span class={ "badge " (class) } { (word) } }
}

/// What was done, or will be, and when.
fn progress(stored: &StoredAlert, now: Timestamp) -> Markup {
    html! {
        @match &stored.delivery {
            Delivery::Waiting { due, .. } => div.first {
                @if due.0 > now.0 { (fill_markup("next try {time}", &[("time", relative_time::until(*due, now))])) } @else { (t("to be sent now")) }
            },
            Delivery::Delivered { at } => div.first { (relative_time::ago(*at, now)) },
            Delivery::Failed { .. } | Delivery::NoChannel => {}
        }
        @if stored.attempts > 1 || (stored.attempts == 1 && error(&stored.delivery).is_some()) {
            div.first { (plural(stored.attempts.into(), "tried once", "tried {n} times")) }
        }
    }
}

/// How the last try failed.
fn error(delivery: &Delivery) -> Option<&str> {
    match delivery {
        Delivery::Waiting { last_error, .. } => last_error.as_deref(),
        Delivery::Failed { error } => Some(error),
        Delivery::Delivered { .. } | Delivery::NoChannel => None,
    }
}
