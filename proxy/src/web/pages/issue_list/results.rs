//! The page of the list.

use maud::{Markup, html};

use super::filters::Filters;
use super::{filter_form, saved, search_error, table, tabs};
use crate::model::issue::Issue;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::search::SearchError;
use crate::store::{ChangeRecord, SavedSearch};
use crate::web::pages::issue_work::{issue_list_actions, undo_notice};
use crate::web::pages::language::{fill, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::number_format::number;
use crate::web::pages::paging::PAGE;
use crate::web::pages::{dead_letter_list, first_start, links, paging};

/// Results are counted up to one more than this.
pub(super) const COUNTED: u32 = 1_000;

/// The data of the page.
pub(super) struct IssueList {
    pub projects: Vec<Project>,
    pub environments: Vec<String>,
    pub saved: Vec<SavedSearch>,
    pub filters: Filters,
    /// Why the search was not made.
    pub error: Option<SearchError>,
    pub has_more: bool,
    /// There is no issue at all.
    pub is_unused: bool,
    /// Number of results, at most one more than [`COUNTED`].
    pub count: u32,
    /// The number of issues in each state that has a tab.
    pub state_counts: Vec<u32>,
    pub issues: Vec<Issue>,
    pub trends: Vec<[u32; 24]>,
    /// The number of dead letters of the project, or of all.
    pub dead_letters: u64,
    /// The change that led here.
    pub change: Option<ChangeRecord>,
    /// Whether the viewer may change issues.
    pub may_change: bool,
}

/// The page.
pub(super) fn page(list: &IssueList, now: Timestamp) -> PageContent {
    let filters = &list.filters;
    let path = filters.path();
    let content = if list.is_unused && filters.is_default() {
        html! {
            (dead_letter_list::note(list.dead_letters, None))
            (first_start::no_issues())
        }
    } else {
        html! {
            (undo_notice(list.change.as_ref(), &path, list.may_change, now))
            div.head { h1 { (t("Issues")) } }
            (tabs::tabs(filters, &list.state_counts))
            (filter_form::form(filters, &list.projects, &list.environments))
            (saved::section(&list.saved, filters, list.may_change))
            (dead_letter_list::note(list.dead_letters, filters.project.as_deref()))
            @if list.issues.is_empty() { (nothing(list)) } @else {
                div.above { p.quiet.results { (results(list)) } @if list.may_change { (issue_list_actions(&path)) } }
                (table::table(&list.issues, &list.trends, filters, list.may_change, now))
            }
            (paging::links(t("Pages of issues"), filters.page, list.has_more, |page| Filters { page, ..filters.clone() }.path()))
        }
    };
    PageContent::new(t("Issues"), Tab::Issues, content)
}

fn nothing(list: &IssueList) -> Markup {
    html! {
        section.panel.empty {
            @if let Some(error) = &list.error {
                h2 { (t("This search cannot be made")) }
                p { (search_error::sentence(error)) }
            } @else {
                h2 { (t("No issues match this search")) }
                @if list.filters.text.is_none() { p { (t("Resolved and archived issues are not listed without a search for them.")) } }
            }
            p { a href="/?q=" { (t("Show all issues")) } }
            @if let Some(project) = &list.filters.project {
                p { a href=(links::project(project)) { (fill("How to send to {project}, and what became of its data", &[("project", project)])) } }
            }
        }
    }
}

/// Which of how many results these are.
fn results(list: &IssueList) -> String {
    let first = (list.filters.page - 1) * PAGE + 1;
    let last = first.saturating_add(u32::try_from(list.issues.len()).unwrap_or(PAGE)).saturating_sub(1);
    let shown = |n: u32| number(i64::from(n));
    let values = [("first", shown(first)), ("last", shown(last)), ("n", shown(list.count.min(COUNTED)))];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if list.count > COUNTED {
        fill("{first}–{last} of more than {n}", &values)
    } else {
        fill("{first}–{last} of {n}", &values)
    }
}
