//! The list of issues.

use maud::{Markup, html};

use super::event_count::event_count;
use super::issue_work::{issue_list_actions, issue_list_checkbox, state_badge, undo_notice};
use super::layout::{PageContent, Tab};
use super::level_badge::badge;
use super::number_format::number;
use super::reveal_hidden::reveal_hidden;
use super::sparkline::sparkline;
use super::{dead_letter_list, links, paging, relative_time, welcome};
use crate::model::issue::Issue;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::search::{LONGEST, SearchError};
use crate::store::ChangeRecord;

/// The data of the page, and the filter.
pub(super) struct IssueList {
    pub projects: Vec<Project>,
    pub project: Option<String>,
    pub text: Option<String>,
    /// Why the search was not made.
    pub error: Option<SearchError>,
    pub page: u32,
    pub has_more: bool,
    pub issues: Vec<Issue>,
    pub hours: Vec<[u32; 24]>,
    /// The number of dead letters of the project, or of all.
    pub dead_letters: u64,
    /// The change that led here.
    pub change: Option<ChangeRecord>,
    /// Whether the viewer may change issues.
    pub may_change: bool,
}

impl IssueList {
    fn path(&self) -> String {
        links::issues(self.project.as_deref(), self.text.as_deref(), self.page)
    }
}

/// The page.
pub(super) fn page(list: &IssueList, now: Timestamp) -> PageContent {
    let is_filtered = list.text.is_some() || list.project.is_some();
    let content = if list.issues.is_empty() && !is_filtered && list.page == 1 {
        html! {
            (dead_letter_list::note(list.dead_letters, None))
            (welcome::panel(&list.projects))
        }
    } else {
        html! {
            (undo_notice(list.change.as_ref(), &list.path(), list.may_change, now))
            div.head { h1 { "Issues" } (search(list)) }
            (dead_letter_list::note(list.dead_letters, list.project.as_deref()))
            @if list.issues.is_empty() {
                section.panel.empty {
                    @if let Some(error) = &list.error {
                        h2 { "This search cannot be made" }
                        p { (error) }
                    } @else {
                        h2 { "No issues match this search" }
                    }
                    p { a href="/" { "Show all issues" } }
                }
            } @else {
                @if list.may_change { (issue_list_actions(&list.path())) }
                (table(list, now))
            }
            (paging::links("Pages of issues", list.page, list.has_more, |page| links::issues(list.project.as_deref(), list.text.as_deref(), page)))
        }
    };
    PageContent::new("Issues", Tab::Issues, content)
}

fn search(list: &IssueList) -> Markup {
    html! {
        form.search role="search" method="get" action="/" {
            @if list.projects.len() > 1 {
                label.hidden for="project" { "Project" }
                select #project name="project" {
                    option value="" { "All projects" }
                    @for project in &list.projects {
                        option value=(project.slug) selected[list.project.as_ref() == Some(&project.slug)] { (project.slug) }
                    }
                }
            }
            label.hidden for="q" { "Search in titles and culprits" }
            input #q type="search" name="q" placeholder="Search issues" maxlength=(LONGEST) value=[list.text.as_deref()];
            button { "Search" }
        }
    }
}

fn table(list: &IssueList, now: Timestamp) -> Markup {
    html! {
        table.issues.panel {
            thead {
                tr {
                    th scope="col" { "Issue" }
                    th.trend scope="col" { "24 hours" }
                    th.num scope="col" { "Events" }
                    th.num scope="col" { "Users" }
                    th.seen scope="col" { "Seen" }
                }
            }
            tbody {
                @for (issue, hours) in list.issues.iter().zip(&list.hours) { (row(issue, hours, list.may_change, now)) }
            }
        }
    }
}

fn row(issue: &Issue, hours: &[u32; 24], may_change: bool, now: Timestamp) -> Markup {
    html! {
        tr {
            th.what scope="row" {
                @if may_change { (issue_list_checkbox(issue)) }
                a.title href=(links::issue(issue.id)) { (title(issue)) }
                div.where { @if issue.description.culprit.is_empty() { "no location" } @else { (reveal_hidden(&issue.description.culprit)) } }
                div.tags { (badge(&issue.level)) (state_badge(issue, now)) span.project { (issue.project) } span.platform { (reveal_hidden(&issue.platform)) } }
            }
            td.trend { (sparkline(hours)) }
            td.num data-label="Events" { (event_count(issue)) }
            td.num data-label="Users" { (number(issue.users)) }
            td.seen {
                div.last { (relative_time::ago(issue.last_seen, now)) }
                div.first { "first " (relative_time::ago(issue.first_seen, now)) }
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
