//! Items by outcome over time, as stacked bars with a table behind them.

use maud::{Markup, html};

use super::super::charts::{moment, percent, zone};
use super::super::language::{fill, fill_markup, t};
use super::outcome_range::OutcomeRange;
use super::outcome_words::{OUTCOMES, outcome_words};
use crate::model::timestamp::Timestamp;
use crate::store::OutcomeCount;
use crate::web::pages::number_format::number;

/// The counts of a bucket, in the order of [`OUTCOMES`].
type Bucket = [u64; OUTCOMES.len()];

/// The chart of one category. The counts are the answer to the query of the range.
pub(in crate::web::pages) fn outcome_chart(
    range: OutcomeRange,
    from: Timestamp,
    counts: &[OutcomeCount],
    category: &str,
) -> Markup {
    let buckets = buckets(range, counts, category);
    let sums = buckets.iter().fold(Bucket::default(), |mut sums, bucket| {
        sums.iter_mut().zip(bucket).for_each(|(sum, count)| *sum += count);
        sums
    });
    let words = words(&sums);
    let top = buckets.iter().map(|bucket| bucket.iter().sum::<u64>()).max().unwrap_or(0).max(1) as f64;
    let width = 100.0 / buckets.len().max(1) as f64 / 100.0;
    let step = if range.is_hourly() { 3_600.0 } else { 86_400.0 };
    let time = |n: usize| moment(Timestamp(from.0 + step * n as f64), range.is_hourly());
    html! {
        figure.chart.outcomes {
            svg.outcome-bars role="img" aria-label=(words) {
                title { (words) }
                line.rule x1="0" x2="100%" y1="100%" y2="100%" {}
                @for (n, bucket) in buckets.iter().enumerate() {
                    @for (outcome, below, count) in stacked(bucket) {
                        @let height = count as f64 / top;
                        rect class=(outcome) x={ (percent(width * (n as f64 + 0.1))) "%" } width={ (percent(width * 0.8)) "%" }
                            y={ (percent(1.0 - below as f64 / top - height)) "%" } height={ (percent(height)) "%" } {}
                    }
                }
            }
            div.chart-days aria-hidden="true" { span { (time(0)) } span { (time(buckets.len().saturating_sub(1))) } }
            ul.outcome-key {
                @for (outcome, sum) in OUTCOMES.iter().zip(sums) {
                    @if sum > 0 { li { span class={ "swatch " (outcome) } aria-hidden="true" {} " " (outcome_words(outcome)) " " strong { (number(sum as i64)) } } }
                }
            }
            details.numbers-behind {
                summary { (t("Numbers")) }
                table.plain {
                    thead { tr {
                        th scope="col" { (fill_markup("When ({zone})", &[("zone", zone(range.is_hourly()))])) }
                        @for (outcome, sum) in OUTCOMES.iter().zip(sums) { @if sum > 0 { th.num scope="col" { (outcome_words(outcome)) } } }
                    } }
                    tbody {
                        @for (n, bucket) in buckets.iter().enumerate() {
                            tr {
                                th scope="row" { (time(n)) }
                                @for (count, sum) in bucket.iter().zip(sums) { @if sum > 0 { td.num { (number(*count as i64)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn buckets(range: OutcomeRange, counts: &[OutcomeCount], category: &str) -> Vec<Bucket> {
    let mut buckets = vec![Bucket::default(); range.buckets()];
    for count in counts.iter().filter(|count| count.category == category) {
        let place = OUTCOMES.iter().position(|outcome| *outcome == count.outcome);
        let bucket = buckets.get_mut(count.bucket as usize);
        if let Some((bucket, place)) = bucket.zip(place)
            && let Some(sum) = bucket.get_mut(place)
        {
            *sum += count.quantity;
        }
    }
    buckets
}

/// Each part of a bar: its outcome, how much is below it, and its count.
fn stacked(bucket: &Bucket) -> impl Iterator<Item = (&'static str, u64, u64)> {
    let mut below = 0;
    let parts = OUTCOMES.iter().zip(bucket).map(move |(outcome, count)| {
        let part = (*outcome, below, *count);
        below += count;
        part
    });
    parts.filter(|(.., count)| *count > 0).collect::<Vec<_>>().into_iter()
}

fn words(sums: &Bucket) -> String {
    let parts: Vec<String> = OUTCOMES
        .iter()
        .zip(sums)
        .filter(|(_, sum)| **sum > 0)
        .map(|(outcome, sum)| format!("{}: {}", outcome_words(outcome), number(*sum as i64)))
        .collect();
    if parts.is_empty() {
        t("Nothing in this range.").to_owned()
    } else {
        fill("Items over time: {outcomes}", &[("outcomes", &parts.join(", "))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(bucket: u32, outcome: &str, quantity: u64) -> OutcomeCount {
        let (category, reason, key) = ("error".to_owned(), String::new(), String::new());
        OutcomeCount { bucket, category, outcome: outcome.to_owned(), reason, key, quantity }
    }

    #[test]
    fn bars_are_stacked_in_their_order() {
        let counts =
            [count(3, "filtered", 2), count(3, "accepted", 6), count(99, "accepted", 1), count(3, "odd", 1)];
        let buckets = buckets(OutcomeRange::Day, &counts, "error");
        assert_eq!(buckets.len(), 24);
        let parts: Vec<_> = stacked(&buckets[3]).collect();
        assert_eq!(parts, [("accepted", 0, 6), ("filtered", 6, 2)]);
        let chart = outcome_chart(OutcomeRange::Day, Timestamp(0.0), &counts, "error").into_string();
        assert!(chart.contains("Accepted: 6, Filtered: 2"), "{chart}");
        assert!(
            chart.contains("y=\"25%\" height=\"75%\"") && chart.contains("y=\"0%\" height=\"25%\""),
            "{chart}"
        );
    }
}
