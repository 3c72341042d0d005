//! The page of one issue: its title and counts, and one of its events.

use maud::{Markup, html};
use serde_json::Value;

use super::event::{attachments_section, curl_section, event_tags, modules, text_links, threads};
use super::event_count::event_count;
use super::issue::{IssueTrend, tracker_links, trend};
use super::issue_moves::{GroupsView, groups_section};
use super::issue_work::IssueWorkView;
use super::language::{fill_markup, t};
use super::layout::{PageContent, Tab};
use super::level_badge::badge;
use super::number_format::number;
use super::release_link::release_link;
use super::reveal_hidden::reveal_hidden;
use super::{
    alert_decisions, breadcrumbs, contexts, event_list, event_sections, exceptions, feedback, links,
    relative_time, request_section, sidebar, trace_section,
};
use crate::config::Tracker;
use crate::model::alert_decision::AlertDecision;
use crate::model::attachment::AttachmentInfo;
use crate::model::event::StoredEvent;
use crate::model::feedback::StoredFeedback;
use crate::model::issue::Issue;
use crate::model::issue_id;
use crate::model::span::Segment;
use crate::model::timestamp::Timestamp;
use crate::store::{Neighbours, TagCount};

/// The data of the page.
pub(super) struct IssueView<'a> {
    pub issue: &'a Issue,
    pub work: &'a IssueWorkView,
    pub groups: &'a GroupsView,
    pub trend: &'a IssueTrend,
    pub event: &'a SelectedEvent,
    pub neighbours: &'a Neighbours,
    pub tags: &'a [TagCount],
    /// The segments of the event's trace, with the numbers of their projects.
    pub trace: &'a [(i64, Segment)],
    /// The attachments of the event.
    pub attachments: &'a [AttachmentInfo],
    /// The newest decisions about alerts of the issue.
    pub decisions: &'a [AlertDecision],
    /// The newest feedback about the issue.
    pub feedback: &'a [StoredFeedback],
    /// The trackers to which it leads, and the beginning of our own addresses.
    pub trackers: (&'a [Tracker], &'a str),
}

/// The event on the page of an issue.
pub(super) enum SelectedEvent {
    /// The newest event, if retention has left one.
    Newest(Option<StoredEvent>),
    /// The oldest event that retention has left.
    Oldest(StoredEvent),
    /// The event that tells most.
    Recommended(StoredEvent),
    /// The event that the address names.
    Requested(StoredEvent),
}

impl SelectedEvent {
    /// The event, if there is one.
    pub(super) fn event(&self) -> Option<&StoredEvent> {
        match self {
            Self::Newest(event) => event.as_ref(),
            Self::Oldest(event) | Self::Recommended(event) | Self::Requested(event) => Some(event),
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Newest(_) => t("Newest event"),
            Self::Oldest(_) => t("Oldest event"),
            Self::Recommended(_) => t("Most telling event"),
            Self::Requested(_) => t("This event"),
        }
    }
}

/// The page.
pub(super) fn page(shown: &IssueView<'_>, now: Timestamp) -> PageContent {
    let issue = shown.issue;
    let body: Value =
        shown.event.event().and_then(|event| serde_json::from_str(&event.body).ok()).unwrap_or_default();
    let content = html! {
        (shown.work.notice(now))
        (head(issue, shown.trackers))
        (shown.work.panel(issue, now))
        (numbers(issue, now))
        (trend(issue, shown.trend))
        @if let Some(event) = shown.event.event() { (event_list::neighbour_links(issue, event, shown.neighbours)) }
        div.columns {
            div.main {
                (feedback::section(issue, shown.feedback, now))
                (event_sections::message(&body, &issue.description.title))
                (exceptions::section(&body))
                @if let Some(event) = shown.event.event() { (attachments_section(event, shown.attachments)) }
                (event_tags(issue.id, &body))
                (breadcrumbs::section(&body))
                (request_section::section(&body))
                (curl_section(&body))
                (contexts::section(&body))
                (event_sections::extra(&body))
                (threads(&body))
                (modules(&body))
                (event_sections::raw(&body))
                (alert_decisions::of_issue(shown.decisions, now))
                (groups_section(shown.groups, issue.id, shown.work.may_change(), now))
                (shown.work.activity(issue, now))
            }
            aside aria-label=(shown.event.title()) {
                @if let Some(event) = shown.event.event() { (text_links(event)) (sidebar::event(shown.event.title(), event, &body, now)) }
                (trace_section::section(shown.trace))
                (sidebar::tags(issue.id, shown.tags))
            }
        }
    };
    PageContent::new(&issue.description.title, Tab::Issues, content)
}

fn head(issue: &Issue, (trackers, address): (&[Tracker], &str)) -> Markup {
    let is_message = issue.description.exception_type.is_empty();
    html! {
        div.issue-head {
            p.crumb {
                a href={ "/?project=" (issue.project) } { (issue.project) } " / #" (issue.id) " "
                span.quiet translate="no" { (issue_id::short(&issue.project, issue.id)) } " " (badge(&issue.level))
            }
            h1 { (reveal_hidden(if is_message { &issue.description.title } else { &issue.description.exception_type })) }
            @if !is_message && !issue.description.value.is_empty() { p.value { (reveal_hidden(&issue.description.value)) } }
            @if !issue.description.culprit.is_empty() { p.where { (reveal_hidden(&issue.description.culprit)) } }
            (tracker_links(trackers, issue, address))
        }
    }
}

fn numbers(issue: &Issue, now: Timestamp) -> Markup {
    html! {
        dl.numbers.panel {
            div { dt { (t("Events")) } dd { a href=(links::events(issue.id, 1)) { (event_count(issue)) } } }
            div { dt { (t("Users")) } dd { a href=(links::issue_users(issue.id)) { (number(issue.users)) } } }
            div { dt { (t("Last seen")) } dd { (relative_time::ago(issue.last_seen, now)) } }
            div {
                dt { (t("First seen")) }
                dd {
                    (relative_time::ago(issue.first_seen, now))
                    @if let Some(release) = &issue.first_release {
                        div.about { (fill_markup("in {release}", &[("release", release_link(issue.project_id, release))])) }
                    }
                }
            }
                    }
    }
}
