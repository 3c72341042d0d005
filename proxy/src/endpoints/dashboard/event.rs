//! The rest of an event: message, request, extra, and all of it as JSON.

use maud::{Markup, html};
use serde_json::Value;

use super::address::safe_link;
use super::breadcrumbs::text;
use super::plain::plain;

/// The message, where neither the title nor what was thrown says it already.
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
            section.panel { h2 { "Message" } pre.text { (plain(message)) } }
        }
    }
}

/// The request: which page, and what its browser said.
pub(super) fn request(body: &Value) -> Markup {
    let Some(request) = body["request"].as_object() else { return html! {} };
    let url = request.get("url").and_then(Value::as_str);
    let headers = request.get("headers").and_then(Value::as_array);
    html! {
        section.panel {
            h2 { "Request" }
            @if let Some(url) = url {
                p.url {
                    @if let Some(method) = request.get("method").and_then(Value::as_str) { span.chip { (plain(method)) } " " }
                    @match safe_link(url) {
                        Some(link) => a href=(link) rel="noopener noreferrer nofollow" { (plain(url)) },
                        None => { (plain(url)) }
                    }
                }
            }
            @if let Some(headers) = headers.filter(|headers| !headers.is_empty()) {
                dl.pairs {
                    @for pair in headers { div { dt { (plain(&text(&pair[0]))) } dd { (plain(&text(&pair[1]))) } } }
                }
            }
        }
    }
}

/// What the app itself attached.
pub(super) fn extra(body: &Value) -> Markup {
    let Some(extra) = body["extra"].as_object().filter(|extra| !extra.is_empty()) else { return html! {} };
    html! {
        section.panel {
            h2 { "Extra" }
            dl.pairs { @for (key, value) in extra { div { dt { (plain(key)) } dd { (plain(&text(value))) } } } }
        }
    }
}

/// The whole event.
pub(super) fn raw(body: &Value) -> Markup {
    html! {
        @if !body.is_null() {
            details.panel.raw {
                summary { "The event as JSON" }
                pre { code { (plain(&serde_json::to_string_pretty(body).unwrap_or_default())) } }
            }
        }
    }
}
