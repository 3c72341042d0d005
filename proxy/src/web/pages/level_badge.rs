//! The level of an event as a badge.

use maud::{Markup, html};

use super::language::t;
use super::reveal_hidden::reveal_hidden;

/// A level as a badge: colour and word.
pub(super) fn badge(level: &str) -> Markup {
    let class = match level {
        "fatal" | "error" | "warning" | "info" | "debug" => level,
        _ => "error",
    };
    html! { span class={ "badge " (class) } { (level_name(level)) } }
}

/// The name of a level; one that is unknown keeps the word of its event.
pub(super) fn level_name(level: &str) -> String {
    match level {
        "fatal" => t("fatal").to_owned(),
        "error" => t("error").to_owned(),
        "warning" => t("warning").to_owned(),
        "info" => t("info").to_owned(),
        "debug" => t("debug").to_owned(),
        other => reveal_hidden(other).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_level_gets_no_class_of_its_own() {
        assert_eq!(badge("x\" y").into_string(), "<span class=\"badge error\">x&quot; y</span>");
    }
}
