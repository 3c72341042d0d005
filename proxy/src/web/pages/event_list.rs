//! The list of an issue's events, and the links from one event to its neighbours.

use maud::{Markup, html};
use serde_json::Value;

use super::layout::{PageContent, Tab};
use super::number_format::number;
use super::reveal_hidden::reveal_hidden;
use super::{links, paging, relative_time};
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::Neighbours;

/// A page of the list.
pub(super) struct EventList<'a> {
    pub issue: &'a Issue,
    pub events: &'a [StoredEvent],
    pub page: u32,
    pub has_more: bool,
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
            h1 { "Events" }
            p.value { (reveal_hidden(&issue.description.title)) }
        }
        @if list.events.is_empty() {
            section.panel.empty {
                h2 { "No events here" }
                p { "Retention has deleted them, or this page is beyond the last one." }
                p { a href=(links::issue(issue.id)) { "Back to the issue" } }
            }
        } @else {
            (table(list, now))
        }
        (paging::links("Pages of events", list.page, list.has_more, |page| links::events(list.issue.id, page)))
    };
    PageContent::new(&format!("Events of {}", issue.description.title), Tab::Issues, content)
}

fn table(list: &EventList<'_>, now: Timestamp) -> Markup {
    html! {
        table.issues.events.panel {
            thead {
                tr {
                    th scope="col" { "Event" }
                    th scope="col" { "Release" }
                    th scope="col" { "Browser or runtime" }
                    th scope="col" { "User" }
                    th.seen scope="col" { "When" }
                }
            }
            tbody { @for event in list.events { (row(event, now)) } }
        }
    }
}

fn row(event: &StoredEvent, now: Timestamp) -> Markup {
    let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let program = |context: &Value| format!("{} {}", text(&context["name"]), text(&context["version"]));
    let programs = ["browser", "runtime"].map(|name| program(&body["contexts"][name]).trim().to_owned());
    // Events of servers have no page address.
    let place = [&body["request"]["url"], &body["transaction"], &body["server_name"]];
    let cells = [
        ("Release", text(&body["release"])),
        ("Browser or runtime", programs.into_iter().find(|it| !it.is_empty()).unwrap_or_default()),
        ("User", user(&body["user"])),
    ];
    html! {
        tr {
            th.what scope="row" {
                a.title href=(links::event(event.issue_id, &event.event_id)) { strong { (reveal_hidden(&message_of(&body))) } }
                div.where { (reveal_hidden(place.into_iter().find_map(Value::as_str).unwrap_or_default())) }
                div.tags {
                    code { (event.event_id) }
                    @if let Some(times) = body["times_seen"].as_i64() { span { (number(times)) " identical events" } }
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
        nav.pages.steps aria-label="Events of this issue" {
            (link(&neighbours.older, "prev", "← Older"))
            a href=(links::events(issue.id, 1)) {
                @if issue.count == 1 { "The only event" } @else { "All " (number(issue.count)) " events" }
            }
            span.hidden { "Event " (event.event_id) }
            (link(&neighbours.newer, "next", "Newer →"))
        }
    }
}
