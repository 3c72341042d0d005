//! Counts over time as bars, with lines where something began, such as a release.

use maud::{Markup, html};

use super::super::language::{fill, fill_markup, t};
use super::super::number_format::number;
use super::super::reveal_hidden::reveal_hidden;
use super::axis::{moment, zone};
use super::place::percent;
use crate::model::timestamp::Timestamp;

/// Bars are apart by this share of their width.
const GAP: f64 = 0.12;
/// The height of the smallest count, so that one event beside thousands is seen.
const LEAST: f64 = 0.03;

/// A chart of counts.
pub(in crate::web::pages) struct Counts<'a> {
    pub name: &'a str,
    /// The beginning of the first bar.
    pub from: Timestamp,
    /// Seconds of a bar.
    pub step: f64,
    pub counts: &'a [u64],
    /// When something began, oldest first.
    pub marks: &'a [(String, Timestamp)],
}

impl Counts<'_> {
    fn at(&self, bar: usize) -> Timestamp {
        Timestamp(self.from.0 + bar as f64 * self.step)
    }

    fn is_hourly(&self) -> bool {
        self.step < 86_400.0
    }

    /// The place of a time, from 0 to 1, if it is within the chart.
    fn place(&self, time: Timestamp) -> Option<f64> {
        let share = (time.0 - self.from.0) / (self.counts.len().max(1) as f64 * self.step);
        (0.0..=1.0).contains(&share).then_some(share)
    }

    /// The marks within a bar.
    fn marks_of(&self, bar: usize) -> impl Iterator<Item = &str> {
        let (from, to) = (self.at(bar), self.at(bar + 1));
        self.marks.iter().filter(move |(_, at)| (from.0..to.0).contains(&at.0)).map(|(name, _)| name.as_str())
    }
}

/// The chart with its table.
pub(in crate::web::pages) fn counts(chart: &Counts<'_>) -> Markup {
    let most = chart.counts.iter().copied().max().unwrap_or(0);
    let width = 1.0 / chart.counts.len().max(1) as f64;
    let words = words(chart, most);
    html! {
        figure.chart.counts {
            svg.count-bars role="img" aria-label=(words) {
                title { (words) }
                @for (bar, count) in chart.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                    @let height = (*count as f64 / most as f64).max(LEAST);
                    rect x={ (percent((bar as f64 + GAP / 2.0) * width)) "%" } width={ (percent(width * (1.0 - GAP))) "%" }
                        y={ (percent(1.0 - height)) "%" } height={ (percent(height)) "%" } {}
                }
                @for (name, at) in chart.marks {
                    @if let Some(place) = chart.place(*at) {
                        line.mark x1={ (percent(place)) "%" } x2={ (percent(place)) "%" } y1="0" y2="100%" { title { (reveal_hidden(name)) } }
                    }
                }
                line.rule x1="0" x2="100%" y1="100%" y2="100%" {}
                text x="4" y="12" { (number(i64::try_from(most).unwrap_or(i64::MAX))) }
            }
            div.chart-days aria-hidden="true" {
                span { (moment(chart.from, chart.is_hourly())) }
                span { (moment(chart.at(chart.counts.len().saturating_sub(1)), chart.is_hourly())) }
            }
            (table(chart))
        }
    }
}

fn words(chart: &Counts<'_>, most: u64) -> String {
    let total = chart.counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let text = |count: u64| number(i64::try_from(count).unwrap_or(i64::MAX));
    let values = [("name", chart.name), ("count", &text(total)), ("most", &text(most))];
    if chart.is_hourly() {
        fill("{name}: {count} in all, at most {most} in an hour", &values)
    } else {
        fill("{name}: {count} in all, at most {most} in a bar", &values)
    }
}

/// Rows without a count and without a mark say nothing.
fn table(chart: &Counts<'_>) -> Markup {
    let rows: Vec<_> = (0..chart.counts.len())
        .filter(|bar| {
            chart.counts.get(*bar).is_some_and(|count| *count > 0) || chart.marks_of(*bar).next().is_some()
        })
        .collect();
    html! {
        details.numbers-behind {
            summary { (t("Numbers")) }
            @if rows.is_empty() { p.quiet { (t("No events in this range.")) } }
            @else {
                table.plain {
                    thead { tr { th scope="col" { (fill_markup("When ({zone})", &[("zone", zone(chart.is_hourly()))])) } th.num scope="col" { (t("Events")) } th scope="col" { (t("First event of release")) } } }
                    tbody {
                        @for bar in rows {
                            tr {
                                th scope="row" { (moment(chart.at(bar), chart.is_hourly())) }
                                td.num { (number(chart.counts.get(bar).map_or(0, |count| i64::try_from(*count).unwrap_or(i64::MAX)))) }
                                td { @for (at, name) in chart.marks_of(bar).enumerate() { @if at > 0 { ", " } (reveal_hidden(name)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(counts_of: &[u64], marks: &[(String, Timestamp)]) -> String {
        let from = Timestamp(1_764_374_400.0);
        counts(&Counts { name: "Events", from, step: 86_400.0, counts: counts_of, marks }).into_string()
    }

    #[test]
    fn bars_marks_and_rows() {
        let marks =
            [("web@2".to_owned(), Timestamp(1_764_374_400.0 + 86_400.0)), ("old".into(), Timestamp(0.0))];
        let html = chart(&[0, 1, 1_000, 0], &marks);
        assert!(html.contains("Events: 1,001 in all, at most 1,000 in a bar"), "{html}");
        assert!(html.contains("x=\"26.5%\" width=\"22%\" y=\"97%\" height=\"3%\""), "{html}");
        assert!(
            html.contains("<line class=\"mark\" x1=\"25%\" x2=\"25%\" y1=\"0\" y2=\"100%\"><title>web@2"),
            "{html}"
        );
        assert_eq!((html.matches("<rect").count(), html.matches("th scope=\"row\"").count()), (2, 2));
        assert!(!html.contains("old"));
    }

    #[test]
    fn nothing_to_draw() {
        for counts in [&[][..], &[0, 0]] {
            let html = chart(counts, &[]);
            assert!(html.contains("No events in this range.") && !html.contains("<rect"), "{html}");
        }
    }
}
