//! The request of an event as a command that can be copied.

use maud::{Markup, html};
use serde_json::Value;

use super::super::language::t;
use super::super::reveal_hidden::reveal_hidden;
use crate::web::event_text::curl;

/// The command, folded, if the event has a request.
pub(in crate::web::pages) fn curl_section(body: &Value) -> Markup {
    let command = curl(body);
    html! {
        @if let Some(command) = command {
            details.panel.raw {
                summary { (t("As a command for curl")) }
                p.quiet { (t("What scrubbing has removed is not in it, nor are cookies and credentials.")) }
                button type="button" data-copy="#curl-command" hidden { (t("Copy")) }
                pre translate="no" { code #curl-command { (reveal_hidden(&command)) } }
            }
        }
    }
}
