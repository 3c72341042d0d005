//! What was said to the groups, or would have been.

use maud::{Markup, html};

use super::layout::{PageContent, Tab, badge, number};
use super::plain::plain;
use super::{address, when};
use crate::alerts::{Delivery, Digest};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{Store, StoreError, StoredAlert};

/// Most issues of a digest that are listed.
const FOLDED: u32 = 20;

/// An alert, and the newest issues that were folded into it.
pub(super) struct Line {
    stored: StoredAlert,
    folded: Vec<Issue>,
}

impl Line {
    /// An alert with its issues.
    pub(super) fn of(stored: StoredAlert, store: &dyn Store) -> Result<Self, StoreError> {
        let folded = match &stored.digest {
            Some(digest) => store.issues_between(digest.project_id, digest.issue_ids, FOLDED)?,
            None => Vec::new(),
        };
        Ok(Self { stored, folded })
    }
}

/// The page.
pub(super) fn page(lines: &[Line], now: Timestamp) -> PageContent {
    let has_no_channel = lines.iter().any(|it| it.stored.delivery == Delivery::NoChannel);
    let content = html! {
        div.head { h1 { "Alerts" } }
        @if lines.is_empty() {
            section.panel.empty {
                h2 { "Nothing to tell" }
                p { "The first event of each issue becomes a message to the configured channels." }
            }
        }
        @if has_no_channel {
            p.note {
                "Some of these were not sent, as no channel was configured: this is what would have been said. "
                "Name a channel in " code { "[alert.dingtalk.<name>]" } " of balefire.toml."
            }
        }
        @if !lines.is_empty() { (table(lines, now)) }
    };
    PageContent::new("Alerts", Tab::Alerts, content)
}

fn table(lines: &[Line], now: Timestamp) -> Markup {
    html! {
        table.issues.alerts.panel {
            thead {
                tr {
                    th scope="col" { "State" }
                    th scope="col" { "Alert" }
                    th scope="col" { "Robot" }
                    th.seen scope="col" { "Made" }
                }
            }
            tbody { @for line in lines { (row(line, now)) } }
        }
    }
}

fn row(line: &Line, now: Timestamp) -> Markup {
    let stored = &line.stored;
    let title = html! { strong { (plain(&stored.alert.title)) } };
    html! {
        tr {
            td.state {
                (state(&stored.delivery))
                (progress(stored, now))
            }
            th.what scope="row" {
                div.line {
                    @match stored.alert.issue_id {
                        Some(id) => a.title href=(address::issue(id)) { (title) },
                        None => div.title { (title) },
                    }
                    @match &stored.digest {
                        Some(digest) => (folded(digest, &line.folded)),
                        None if stored.alert.issue_id.is_none() => span.quiet { "Its issue was deleted." },
                        None => {}
                    }
                    details {
                        summary { "Message" }
                        pre.text { (plain(&stored.alert.text)) }
                    }
                }
                @if let Some(error) = error(&stored.delivery) { p.wrong { (plain(error)) } }
            }
            td.channel {
                @match &stored.alert.channel {
                    Some(channel) => (plain(channel)),
                    None => span.quiet { "none" },
                }
            }
            td.seen { (when::ago(stored.created, now)) }
        }
    }
}

/// Which issues a digest tells of.
fn folded(digest: &Digest, newest: &[Issue]) -> Markup {
    let total = i64::from(digest.issues);
    html! {
        details.folded {
            summary { (number(total)) " issues without an alert of their own" }
            ul {
                @for issue in newest {
                    li { a href=(address::issue(issue.id)) { (plain(&issue.description.title)) } " " (badge(&issue.level)) }
                }
            }
            @if total > newest.len() as i64 {
                p.quiet { "The newest " (newest.len()) " of those that are still stored are listed." }
            }
        }
    }
}

fn state(delivery: &Delivery) -> Markup {
    let (class, word) = match delivery {
        Delivery::Waiting { .. } => ("warning", "waiting"),
        Delivery::Delivered { .. } => ("ok", "delivered"),
        Delivery::Failed { .. } => ("error", "failed"),
        Delivery::NoChannel => ("debug", "no channel"),
    };
    html! { span class={ "badge " (class) } { (word) } }
}

/// What was done, or will be, and when.
fn progress(stored: &StoredAlert, now: Timestamp) -> Markup {
    html! {
        @match &stored.delivery {
            Delivery::Waiting { due, .. } => div.first {
                @if due.0 > now.0 { "next try " (when::until(*due, now)) } @else { "to be sent now" }
            },
            Delivery::Delivered { at } => div.first { (when::ago(*at, now)) },
            Delivery::Failed { .. } | Delivery::NoChannel => {}
        }
        @if stored.attempts > 1 || (stored.attempts == 1 && error(&stored.delivery).is_some()) {
            div.first { "tried " (times(stored.attempts)) }
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

fn times(n: u32) -> String {
    if n == 1 { "once".into() } else { format!("{n} times") }
}
