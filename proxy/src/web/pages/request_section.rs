//! The request of an event: its address, parameters, body, cookies and headers.
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/request/>

use maud::{Markup, html};
use serde_json::Value;

use super::json_text::text as json_text;
use super::language::{t, text};
use super::links::safe_link;
use super::reveal_hidden::reveal_hidden;

/// The parts below the address, the most useful first.
const PARTS: [(&str, &str); 5] = [
    ("query_string", text("Query string")),
    ("data", text("Body")),
    ("cookies", text("Cookies")),
    ("headers", text("Headers")),
    ("env", text("Environment of the server")),
];

/// The request, if the event has one.
pub(super) fn section(body: &Value) -> Markup {
    let Some(request) = body["request"].as_object() else { return html! {} };
    let url = request.get("url").and_then(Value::as_str);
    let parts = PARTS.iter().filter_map(|(key, title)| Some((title, request.get(*key)?)));
    html! {
        section.panel.request {
            h2 { (t("Request")) }
            @if let Some(url) = url {
                p.url {
                    @if let Some(method) = request.get("method").and_then(Value::as_str) { span.chip { (reveal_hidden(method)) } " " }
                    @match safe_link(url) {
                        Some(link) => a href=(link) rel="noopener noreferrer nofollow" { (reveal_hidden(url)) },
                        None => { (reveal_hidden(url)) }
                    }
                }
            }
            @for (title, value) in parts.filter(|(_, value)| !is_empty(value)) {
                h3 { (t(title)) }
                (part(value))
            }
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Names and values of an object or a list of pairs; any other value as text.
fn part(value: &Value) -> Markup {
    let pairs: Option<Vec<(String, &Value)>> = match value {
        Value::Object(members) => Some(members.iter().map(|(name, value)| (name.clone(), value)).collect()),
        Value::Array(list) => list.iter().map(pair).collect(),
        _ => None,
    };
    html! {
        @match pairs {
            Some(pairs) => dl.pairs {
                @for (name, value) in pairs { div { dt { (reveal_hidden(&name)) } dd { (reveal_hidden(&json_text(value))) } } }
            },
            None => pre.text { (reveal_hidden(&json_text(value))) }
        }
    }
}

fn pair(entry: &Value) -> Option<(String, &Value)> {
    match entry.as_array()?.as_slice() {
        [name, value] => Some((json_text(name), value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(request: Value, expect: &[&str]) {
        let html = section(&json!({ "request": request })).into_string();
        for part in expect {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn names_and_values_in_each_shape() {
        let expect = ["<h3>Query string</h3>", "<dt>page</dt><dd>2</dd>"];
        check(json!({"query_string": {"page": "2"}}), &expect);
        check(json!({"query_string": [["page", "2"]]}), &expect);
        check(json!({"query_string": "page=2"}), &["<pre class=\"text\">page=2</pre>"]);
    }

    #[test]
    fn body_and_cookies() {
        check(json!({"data": {"cart": [1, 2]}}), &["<h3>Body</h3>", "<dt>cart</dt><dd>[1,2]</dd>"]);
        check(json!({"data": "<b>"}), &["<pre class=\"text\">&lt;b&gt;</pre>"]);
        check(json!({"data": [1, 2]}), &["<pre class=\"text\">[1,2]</pre>"]);
        check(json!({"cookies": [["theme", "dark"]]}), &["<h3>Cookies</h3>", "<dt>theme</dt><dd>dark</dd>"]);
    }

    #[test]
    fn empty_parts_have_no_heading() {
        let html = section(&json!({"request": {"data": "", "cookies": {}, "env": null, "headers": []}}));
        assert!(!html.into_string().contains("<h3>"));
    }
}
