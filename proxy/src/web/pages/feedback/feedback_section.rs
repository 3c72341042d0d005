//! What visitors wrote, one after the other.

use maud::{Markup, html};

use super::super::language::t;
use super::super::reveal_hidden::reveal_hidden;
use super::super::{links, relative_time};
use crate::model::feedback::StoredFeedback;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;

/// Feedback on the page of an issue.
pub(in crate::web::pages) const MOST_ON_PAGE: u32 = 3;

/// The newest feedback about an issue, if there is any.
pub(in crate::web::pages) fn section(issue: &Issue, newest: &[StoredFeedback], now: Timestamp) -> Markup {
    html! {
        @if !newest.is_empty() {
            section.panel {
                h2 { (t("User feedback")) }
                (entries(newest, now))
                p { a href=(links::feedback_of_issue(issue.id)) { (t("All feedback about this issue")) } }
            }
        }
    }
}

/// A list of feedback.
pub(super) fn entries(feedback: &[StoredFeedback], now: Timestamp) -> Markup {
    html! { ul.feedback { @for entry in feedback { li { (one(entry, now)) } } } }
}

fn one(entry: &StoredFeedback, now: Timestamp) -> Markup {
    let said = &entry.feedback;
    let name = [&said.name, &said.email].into_iter().find(|text| !text.is_empty());
    html! {
        p.by {
            strong { @match name { Some(name) => (reveal_hidden(name)), None => (t("Anonymous")) } }
            @if !said.email.is_empty() && !said.name.is_empty() { " · " (reveal_hidden(&said.email)) }
            " · " (relative_time::ago(said.timestamp, now))
        }
        p.words { (reveal_hidden(&said.message)) }
        p.quiet {
            span { (entry.project) }
            @if let Some(issue) = entry.issue_id {
                " · " a href=(links::event(issue, &said.event_id)) { (t("Event")) }
                " · " a href=(links::issue(issue)) { (t("Issue")) " #" (issue) }
            }
            @for (label, value) in [(t("Release"), &said.release), (t("Environment"), &said.environment)] {
                @if !value.is_empty() { " · " (label) " " (reveal_hidden(value)) }
            }
            @if !said.url.is_empty() {
                " · "
                @match links::safe_link(&said.url) {
                    Some(link) => a href=(link) rel="noopener noreferrer nofollow" { (reveal_hidden(&said.url)) },
                    None => (reveal_hidden(&said.url)),
                }
            }
        }
    }
}
