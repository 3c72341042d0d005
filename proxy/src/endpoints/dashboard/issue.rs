//! The page of one issue: what, how often, and its newest event.

use maud::{Markup, html};
use serde_json::Value;

use super::layout::{Nav, badge, number, page as whole};
use super::plain::plain;
use super::sparkline::sparkline;
use super::{breadcrumbs, contexts, event, exceptions, facts, when};
use crate::clock::Timestamp;
use crate::store::{Issue, StoredEvent, TagCount};

/// The page.
pub(super) fn page(
    issue: &Issue,
    hours: &[u32; 24],
    latest: Option<&StoredEvent>,
    tags: &[TagCount],
    nav: Nav,
    now: Timestamp,
) -> Markup {
    let body: Value = latest.and_then(|event| serde_json::from_str(&event.body).ok()).unwrap_or_default();
    let content = html! {
        (head(issue))
        (numbers(issue, hours, now))
        div.columns {
            div.main {
                (event::message(&body, &issue.title))
                (exceptions::section(&body))
                (breadcrumbs::section(&body))
                (event::request(&body))
                (contexts::section(&body))
                (event::extra(&body))
                (event::raw(&body))
            }
            aside aria-label="About the newest event" {
                @if let Some(latest) = latest { (facts::latest(latest, &body, now)) }
                (facts::tags(tags))
            }
        }
    };
    whole(&issue.title, nav, &content)
}

fn head(issue: &Issue) -> Markup {
    let is_message = issue.exception_type.is_empty();
    html! {
        div.issue-head {
            p.crumb {
                a href={ "/?project=" (issue.project) } { (issue.project) } " / #" (issue.id) " " (badge(&issue.level))
            }
            h1 { (plain(if is_message { &issue.title } else { &issue.exception_type })) }
            @if !is_message && !issue.value.is_empty() { p.value { (plain(&issue.value)) } }
            @if !issue.culprit.is_empty() { p.where { (plain(&issue.culprit)) } }
        }
    }
}

fn numbers(issue: &Issue, hours: &[u32; 24], now: Timestamp) -> Markup {
    html! {
        dl.numbers.panel {
            div { dt { "Events" } dd { (number(issue.count)) } }
            div { dt { "Users" } dd { (number(issue.users)) } }
            div { dt { "Last seen" } dd { (when::ago(issue.last_seen, now)) } }
            div { dt { "First seen" } dd { (when::ago(issue.first_seen, now)) } }
            div.trend { dt { "Last 24 hours" } dd { (sparkline(hours)) } }
        }
    }
}
