//! Says how much of a page's data has lost its name, as its project has too many.

use maud::{Markup, html};

use crate::store::{Distribution, MOST_COMBINATIONS, MOST_NAMES, OTHER_NAME};
use crate::web::pages::language::{fill_markup, text};
use crate::web::pages::units;

/// What has names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Routes,
    Transactions,
}

impl Names {
    fn words(self) -> &'static str {
        match self {
            Self::Routes => text(
                "{share} of this data is under {name}: the project has more than {names} names of routes, or more than \
                 {combinations} combinations of route, release, environment, device and browser. Give each route a pattern for \
                 its name, like {pattern} instead of {single}.",
            ),
            Self::Transactions => text(
                "{share} of this data is under {name}: the project has more than {names} names of transactions, or more than \
                 {combinations} combinations of transaction, release, environment, device and browser. Give each transaction a \
                 pattern for its name, like {pattern} instead of {single}.",
            ),
        }
    }
}

/// The share of the values that are under the common name, out of all that a page shows by name; nothing without them.
pub(super) fn note(by_name: &[(String, Distribution)], names: Names) -> Markup {
    let count = |of: &Distribution| of.histogram.count() as f64;
    let all: f64 = by_name.iter().map(|(_, of)| count(of)).sum();
    let other = by_name.iter().find(|(name, _)| name == OTHER_NAME).map_or(0.0, |(_, of)| count(of));
    let values = [
        ("share", html! { (units::rate(other / all)) }),
        ("name", html! { strong { (OTHER_NAME) } }),
        ("names", html! { (MOST_NAMES) }),
        ("combinations", html! { (MOST_COMBINATIONS) }),
        ("pattern", html! { code { "/users/:id" } }),
        ("single", html! { code { "/users/17" } }),
    ];
    html! { @if other > 0.0 { p.note { (fill_markup(names.words(), &values)) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &[(&str, u32)], expect: Option<&str>) {
        let rows: Vec<_> = rows
            .iter()
            .map(|(name, count)| {
                let mut of = Distribution::default();
                (0..*count).for_each(|_| of.histogram.add(1.0));
                ((*name).to_owned(), of)
            })
            .collect();
        let html = note(&rows, Names::Routes).into_string();
        assert_eq!(html.split_once(" of this").map(|(begin, _)| begin), expect, "{html}");
    }

    #[test]
    fn the_share_of_the_common_name_is_told() {
        check(&[], None);
        check(&[("/", 3), ("/other", 1)], None);
        check(&[("/", 66), ("(other)", 12), ("/a", 22)], Some("<p class=\"note\">12 %"));
    }
}
