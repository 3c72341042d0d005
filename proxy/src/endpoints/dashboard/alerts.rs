//! What was said to the groups, or would have been.

use maud::{Markup, html};

use super::layout::{PageContent, Tab, badge, number};
use super::plain::plain;
use super::{address, when};
use crate::alert::{Delivery, Digest};
use crate::clock::Timestamp;
use crate::store::{Issue, Store, StoreError, StoredAlert};

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
    let has_no_robot = lines.iter().any(|it| it.stored.delivery == Delivery::NoRobot);
    let content = html! {
        div.head { h1 { "Alerts" } }
        @if lines.is_empty() {
            section.panel.empty {
                h2 { "Nothing to tell" }
                p { "The first event of each issue becomes a message to the configured DingTalk robots." }
            }
        }
        @if has_no_robot {
            p.note {
                "Some of these were not sent, as no robot was configured: this is what would have been said. "
                "Name a robot in " code { "[alert.dingtalk.<name>]" } " of balefire.toml."
            }
        }
        @for line in lines { (card(line, now)) }
    };
    PageContent::new("Alerts", Tab::Alerts, content)
}

fn card(line: &Line, now: Timestamp) -> Markup {
    let stored = &line.stored;
    html! {
        article.panel.alert {
            header {
                (state(&stored.delivery))
                h2 {
                    @match stored.alert.issue_id {
                        Some(id) => a href=(address::issue(id)) { (plain(&stored.alert.title)) },
                        None => (plain(&stored.alert.title)),
                    }
                }
                p.quiet {
                    @if let Some(robot) = &stored.alert.robot { "to " strong { (plain(robot)) } " · " }
                    "made " (when::ago(stored.created, now))
                    @if stored.attempts > 0 { " · tried " (times(stored.attempts)) }
                }
            }
            (progress(&stored.delivery, now))
            @match &stored.digest {
                Some(digest) => (folded(digest, &line.folded)),
                None if stored.alert.issue_id.is_none() => p.quiet { "Its issue was deleted." },
                None => {}
            }
            pre.text { (plain(&stored.alert.text)) }
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
                    li { a href=(address::issue(issue.id)) { (plain(&issue.title)) } " " (badge(&issue.level)) }
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
        Delivery::NoRobot => ("debug", "no robot"),
    };
    html! { span class={ "badge " (class) } { (word) } }
}

fn progress(delivery: &Delivery, now: Timestamp) -> Markup {
    html! {
        @match delivery {
            Delivery::Waiting { due, last_error } => p {
                @if let Some(error) = last_error { "Last try: " span.wrong { (plain(error)) } ". " }
                @if due.0 > now.0 { "Next try in " ((due.0 - now.0).ceil()) " s." } @else { "To be sent now." }
            },
            Delivery::Delivered { at } => p { "Delivered " (when::ago(*at, now)) "." },
            Delivery::Failed { error } => p { "Given up: " span.wrong { (plain(error)) } },
            Delivery::NoRobot => p { "No robot is configured: this is what would have been sent." },
        }
    }
}

fn times(n: u32) -> String {
    if n == 1 { "once".into() } else { format!("{n} times") }
}
