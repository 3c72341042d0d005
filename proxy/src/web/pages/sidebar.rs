//! The sidebar of an issue's page: facts about the event, and the distribution of tags.

use maud::{Markup, html};
use serde_json::Value;

use super::fitting::Fitting;
use super::json_text::text;
use super::language::{fill, plural, t};
use super::release_link::release_link;
use super::reveal_hidden::reveal_hidden;
use super::{links, relative_time};
use crate::model::event::StoredEvent;
use crate::model::timestamp::Timestamp;
use crate::store::TagCount;

/// Most bytes of tags on the page; the page of tags has all.
const TAGS: usize = 5_000;
/// Values of a tag on the page; the API gives more.
const TOP: usize = 5;

/// Facts about an event.
pub(super) fn event(title: &str, event: &StoredEvent, body: &Value, now: Timestamp) -> Markup {
    let context = |key: &str| {
        let context = &body["contexts"][key];
        let name = context["name"].as_str()?;
        Some(format!("{name} {}", context["version"].as_str().unwrap_or_default()))
    };
    let member = |key: &str| body[key].as_str().map(str::to_owned);
    let sdk =
        body["sdk"]["name"].as_str().map(|name| format!("{name} {}", text_or_empty(&body["sdk"]["version"])));
    let facts = [
        (t("Environment"), member("environment")),
        (t("Browser"), context("browser")),
        (t("System"), context("os")),
        (t("Runtime"), context("runtime")),
        (t("Transaction"), member("transaction")),
        (t("Server"), member("server_name")),
        ("SDK", sdk),
    ];
    html! {
        section.panel.facts {
            h2 { (title) }
            dl {
                div { dt { (t("When")) } dd { (relative_time::ago(event.timestamp, now)) } }
                @if let Some(times) = body["times_seen"].as_i64() {
                    div { dt { (t("Repeated")) } dd { (plural(times.unsigned_abs(), "{n} identical event", "{n} identical events")) } }
                }
                @if let Some(release) = body["release"].as_str() {
                    div { dt { (t("Release")) } dd { (release_link(event.project_id, release)) } }
                }
                @for (name, value) in facts {
                    @if let Some(value) = value { div { dt { (name) } dd { (reveal_hidden(value.trim())) } } }
                }
                @if let Some(user) = body["user"].as_object() {
                    @for (key, value) in user { div { dt { (t("User")) " " (reveal_hidden(key)) } dd { (reveal_hidden(&text(value))) } } }
                }
                div { dt { (t("Event")) } dd { code #event-id translate="no" { (event.event_id) } " " button type="button" data-copy="#event-id" hidden { (t("Copy")) } } }
            }
        }
    }
}

fn text_or_empty(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The most frequent values of each tag.
pub(super) fn tags(issue: i64, tags: &[TagCount]) -> Markup {
    let fitting =
        Fitting::within(TAGS, tags.chunk_by(|a, b| a.key == b.key).map(|values| tag(issue, values)));
    html! {
        @if !tags.is_empty() {
            section.panel.spread {
                h2 { a href=(links::issue_tags(issue, "all")) { (t("Tags")) } }
                @for tag in &fitting.shown { (tag) }
                @if fitting.left_out > 0 {
                    p { a href=(links::issue_tags(issue, "all")) { (plural(fitting.left_out as u64, "{n} more tag", "{n} more tags")) } }
                }
            }
        }
    }
}

fn tag(issue: i64, values: &[TagCount]) -> Markup {
    let key = values.first().map(|value| value.key.as_str()).unwrap_or_default();
    let total: i64 = values.iter().map(|value| value.count).sum();
    html! {
        h3 { a href=(links::issue_tag(issue, key, "all", 1)) { (reveal_hidden(key)) } }
        ul {
            @for value in values.iter().take(TOP) {
                @let percent = value.count * 100 / total.max(1);
                li {
                    span.name { @if value.value.is_empty() { (t("(empty)")) } @else { (reveal_hidden(&value.value)) } }
                    span.share title=(plural(value.count.unsigned_abs(), "{n} event", "{n} events")) { (percent) "%" }
                    svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                        rect.back width="100" height="4" {}
                        rect width=(percent.max(1)) height="4" {}
                    }
                }
            }
            @if values.len() > TOP { li.quiet { (fill("and {count} more", &[("count", &(values.len() - TOP).to_string())])) } }
        }
    }
}
