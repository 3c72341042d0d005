//! Conditions of a rule: what must hold besides its triggers.

use maud::{Markup, html};

use crate::model::alert_rule::{After, Conditions};
use crate::model::patterns::Patterns;
use crate::web::pages::fitting::{Fitting, clipped};
use crate::web::pages::language::{fill, plural, t};
use crate::web::pages::number_format::number;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// Longest pattern that is shown whole, in characters.
const LONGEST: usize = 80;

/// All conditions, as far as they fit in so many bytes; empty if there is none.
pub(super) fn conditions(conditions: &Conditions, after: After, bytes: usize) -> Markup {
    let mut parts = Vec::new();
    for (name, patterns) in [
        (t("Project"), &conditions.projects),
        (t("Environment"), &conditions.environments),
        (t("Release"), &conditions.releases),
        (t("Level"), &conditions.levels),
        (t("Page"), &conditions.urls),
        (t("Browser"), &conditions.browsers),
    ] {
        if !patterns.is_empty() {
            parts.extend(listed(html! { (name) }, patterns));
        }
    }
    for (tag, patterns) in &conditions.tags {
        parts.extend(listed(
            html! { span translate="no" { (reveal_hidden(&clipped(tag, LONGEST))) } },
            patterns,
        ));
    }
    match conditions.handled {
        Some(true) => parts.push(html! { (t("the program caught the error")) }),
        Some(false) => parts.push(html! { (t("the program did not catch the error")) }),
        None => {}
    }
    if after.events > 1 {
        parts.push(html! { (plural(after.events.into(), "{n} event so far", "{n} events so far")) });
    }
    if after.users > 0 {
        let users = number(after.users.into());
        parts.push(html! { (fill("or {n} users so far", &[("n", &users)])) });
    }
    fitting(bytes, parts)
}

/// Parts in a line, and the number of those that do not fit.
pub(super) fn fitting(bytes: usize, parts: Vec<Markup>) -> Markup {
    let fitting = Fitting::within(bytes, parts);
    html! {
        @for (at, part) in fitting.shown.iter().enumerate() { @if at > 0 { " · " } (part) }
        @if fitting.left_out > 0 { " " (fill("and {n} more", &[("n", &fitting.left_out.to_string())])) }
    }
}

/// The first pattern stands behind the name, and each of the others is a part of its own.
fn listed(name: Markup, patterns: &Patterns) -> Vec<Markup> {
    let code =
        |pattern: &String| html! { code translate="no" { (reveal_hidden(&clipped(pattern, LONGEST))) } };
    let written = patterns.as_written().iter().enumerate();
    written
        .map(|(at, pattern)| match at {
            0 => html! { (name) ": " (code(pattern)) },
            _ => html! { (t("or")) " " (code(pattern)) },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_and_how_many_do_not_fit() {
        let mut wanted = Conditions {
            projects: Patterns::parse(["shop", "<web>"]).unwrap(),
            handled: Some(false),
            ..Conditions::default()
        };
        wanted.tags.push(("cart".into(), Patterns::parse(["big*"]).unwrap()));
        let shown = conditions(&wanted, After { events: 3, users: 2 }, 4_000).into_string();
        assert_eq!(
            shown,
            "Project: <code translate=\"no\">shop</code> · or <code translate=\"no\">&lt;web&gt;</code> · \
             <span translate=\"no\">cart</span>: <code translate=\"no\">big*</code> · \
             the program did not catch the error · 3 events so far · or 2 users so far"
        );
        assert!(conditions(&wanted, After::default(), 60).into_string().ends_with("</code> and 3 more"));
        assert_eq!(conditions(&Conditions::default(), After::default(), 60).into_string(), "");
    }
}
