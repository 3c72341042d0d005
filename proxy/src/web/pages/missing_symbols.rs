//! The hint to upload symbols for the modules of an event that have none.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::Value;

use super::language::{fill_markup, t};
use super::reveal_hidden::reveal_hidden;
use crate::process::path;

/// The hint below the stack, with each module once.
pub(super) fn hint(body: &Value) -> Markup {
    let missing = missing(body);
    html! {
        @if !missing.is_empty() {
            div.note.symbols {
                p { (fill_markup(
                    "Functions and lines are not known for {modules}. Upload what was built, with its debug information:",
                    &[("modules", modules(&missing))],
                )) }
                pre { code { "balefire-proxy upload FILE.debug.wasm" } }
            }
        }
    }
}

fn modules(missing: &BTreeMap<&str, &str>) -> Markup {
    html! {
        @for (n, (id, file)) in missing.iter().enumerate() {
            @if n > 0 { (t(", ")) }
            code { (reveal_hidden(path(file))) } " (" code { (reveal_hidden(id)) } ")"
        }
    }
}

/// The debug ids and files of modules that have frames, but none of them symbolicated.
fn missing(body: &Value) -> BTreeMap<&str, &str> {
    let mut known: BTreeMap<usize, bool> = BTreeMap::new();
    for exception in body["exception"]["values"].as_array().into_iter().flatten() {
        for frame in exception["stacktrace"]["frames"].as_array().into_iter().flatten() {
            let image = frame["addr_mode"].as_str().and_then(|mode| mode.strip_prefix("rel:")?.parse().ok());
            if let Some(image) = image {
                *known.entry(image).or_default() |= frame["symbolicated"] == true;
            }
        }
    }
    let unknown = known.into_iter().filter(|(_, is_known)| !is_known);
    let named = |(image, _): (usize, bool)| {
        let image = &body["debug_meta"]["images"][image];
        Some((image["debug_id"].as_str()?, image["code_file"].as_str().unwrap_or_default()))
    };
    unknown.filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_modules_without_a_resolved_frame_are_told() {
        let body = json!({
            "debug_meta": {"images": [
                {"debug_id": "a", "code_file": "https://h/a.wasm"}, {"debug_id": "<b>", "code_file": "https://h/b.wasm"}
            ]},
            "exception": {"values": [{"stacktrace": {"frames": [
                {"addr_mode": "rel:0", "symbolicated": true}, {"addr_mode": "rel:0"}, {"addr_mode": "rel:1"},
                {"addr_mode": "rel:7"}, {"addr_mode": "abs"}, {}
            ]}}]},
        });
        assert_eq!(missing(&body).into_iter().collect::<Vec<_>>(), [("<b>", "https://h/b.wasm")]);
        let shown = hint(&body).into_string();
        assert!(shown.contains("/b.wasm") && shown.contains("&lt;b&gt;"), "{shown}");
        assert_eq!(hint(&json!({})).into_string(), "");
    }
}
