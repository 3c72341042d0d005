//! The local variables of a frame, as Sentry's SDKs for Python, PHP and Node send them.
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/#frame-attributes>

use maud::{Markup, html};
use serde_json::Value;

use super::json_text::text;
use super::language::plural;
use super::reveal_hidden::reveal_hidden;

/// The variables of a frame, folded unless it is the frame that a reader looks at first.
pub(super) fn section(frame: &Value, is_open: bool) -> Markup {
    let Some(variables) = frame["vars"].as_object().filter(|it| !it.is_empty()) else { return html! {} };
    html! {
        details.variables open[is_open] {
            summary { (plural(variables.len() as u64, "{n} local variable", "{n} local variables")) }
            dl.pairs {
                @for (name, value) in variables { div { dt { (reveal_hidden(name)) } dd { (reveal_hidden(&text(value))) } } }
            }
        }
    }
}
