//! The comments of an issue, and what happened to it.

use maud::{Markup, html};

use super::activity_words::sentence;
use crate::model::issue_state::{Activity, ActivityKind, COMMENT};
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::t;
use crate::web::pages::relative_time;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// Most entries on the page. One more is read, to know whether there are older ones.
pub(super) const ACTIVITIES: u32 = 50;
/// Longest part of a comment on the page, in characters; the rest is folded.
const SHOWN: usize = 2_000;

/// The section, with the newest first.
pub(super) fn activity_list(issue: i64, activities: &[Activity], may_change: bool, now: Timestamp) -> Markup {
    html! {
        section.panel.activity #activity {
            h2 { (t("Activity")) }
            @if may_change { (form(issue)) }
            @if activities.is_empty() {
                p.quiet { (t("Nothing has been done yet. Changes of the state and comments are listed here.")) }
            } @else {
                ol { @for activity in activities.iter().take(ACTIVITIES as usize) { (entry(activity, may_change, now)) } }
            }
            @if activities.len() > ACTIVITIES as usize { p.quiet { (t("Older entries are not listed.")) } }
        }
    }
}

fn form(issue: i64) -> Markup {
    html! {
        form.comment method="post" action={ "/issues/" (issue) "/comments/" } {
            label for="comment" { (t("Comment")) }
            textarea #comment name="text" rows="3" maxlength=(COMMENT) required {}
            button { (t("Add comment")) }
        }
    }
}

fn entry(activity: &Activity, may_change: bool, now: Timestamp) -> Markup {
    html! {
        li.comment[activity.kind.is_comment()] {
            p.what { span { (sentence(activity, now)) } span.quiet { (relative_time::ago(activity.at, now)) } }
            @if let ActivityKind::Comment { text } = &activity.kind {
                (comment(text))
                @if may_change {
                    form method="post" action={ "/issues/" (activity.issue_id) "/comments/" (activity.id) "/delete/" } {
                        button.plain { (t("Delete comment")) }
                    }
                }
            }
        }
    }
}

fn comment(text: &str) -> Markup {
    let end = text.char_indices().nth(SHOWN).map(|(at, _)| at);
    let (shown, rest) = text.split_at(end.unwrap_or(text.len()));
    html! {
        p.said translate="no" { (reveal_hidden(shown)) }
        @if !rest.is_empty() {
            details { summary { (t("Rest of the comment")) } p.said translate="no" { (reveal_hidden(rest)) } }
        }
    }
}
