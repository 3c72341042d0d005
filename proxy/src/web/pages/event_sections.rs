//! Sections of an event: its message, its extra data, and the whole event as JSON.

use maud::{Markup, html};
use serde_json::Value;

use super::fitting::{self, Fitting};
use super::json_text::text;
use super::language::{fill, t};
use super::reveal_hidden::reveal_hidden;
use super::units::size;

/// Most bytes of an event's JSON within its page, so that the page stays small.
const RAW: usize = 2_500;
/// Most bytes of extra data on the page.
const EXTRA: usize = 4_000;

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
        (template(entry))
    }
}

/// The template of a message and its parameters, as loggers of servers send them.
fn template(entry: &Value) -> Markup {
    let is_given = |value: &&Value| match value {
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    let given = entry["message"].as_str().zip(Some(&entry["params"]).filter(is_given));
    html! {
        @if let Some((message, params)) = given {
            section.panel {
                h2 { (t("Message template")) }
                pre.text { (reveal_hidden(message)) }
                dl.pairs {
                    @match params {
                        Value::Object(members) => {
                            @for (name, value) in members { div { dt { (reveal_hidden(name)) } dd { (reveal_hidden(&text(value))) } } }
                        }
                        other => {
                            @for (n, value) in other.as_array().into_iter().flatten().enumerate() {
                                div { dt { (n + 1) } dd { (reveal_hidden(&text(value))) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The extra data that the app attached.
pub(super) fn extra(body: &Value) -> Markup {
    let Some(extra) = body["extra"].as_object().filter(|extra| !extra.is_empty()) else { return html! {} };
    let pair = |(key, value): (&String, &Value)| html! { div { dt { (reveal_hidden(key)) } dd { (reveal_hidden(&fitting::beginning(&text(value)))) } } };
    let pairs = Fitting::within(EXTRA, extra.iter().map(pair));
    html! {
        section.panel {
            h2 { (t("Extra")) }
            dl.pairs { @for pair in &pairs.shown { (pair) } }
            (pairs.note())
        }
    }
}

/// The whole event, or its beginning.
pub(super) fn raw(body: &Value) -> Markup {
    let all = serde_json::to_string_pretty(body).unwrap_or_default();
    let shown = beginning(&all, RAW);
    html! {
        @if !body.is_null() {
            details.panel.raw {
                summary { (t("The event as JSON")) }
                @if shown.len() < all.len() {
                    p.quiet {
                        (fill("Shown are the first {shown} of {all}.", &[("shown", &size(shown.len() as u64)), ("all", &size(all.len() as u64))]))
                    }
                }
                pre tabindex="0" { code { (reveal_hidden(shown)) } }
            }
        }
    }
}

/// The whole lines at the beginning of a text that have so many bytes together.
fn beginning(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let end = text.floor_char_boundary(most);
    let begin = text.get(..end).unwrap_or_default();
    begin.rsplit_once('\n').map_or(begin, |(lines, _)| lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_event_is_cut_between_lines() {
        for (text, most, expect) in
            [("ab\ncd", 5, "ab\ncd"), ("ab\ncd", 4, "ab"), ("ab\ncd", 3, "ab"), ("äöü", 3, "ä"), ("", 0, "")]
        {
            assert_eq!(beginning(text, most), expect, "{text} {most}");
        }
    }
}
