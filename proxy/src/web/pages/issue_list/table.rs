//! The table of issues.

use maud::{Markup, html};

use super::filter_form::sort_name;
use super::filters::{Filters, Range};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::IssueSort;
use crate::web::pages::event_count::event_count;
use crate::web::pages::issue_work::{issue_list_checkbox, state_badge};
use crate::web::pages::language::{fill, t};
use crate::web::pages::level_badge::badge;
use crate::web::pages::number_format::number;
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::sparkline::sparkline_of;
use crate::web::pages::{links, relative_time};

/// The table.
pub(super) fn table(
    issues: &[Issue],
    trends: &[[u32; 24]],
    filters: &Filters,
    may_change: bool,
    now: Timestamp,
) -> Markup {
    let trend = trend_name(filters);
    html! {
        table.issues.panel {
            thead {
                tr {
                    th scope="col" { (t("Issue")) }
                    (heading(filters, IssueSort::Trend, "trend", trend))
                    (heading(filters, IssueSort::Events, "num", sort_name(IssueSort::Events)))
                    (heading(filters, IssueSort::Users, "num", sort_name(IssueSort::Users)))
                    (heading(filters, IssueSort::LastSeen, "seen", sort_name(IssueSort::LastSeen)))
                }
            }
            tbody {
                @for (issue, periods) in issues.iter().zip(trends) { (row(issue, (periods, trend), may_change, now)) }
            }
        }
    }
}

fn trend_name(filters: &Filters) -> &'static str {
    match &filters.range {
        Range::All | Range::Last("24h", _) => t("24 hours"),
        Range::Last("14d", _) => t("14 days"),
        Range::Last(..) => t("30 days"),
        Range::Days(..) => t("Range"),
    }
}

/// A column's head, with a link that sorts by it.
fn heading(filters: &Filters, sort: IssueSort, class: &str, name: &str) -> Markup {
    let is_current = filters.sort == sort;
    let path = Filters { sort, page: 1, ..filters.clone() }.path();
    html! {
        th class=(class) scope="col" aria-sort=[is_current.then_some("descending")] {
            a href=(path) { (name) @if is_current { span aria-hidden="true" { " ↓" } } }
        }
    }
}

fn row(issue: &Issue, (periods, trend): (&[u32; 24], &str), may_change: bool, now: Timestamp) -> Markup {
    html! {
        tr {
            th.what scope="row" {
                @if may_change { (issue_list_checkbox(issue)) }
                a.title href=(links::issue(issue.id)) translate="no" { (title(issue)) }
                div.where { @if issue.description.culprit.is_empty() { (t("no location")) } @else { span translate="no" { (reveal_hidden(&issue.description.culprit)) } } }
                div.tags {
                    (badge(&issue.level)) (state_badge(issue, now))
                    span.project translate="no" { (issue.project) }
                    span.platform translate="no" { (reveal_hidden(&issue.platform)) }
                    @if let Some(assignee) = &issue.state.assignee {
                        span.assignee { (fill("assigned to {name}", &[("name", assignee)])) }
                    }
                }
            }
            td.trend { (sparkline_of(periods, trend)) }
            td.num data-label=(t("Events")) { (event_count(issue)) }
            td.num data-label=(t("Users")) { (number(issue.users)) }
            td.seen {
                div.last { (relative_time::ago(issue.last_seen, now)) }
                div.first { (t("first")) " " (relative_time::ago(issue.first_seen, now)) }
            }
        }
    }
}

/// The exception type in bold, followed by its message; or the title of a message.
fn title(issue: &Issue) -> Markup {
    let rest = issue
        .description
        .title
        .strip_prefix(issue.description.exception_type.as_str())
        .filter(|_| !issue.description.exception_type.is_empty());
    html! {
        @match rest {
            Some(rest) => { strong { (reveal_hidden(&issue.description.exception_type)) } (reveal_hidden(rest)) }
            None => { strong { (reveal_hidden(&issue.description.title)) } }
        }
    }
}
