//! The rest of an event: message, request, extra, and all of it as JSON.

use maud::{Markup, html};
use serde_json::Value;

use super::address::safe_link;
use super::breadcrumbs::text;
use super::plain::plain;

/// The message, where it is not the title of an exception already.
pub(super) fn message(body: &Value) -> Markup {
    let entry = &body["logentry"];
    let message = entry["formatted"].as_str().or(entry["message"].as_str());
    html! {
        @if let Some(message) = message {
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

/// What the app itself attached, and contexts that have no place of their own.
pub(super) fn extra(body: &Value) -> Markup {
    let contexts = body["contexts"].as_object().into_iter().flatten();
    let contexts: Vec<_> = contexts.filter(|(key, _)| !matches!(key.as_str(), "browser" | "os")).collect();
    let extra = body["extra"].as_object().filter(|extra| !extra.is_empty());
    html! {
        @if extra.is_some() || !contexts.is_empty() {
            section.panel {
                h2 { "More" }
                @if let Some(extra) = extra { (group("Extra", extra.iter())) }
                @for (name, context) in contexts {
                    @match context.as_object() {
                        Some(members) => (group(name, members.iter().filter(|(key, _)| *key != "type"))),
                        None => (group(name, [(name, context)].into_iter())),
                    }
                }
            }
        }
    }
}

fn group<'a>(name: &str, members: impl Iterator<Item = (&'a String, &'a Value)>) -> Markup {
    html! {
        h3 { (plain(name)) }
        dl.pairs { @for (key, value) in members { div { dt { (plain(key)) } dd { (plain(&text(value))) } } } }
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
