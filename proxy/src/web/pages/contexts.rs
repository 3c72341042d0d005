//! The contexts of an event: browser, system, device, page, and those that the app set.

use maud::{Markup, html};
use serde_json::Value;

use super::fitting::{Fitting, beginning};
use super::json_text::text as json_text;
use super::language::{t, text};
use super::reveal_hidden::reveal_hidden;

/// The contexts that SDK and server set, the most useful first. Others follow in their order.
/// <https://develop.sentry.dev/sdk/data-model/event-payloads/contexts/>
const KNOWN: [(&str, &str); 7] = [
    ("browser", text("Browser")),
    ("os", text("System")),
    ("device", text("Device")),
    ("runtime", text("Runtime")),
    ("page", text("Page")),
    ("culture", text("Culture")),
    ("trace", text("Trace")),
];

/// Most bytes of contexts on the page.
const MOST: usize = 4_500;

/// The contexts of an event.
pub(super) fn section(body: &Value) -> Markup {
    let Some(contexts) = body["contexts"].as_object() else { return html! {} };
    let known = KNOWN.iter().filter_map(|(key, title)| Some((t(title), contexts.get(*key)?, true)));
    let others = contexts.iter().filter(|(key, _)| KNOWN.iter().all(|(known, _)| known != key));
    let others = others.map(|(key, value)| (key.as_str(), value, false));
    let all: Vec<_> = known.chain(others).filter(|(_, context, _)| !is_empty(context)).collect();
    let fitting =
        Fitting::within(MOST, all.iter().map(|(title, context, is_known)| one(title, context, *is_known)));
    html! {
        @if !all.is_empty() {
            section.panel {
                h2 { (t("Contexts")) }
                div.contexts { @for context in &fitting.shown { (context) } }
                (fitting.note())
            }
        }
    }
}

/// All members but the type, which repeats the context's name.
fn members(context: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let all = context.as_object().into_iter().flatten();
    all.filter(|(key, value)| *key != "type" && !value.is_null())
}

fn is_empty(context: &Value) -> bool {
    context.is_null() || context.is_object() && members(context).next().is_none()
}

fn one(title: &str, context: &Value, is_known: bool) -> Markup {
    // Contexts of the app keep the names that the app gave.
    let name = |key: &str| if is_known { key.replace('_', " ") } else { key.to_owned() };
    html! {
        div.context {
            h3 { (reveal_hidden(title)) }
            @if context.is_object() {
                dl.pairs {
                    @for (key, value) in members(context) {
                        div { dt { (reveal_hidden(&name(key))) } dd { (reveal_hidden(&beginning(&readable(key, value)))) } }
                    }
                }
            } @else {
                p { code { (reveal_hidden(&json_text(context))) } }
            }
        }
    }
}

/// Sizes of memory in MiB or GiB instead of bytes. Values outside of that range stay as they are.
fn readable(key: &str, value: &Value) -> String {
    const MIB: f64 = 1024.0 * 1024.0;
    const PIB: f64 = 1024.0 * 1024.0 * 1024.0 * MIB;
    let is_size =
        ["memory_size", "free_memory", "usable_memory", "storage_size", "free_storage"].contains(&key);
    match value.as_f64().filter(|bytes| is_size && (MIB..PIB).contains(bytes)) {
        Some(bytes) if bytes < 1024.0 * MIB => format!("{} MiB", tenth(bytes / MIB)),
        Some(bytes) => format!("{} GiB", tenth(bytes / MIB / 1024.0)),
        None => json_text(value),
    }
}

fn tenth(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sizes() {
        for (key, value, expect) in [
            ("memory_size", json!(8_589_934_592_u64), "8 GiB"),
            ("memory_size", json!(536_870_912), "512 MiB"),
            ("memory_size", json!(7), "7"),
            ("storage_size", json!(2_199_023_255_552_u64), "2048 GiB"),
            ("memory_size", json!(1e300), "1e+300"),
            ("memory_size", json!("8 GB"), "8 GB"),
            ("items", json!(8_589_934_592_u64), "8589934592"),
        ] {
            assert_eq!(readable(key, &value), expect);
        }
    }

    #[test]
    fn nothing_to_show() {
        for contexts in
            [json!(null), json!({}), json!({"os": null, "browser": {"type": "browser"}, "app": {}})]
        {
            assert_eq!(section(&json!({ "contexts": contexts })).into_string(), "");
        }
    }

    #[test]
    fn known_ones_first() {
        let body = json!({"contexts": {"cart": {"items": 3}, "os": {"name": "Linux"}, "browser": {"name": "Firefox"}}});
        let html = section(&body).into_string();
        let titles: Vec<_> = html.split("<h3>").skip(1).filter_map(|part| part.split('<').next()).collect();
        assert_eq!(titles, ["Browser", "System", "cart"]);
    }
}
