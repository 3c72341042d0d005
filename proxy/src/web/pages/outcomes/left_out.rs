//! A panel of the performance page: what is not in its numbers, and why.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::language::{fill_markup, t};
use super::outcome_tables::reason_cell;
use super::outcome_words::{category_words, outcome_words};
use crate::store::OutcomeCount;
use crate::web::pages::number_format::number;
use crate::web::pages::{links, units};

/// The categories of performance data.
const CATEGORIES: [&str; 2] = ["transaction", "span"];

/// The panel for a project: nothing if all was accepted. `range` is that of the page, in an address.
pub(in crate::web::pages) fn left_out(project: &str, range: &str, counts: &[OutcomeCount]) -> Markup {
    let mut sums: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    let of_performance = |count: &&OutcomeCount| CATEGORIES.contains(&count.category.as_str());
    for count in counts.iter().filter(of_performance) {
        *sums.entry((&count.category, &count.outcome, &count.reason)).or_default() += count.quantity;
    }
    let all = |category: &str| {
        sums.iter().filter(|((of, ..), _)| *of == category).map(|(_, sum)| sum).sum::<u64>().max(1) as f64
    };
    let mut rows: Vec<_> = sums.iter().filter(|((_, outcome, _), _)| *outcome != "accepted").collect();
    rows.sort_by_key(|(_, sum)| Reverse(**sum));
    let link = |category: &str| links::project_data(project, range, category);
    html! {
        @if !rows.is_empty() {
            section.panel.breakdown {
                h2 { (t("What was left out, and why")) }
                table.cells {
                    thead { tr {
                        th scope="col" { (t("Data")) }
                        th scope="col" { (t("Outcome")) }
                        th scope="col" { (t("Why")) }
                        th.num scope="col" { (t("Items")) }
                        th.num scope="col" { (t("Share")) }
                    } }
                    tbody {
                        @for ((category, outcome, reason), sum) in rows {
                            tr {
                                th scope="row" { a href=(link(category)) { (category_words(category)) } }
                                td data-label=(t("Outcome")) { (outcome_words(outcome)) }
                                td data-label=(t("Why")) { (reason_cell(outcome, reason)) }
                                td.num data-label=(t("Items")) { (number(*sum as i64)) }
                                td.num data-label=(t("Share")) { (units::rate(*sum as f64 / all(category))) }
                            }
                        }
                    }
                }
                p.quiet { (t("Counted for the whole project, without the filters above. Clients report what they discard when they next send something.")) }
                p.quiet {
                    (fill_markup(
                        "Single page loads and spans are deleted earlier than the numbers made of them: {settings}.",
                        &[("settings", html! { a href=(links::project_settings(project)) { (t("how long they are kept")) } })],
                    ))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(category: &str, outcome: &str, reason: &str, quantity: u64) -> OutcomeCount {
        let text = str::to_owned;
        OutcomeCount {
            bucket: 0,
            category: text(category),
            outcome: text(outcome),
            reason: text(reason),
            key: String::new(),
            quantity,
        }
    }

    #[test]
    fn performance_data_by_reason_the_most_first() {
        let html = left_out(
            "a&b",
            "7d",
            &[
                count("span", "accepted", "", 60),
                count("span", "rate_limited", "quota", 10),
                count("span", "client_discard", "sample_rate", 20),
                count("span", "client_discard", "sample_rate", 10),
                count("transaction", "invalid", "malformed", 1),
                count("error", "filtered", "web-crawlers", 99),
            ],
        )
        .into_string();
        let places: Vec<_> =
            ["sample_rate", "quota", "malformed"].map(|reason| html.find(&format!("{reason}</code>"))).into();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{html}");
        assert!(html.contains(">30</td>") && html.contains(">30 %</td>"), "{html}");
        assert!(!html.contains("web-crawlers") && !html.contains("Accepted"), "{html}");
        assert!(html.contains("href=\"/projects/a%26b/?range=14d&amp;category=span\""), "{html}");
        assert_eq!(left_out("a", "7d", &[count("span", "accepted", "", 60)]).into_string(), "");
    }
}
