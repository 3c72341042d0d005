//! The list of an issue's events, and the links from one event to its neighbours.

use maud::{Markup, html};
use serde_json::Value;

use super::issue::{TimeRange, choice};
use super::issue_list::search_error;
use super::language::{fill, fill_markup, t};
use super::layout::{PageContent, Tab};
use super::number_format::number;
use super::reveal_hidden::reveal_hidden;
use super::{links, paging, relative_time};
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::search::{LONGEST, SearchError};
use crate::store::{EventCursor, Neighbours};
use crate::web::issue_events::FoundEvents;

/// A page of the list.
pub(super) struct EventList<'a> {
    pub issue: &'a Issue,
    pub found: &'a FoundEvents,
    pub page: u32,
    pub text: Option<&'a str>,
    /// Why the search was not made.
    pub error: Option<&'a SearchError>,
    pub range: TimeRange,
    /// The place before which the search begins.
    pub before: Option<EventCursor>,
}

impl EventList<'_> {
    /// The newest events of a range.
    fn link(&self, range: TimeRange) -> String {
        links::events_search(self.issue.id, (self.text, None), range.key(), 1)
    }

    /// Another page of the events before a place.
    fn page_link(&self, before: Option<EventCursor>, page: u32) -> String {
        links::events_search(self.issue.id, (self.text, before), self.range.key(), page)
    }

    fn is_filtered(&self) -> bool {
        self.text.is_some() || self.range != TimeRange::All
    }
}

/// The list.
pub(super) fn page(list: &EventList<'_>, now: Timestamp) -> PageContent {
    let issue = list.issue;
    let content = html! {
        div.issue-head {
            p.crumb {
                a href={ "/?project=" (issue.project) } { (issue.project) } " / "
                a href=(links::issue(issue.id)) { "#" (issue.id) }
            }
            h1 { (t("Events")) }
            p.value { (reveal_hidden(&issue.description.title)) }
        }
        (search(list))
        (how_far(list, now))
        @if list.found.events.is_empty() { (nothing(list)) } @else { (table(list, now)) }
        (paging::links(t("Pages of events"), list.page, list.found.has_more, |page| list.page_link(list.before, page)))
    };
    PageContent::new(&fill("Events of {issue}", &[("issue", &issue.description.title)]), Tab::Issues, content)
}

/// Which events were searched, and the way to those that were not.
fn how_far(list: &EventList<'_>, now: Timestamp) -> Markup {
    html! {
        @if list.before.is_some() || list.found.searched.is_some() {
            p.quiet.how-far {
                @if let Some(before) = list.before {
                    (fill_markup("Events from before {time}.", &[("time", relative_time::ago(before.timestamp, now))])) (t(" "))
                    a href=(list.page_link(None, 1)) { (t("Back to the newest events")) } (t(" "))
                }
                @if let Some(count) = list.found.searched {
                    @let count = number(count.into());
                    @if list.before.is_some() { (fill("{count} of them were searched.", &[("count", &count)])) }
                    @else { (fill("Only the newest {count} events were searched.", &[("count", &count)])) }
                }
                @if let Some(older) = list.found.older {
                    (t(" ")) a href=(list.page_link(Some(older), 1)) { (t("Search older events")) }
                }
            }
        }
    }
}

fn search(list: &EventList<'_>) -> Markup {
    html! {
        div.head.event-filters {
            (choice(list.range, |range| list.link(range)))
            form.search role="search" method="get" action=(links::events(list.issue.id, 1)) {
                input type="hidden" name="range" value=(list.range.key());
                label.hidden for="q" { (t("Search in the events of this issue")) }
                input #q type="search" name="q" translate="no" placeholder="release:1.2 user.id:7 os:Linux*" maxlength=(LONGEST) value=[list.text];
                button { (t("Search")) }
            }
        }
    }
}

fn nothing(list: &EventList<'_>) -> Markup {
    html! {
        section.panel.empty {
            @if let Some(error) = list.error {
                h2 { (t("This search cannot be made")) }
                p { (search_error(error)) }
                p { a href=(links::events(list.issue.id, 1)) { (t("All events")) } }
            } @else if list.is_filtered() {
                h2 { (t("No events match this search")) }
                p { a href=(links::events(list.issue.id, 1)) { (t("All events")) } }
            } @else {
                h2 { (t("No events here")) }
                p { (t("Retention has deleted them, or this page is beyond the last one.")) }
                p { a href=(links::issue(list.issue.id)) { (t("Back to the issue")) } }
            }
        }
    }
}

fn table(list: &EventList<'_>, now: Timestamp) -> Markup {
    html! {
        table.issues.events.panel {
            thead {
                tr {
                    th scope="col" { (t("Event")) }
                    th scope="col" { (t("Release")) }
                    th scope="col" { (t("Browser or runtime")) }
                    th scope="col" { (t("User")) }
                    th.seen scope="col" { (t("When")) }
                }
            }
            tbody { @for (event, body) in &list.found.events { (row(event, body, now)) } }
        }
    }
}

fn row(event: &StoredEvent, body: &Value, now: Timestamp) -> Markup {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let program = |context: &Value| format!("{} {}", text(&context["name"]), text(&context["version"]));
    let programs = ["browser", "runtime"].map(|name| program(&body["contexts"][name]).trim().to_owned());
    // Events of servers have no page address.
    let place = [&body["request"]["url"], &body["transaction"], &body["server_name"]];
    let cells = [
        (t("Release"), text(&body["release"])),
        (t("Browser or runtime"), programs.into_iter().find(|it| !it.is_empty()).unwrap_or_default()),
        (t("User"), user(&body["user"])),
    ];
    html! {
        tr {
            th.what scope="row" {
                a.title href=(links::event(event.issue_id, &event.event_id)) { strong { (reveal_hidden(&message_of(body))) } }
                div.where { (reveal_hidden(place.into_iter().find_map(Value::as_str).unwrap_or_default())) }
                div.tags {
                    code { (event.event_id) }
                    @if let Some(times) = body["times_seen"].as_i64() { span { (fill("{count} identical events", &[("count", &number(times))])) } }
                }
            }
            @for (label, value) in cells {
                td.num data-label=(label) { @if value.is_empty() { "–" } @else { (reveal_hidden(&value)) } }
            }
            td.seen { (relative_time::ago(event.timestamp, now)) }
        }
    }
}

/// The message of this event, which may differ within an issue.
fn message_of(body: &Value) -> String {
    let thrown = body["exception"]["values"].as_array().and_then(|values| values.last());
    let entry = &body["logentry"];
    let thrown =
        thrown.and_then(|it| it["value"].as_str().filter(|text| !text.is_empty()).or(it["type"].as_str()));
    let message = entry["formatted"].as_str().or(entry["message"].as_str());
    thrown.or(message).filter(|text| !text.trim().is_empty()).unwrap_or("<no message>").to_owned()
}

fn user(user: &Value) -> String {
    let known = ["id", "username", "email", "ip_address"];
    let value = known.iter().map(|key| &user[*key]).find(|value| !value.is_null());
    value.map(super::json_text::text).unwrap_or_default()
}

/// Links to the events before and after, and to the list of all events.
pub(super) fn neighbour_links(issue: &Issue, event: &StoredEvent, neighbours: &Neighbours) -> Markup {
    let link = |to: &Option<String>, rel: &str, word: &str| {
        html! {
            @match to {
                Some(id) => a rel=(rel) href=(links::event(issue.id, id)) { (word) },
                None => span.quiet { (word) }
            }
        }
    };
    html! {
        nav.pages.steps aria-label=(t("Events of this issue")) {
            (link(&neighbours.older, "prev", t("← Older")))
            a href=(links::events(issue.id, 1)) {
                @if issue.count == 1 { (t("The only event")) } @else { (fill("All {count} events", &[("count", &number(issue.count))])) }
            }
            span.hidden { (t("Event")) " " (event.event_id) }
            (link(&neighbours.newer, "next", t("Newer →")))
        }
        nav.pages.places aria-label=(t("Events by their place")) {
            @for (place, word) in [("recommended", t("Most telling event")), ("latest", t("Newest event")), ("oldest", t("Oldest event"))] {
                a href=(links::event(issue.id, place)) { (word) }
            }
        }
    }
}
