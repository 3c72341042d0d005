//! A panel of the performance page: what is not in its numbers, and why.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::language::t;
use super::outcome_tables::reason_cell;
use super::outcome_words::{category_words, outcome_words};
use crate::store::OutcomeCount;
use crate::web::pages::number_format::number;
use crate::web::pages::units;

/// The categories of performance data.
const CATEGORIES: [&str; 2] = ["transaction", "span"];

/// The panel; nothing if all was accepted.
pub(in crate::web::pages) fn left_out(counts: &[OutcomeCount]) -> Markup {
    let mut sums: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
    let of_performance = |count: &&OutcomeCount| CATEGORIES.contains(&count.category.as_str());
    for count in counts.iter().filter(of_performance) {
        *sums.entry((&count.category, &count.outcome, &count.reason)).or_default() += count.quantity;
    }
    let all = |category: &str| {
        sums.iter().filter(|((of, ..), _)| *of == category).map(|(_, sum)| sum).sum::<u64>().max(1) as f64
    };
    let rows: Vec<_> = sums.iter().filter(|((_, outcome, _), _)| *outcome != "accepted").collect();
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
                                th scope="row" { (category_words(category)) }
                                td data-label=(t("Outcome")) { (outcome_words(outcome)) }
                                td data-label=(t("Why")) { (reason_cell(outcome, reason)) }
                                td.num data-label=(t("Items")) { (number(*sum as i64)) }
                                td.num data-label=(t("Share")) { (units::rate(*sum as f64 / all(category))) }
                            }
                        }
                    }
                }
                p.quiet { (t("Counted for the whole project, without the filters above. Clients report what they discard when they next send something.")) }
            }
        }
    }
}
