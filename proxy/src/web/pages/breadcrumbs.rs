//! The breadcrumbs of an event, newest last.

use maud::{Markup, html};
use serde_json::Value;

use super::fitting::{Fitting, beginning};
use super::json_text::text;
use super::language::{fill_markup, t};
use super::level_badge::level_name;
use super::relative_time;
use super::reveal_hidden::reveal_hidden;
use crate::model::timestamp::Timestamp;

/// Most bytes of rows on the page: the newest, as they tell most.
const MOST: usize = 8_500;

/// The breadcrumbs of an event.
pub(super) fn section(body: &Value) -> Markup {
    let Some(crumbs) = body["breadcrumbs"]["values"].as_array() else { return html! {} };
    let newest = Fitting::within(MOST, crumbs.iter().rev().map(row));
    html! {
        section.panel {
            h2 { (t("Breadcrumbs")) }
            (newest.note())
            div.scroll tabindex="0" role="region" aria-label=(t("Breadcrumbs, newest last")) {
                table.crumbs {
                    thead { tr { th scope="col" { (fill_markup("Time ({zone})", &[("zone", relative_time::zone())])) } th scope="col" { (t("Category")) } th scope="col" { (t("What")) } th scope="col" { (t("Level")) } } }
                    tbody { @for row in newest.shown.iter().rev() { (row) } }
                }
            }
        }
    }
}

fn row(crumb: &Value) -> Markup {
    // Only these levels become class names; an event may name anything.
    let known = ["fatal", "error", "warning", "info", "debug"];
    let level = known.into_iter().find(|level| crumb["level"] == *level).unwrap_or("info");
    let category = crumb["category"].as_str().or(crumb["type"].as_str()).unwrap_or("default");
    html! {
        tr class=(level) {
            td.time { @if let Some(at) = crumb["timestamp"].as_f64() { (relative_time::clock(Timestamp(at))) } }
            td.category { (reveal_hidden(category)) }
            td.message {
                @if let Some(message) = crumb["message"].as_str() { span { (reveal_hidden(&beginning(message))) } " " }
                (data(&crumb["data"]))
            }
            td.level { (level_name(level)) }
        }
    }
}

fn data(data: &Value) -> Markup {
    let Some(members) = data.as_object() else {
        return html! { @if !data.is_null() { code { (reveal_hidden(&data.to_string())) } } };
    };
    html! {
        @for (key, value) in members {
            span.pair { span.key { (reveal_hidden(key)) } " " code { (reveal_hidden(&beginning(&text(value)))) } } " "
        }
    }
}
