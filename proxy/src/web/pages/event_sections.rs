//! Sections of an event: its message, its extra data, and the whole event as JSON.

use maud::{Markup, html};
use serde_json::Value;

use super::json_text::text;
use super::language::t;
use super::reveal_hidden::reveal_hidden;

/// The message, unless the title or the exception says the same.
pub(super) fn message(body: &Value, title: &str) -> Markup {
    let entry = &body["logentry"];
    let message = entry["formatted"].as_str().or(entry["message"].as_str());
    let thrown = body["exception"]["values"].as_array().and_then(|values| values.last());
    let is_said = |message: &str| {
        let thrown = thrown.filter(|it| it["type"].as_str().is_some_and(|name| !name.is_empty()));
        message.trim() == title || thrown.is_some_and(|it| it["value"] == message)
    };
    html! {
        @if let Some(message) = message.filter(|message| !is_said(message)) {
            section.panel { h2 { (t("Message")) } pre.text { (reveal_hidden(message)) } }
        }
    }
}

/// The extra data that the app attached.
pub(super) fn extra(body: &Value) -> Markup {
    let Some(extra) = body["extra"].as_object().filter(|extra| !extra.is_empty()) else { return html! {} };
    html! {
        section.panel {
            h2 { (t("Extra")) }
            dl.pairs { @for (key, value) in extra { div { dt { (reveal_hidden(key)) } dd { (reveal_hidden(&text(value))) } } } }
        }
    }
}

/// The whole event.
pub(super) fn raw(body: &Value) -> Markup {
    html! {
        @if !body.is_null() {
            details.panel.raw {
                summary { (t("The event as JSON")) }
                pre tabindex="0" { code { (reveal_hidden(&serde_json::to_string_pretty(body).unwrap_or_default())) } }
            }
        }
    }
}
