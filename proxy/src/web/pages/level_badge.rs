//! The level of an event as a badge.

use maud::{Markup, html};

use super::reveal_hidden::reveal_hidden;

/// A level as a badge: colour and word.
pub(super) fn badge(level: &str) -> Markup {
    let class = match level {
        "fatal" | "error" | "warning" | "info" | "debug" => level,
        _ => "error",
    };
    html! { span class={ "badge " (class) } { (reveal_hidden(level)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_level_gets_no_class_of_its_own() {
        assert_eq!(badge("x\" y").into_string(), "<span class=\"badge error\">x&quot; y</span>");
    }
}
