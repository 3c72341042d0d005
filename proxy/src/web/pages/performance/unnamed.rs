//! Says how much of a page's data has lost its name, as its project has too many.

use maud::{Markup, html};

use crate::store::{Distribution, MOST_COMBINATIONS, MOST_NAMES, OTHER_NAME};
use crate::web::pages::units;

/// The share of the values that are under the common name, out of all that a page shows by name; nothing without them.
pub(super) fn note(by_name: &[(String, Distribution)], one: &str, many: &str) -> Markup {
    let count = |of: &Distribution| of.histogram.count() as f64;
    let all: f64 = by_name.iter().map(|(_, of)| count(of)).sum();
    let other = by_name.iter().find(|(name, _)| name == OTHER_NAME).map_or(0.0, |(_, of)| count(of));
    html! {
        @if other > 0.0 {
            p.note {
                (units::rate(other / all)) " of this data is under " b { (OTHER_NAME) } ": the project has more than "
                (MOST_NAMES) " names of " (many) ", or more than " (MOST_COMBINATIONS) " combinations of " (one)
                ", release, environment, device and browser. Give each " (one) " a pattern for its name, like "
                code { "/users/:id" } " instead of " code { "/users/17" } "."
            }
        }
    }
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
        let html = note(&rows, "route", "routes").into_string();
        assert_eq!(html.split_once(" of this").map(|(begin, _)| begin), expect, "{html}");
    }

    #[test]
    fn the_share_of_the_common_name_is_told() {
        check(&[], None);
        check(&[("/", 3), ("/other", 1)], None);
        check(&[("/", 66), ("(other)", 12), ("/a", 22)], Some("<p class=\"note\">12 %"));
    }
}
