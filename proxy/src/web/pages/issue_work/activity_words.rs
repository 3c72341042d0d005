//! What happened to an issue, in words.

use maud::{Markup, html};

use super::state_words::{self, given};
use crate::model::issue_state::{Activity, ActivityKind, Actor};
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::{fill, fill_markup, plural, t, text};
use crate::web::pages::{links, relative_time};

/// What happened, and who did it: `Resolved in 1.4.3 by ci`.
pub(super) fn sentence(activity: &Activity, now: Timestamp) -> Markup {
    let what = html! { strong { (what(&activity.kind, now)) } };
    match &activity.actor {
        Actor::Server => what,
        Actor::Token(name) => fill_markup("{what} by {who}", &[("what", what), ("who", given(name))]),
        Actor::Pages => {
            let who = html! { (t("someone without a token")) };
            fill_markup("{what} by {who}", &[("what", what), ("who", who)])
        }
        Actor::Link => {
            fill_markup("{what} by {who}", &[("what", what), ("who", html! { (t("a link in a chat")) })])
        }
    }
}

fn what(kind: &ActivityKind, now: Timestamp) -> Markup {
    let named = |english, name: &str, value: &str| fill_markup(english, &[(name, given(value))]);
    html! {
        @match kind {
            ActivityKind::Resolved { resolution } => (state_words::resolution(resolution)),
            ActivityKind::Archived { archive } => (state_words::archive(archive, now)),
            ActivityKind::Unresolved => (t("Reopened")),
            ActivityKind::Regressed { release: Some(release) } => (named(text("Came back in {release}"), "release", release)),
            ActivityKind::Regressed { release: None } => (t("Came back")),
            ActivityKind::Escalated { hour } => {
                (plural(hour.unsigned_abs(), "Escalating: {n} event in an hour", "Escalating: {n} events in an hour"))
            }
            ActivityKind::Unarchived => (t("No longer archived")),
            ActivityKind::Assigned { to: Some(name) } => (named(text("Assigned to {name}"), "name", name)),
            ActivityKind::Assigned { to: None } => (t("Assigned to nobody")),
            ActivityKind::Prioritized { priority: Some(priority) } => {
                (fill("Priority set to {priority}", &[("priority", state_words::priority(*priority))]))
            }
            ActivityKind::Prioritized { priority: None } => (t("Priority set to that of the level")),
            ActivityKind::Bookmarked { is_bookmarked: true } => (t("Bookmarked")),
            ActivityKind::Bookmarked { is_bookmarked: false } => (t("Bookmark removed")),
            ActivityKind::Seen { is_seen: true } => (t("Marked as seen")),
            ActivityKind::Seen { is_seen: false } => (t("Marked as not seen")),
            ActivityKind::Merged { issues } => {
                (plural(issues.len() as u64, "{n} issue merged into this one", "{n} issues merged into this one"))
                ": " (issues.iter().map(|issue| format!("#{issue}")).collect::<Vec<_>>().join(", "))
            }
            ActivityKind::Unmerged { into } => {
                (fill_markup("A group was taken out: it is issue {issue} now", &[("issue", link(*into))]))
            }
            ActivityKind::UnmergedFrom { issue } => {
                (fill_markup("Taken out of issue {issue}", &[("issue", link(*issue))]))
            }
            ActivityKind::Muted { release: Some(release), .. } => (named(text("Muted until a release newer than {release}"), "release", release)),
            ActivityKind::Muted { until: Some(end), .. } if *end > now => (fill_markup("Muted, ends {when}", &[("when", relative_time::until(*end, now))])),
            ActivityKind::Muted { .. } => (t("Muted for a time")),
            ActivityKind::Unmuted => (t("No longer muted")),
            ActivityKind::Undone => (t("Last change undone")),
            ActivityKind::Comment { .. } => (t("Comment")),
        }
    }
}

fn link(issue: i64) -> Markup {
    html! { a href=(links::issue(issue)) { "#" (issue) } }
}
