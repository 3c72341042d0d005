//! The list of feedback.

use maud::{Markup, html};

use super::super::language::t;
use super::super::layout::{PageContent, Tab};
use super::super::{links, paging};
use super::feedback_section::entries;
use crate::model::feedback::StoredFeedback;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;

/// The data of the page.
pub(super) struct FeedbackList {
    pub projects: Vec<Project>,
    pub project: Option<String>,
    pub issue: Option<i64>,
    pub page: u32,
    pub has_more: bool,
    pub feedback: Vec<StoredFeedback>,
}

/// The page.
pub(super) fn page(list: &FeedbackList, now: Timestamp) -> PageContent {
    let content = html! {
        div.head {
            h1 { (t("User feedback")) }
            @if list.issue.is_none() && list.projects.len() > 1 { (choice(list)) }
        }
        @if let Some(issue) = list.issue {
            p.crumb { a href=(links::issue(issue)) { (t("Issue")) " #" (issue) } }
        }
        @if list.feedback.is_empty() {
            section.panel.empty {
                h2 { (t("No feedback yet")) }
                p { (t("A page sends it by captureFeedback, or by the feedback widget of a Sentry SDK.")) }
            }
        } @else {
            section.panel { (entries(&list.feedback, now)) }
        }
        (paging::links(t("Pages of feedback"), list.page, list.has_more, |page| {
            links::feedback(list.project.as_deref(), list.issue, page)
        }))
    };
    PageContent::new(t("User feedback"), Tab::Feedback, content)
}

fn choice(list: &FeedbackList) -> Markup {
    html! {
        form.search method="get" action="/feedback/" {
            label.hidden for="project" { (t("Project")) }
            select #project name="project" {
                option value="" { (t("All projects")) }
                @for project in &list.projects {
                    option value=(project.slug) selected[list.project.as_ref() == Some(&project.slug)] { (project.slug) }
                }
            }
            button { (t("Show")) }
        }
    }
}
