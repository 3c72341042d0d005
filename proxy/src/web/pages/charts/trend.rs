//! A value over time as a line, above bands that say what is good and what is poor.

use maud::{Markup, html};

use super::axis::{ceiling, moment, zone};
use super::place::percent;
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::{fill, fill_markup, t, text};

/// The value of an hour or a day, and the number of samples that it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::web::pages) struct Point {
    pub at: Timestamp,
    pub value: f64,
    pub samples: u64,
}

/// The limits of a web vital.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::web::pages) struct Band {
    pub good: f64,
    pub poor: f64,
}

/// A chart.
pub(in crate::web::pages) struct Trend<'a> {
    /// What the line is: `p75 of LCP`.
    pub name: &'a str,
    /// What is counted: `samples`.
    pub counted: &'a str,
    pub from: Timestamp,
    pub to: Timestamp,
    /// Oldest first.
    pub points: &'a [Point],
    pub band: Option<Band>,
    pub is_hourly: bool,
    pub format: &'a dyn Fn(f64) -> String,
}

/// The chart with its table.
pub(in crate::web::pages) fn trend(chart: &Trend<'_>) -> Markup {
    let top = ceiling(largest(chart));
    let words = words(chart);
    html! {
        figure.chart {
            figcaption { (chart.name) }
            svg.trend-line role="img" aria-label=(words) {
                title { (words) }
                @if let Some(band) = chart.band { (bands(band, top)) }
                (line(chart, top))
                (labels(chart, top))
            }
            div.chart-days aria-hidden="true" {
                span { (moment(chart.from, chart.is_hourly)) }
                span { (moment(chart.to, chart.is_hourly)) }
            }
            (table(chart))
        }
    }
}

/// The largest value, and with bands at least the limit of what is good, so that the line is judged by its height.
fn largest(chart: &Trend<'_>) -> f64 {
    let floor = chart.band.map_or(0.0, |band| band.good * 1.2);
    chart.points.iter().map(|point| point.value).filter(|value| value.is_finite()).fold(floor, f64::max)
}

fn words(chart: &Trend<'_>) -> String {
    let (Some(first), Some(last)) = (chart.points.first(), chart.points.last()) else {
        return fill("{name}: no samples", &[("name", chart.name)]);
    };
    let values = || chart.points.iter().map(|point| point.value);
    let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
    let format = chart.format;
    fill(
        "{name}: {first} at first, {last} at last, between {least} and {most}",
        &[
            ("name", chart.name),
            ("first", &format(first.value)),
            ("last", &format(last.value)),
            ("least", &format(least)),
            ("most", &format(most)),
        ],
    )
}

fn bands(band: Band, top: f64) -> Markup {
    let (good, poor) = (band.good / top, band.poor / top);
    html! {
        rect.band.good x="0" width="100%" y={ (percent(1.0 - good)) "%" } height={ (percent(good)) "%" } {}
        @if poor < 1.0 { rect.band.poor x="0" width="100%" y="0" height={ (percent(1.0 - poor)) "%" } {} }
    }
}

/// A line over all points, and a dot for each that has no neighbour. It is scaled with its picture; the width of its stroke
/// is not.
fn line(chart: &Trend<'_>, top: f64) -> Markup {
    let place = |point: &Point| (at(chart, point.at), 1.0 - (point.value / top).clamp(0.0, 1.0));
    let places: Vec<(f64, f64)> = chart.points.iter().map(place).collect();
    let text = |(x, y): &(f64, f64)| format!("{},{}", percent(*x), percent(*y));
    let points = places.iter().map(text).collect::<Vec<_>>().join(" ");
    let ends = places.first().zip(places.last());
    html! {
        @if let Some((first, last)) = ends {
            @if places.len() > 1 {
                svg viewBox="0 0 100 100" preserveAspectRatio="none" {
                    // Bands say more than the area below the line.
                    @if chart.band.is_none() { polygon.area points={ (percent(first.0)) ",100 " (points) " " (percent(last.0)) ",100" } {} }
                    polyline.line points=(points) vector-effect="non-scaling-stroke" {}
                }
            }
            circle.dot cx={ (percent(last.0)) "%" } cy={ (percent(last.1)) "%" } r="3.5" {}
        }
    }
}

/// A point's place in time, in the middle of its hour or day.
fn at(chart: &Trend<'_>, time: Timestamp) -> f64 {
    let width = if chart.is_hourly { 3600.0 } else { 86_400.0 };
    let range = (chart.to.0 - chart.from.0).max(1.0);
    (time.0 + width / 2.0 - chart.from.0) / range
}

fn labels(chart: &Trend<'_>, top: f64) -> Markup {
    let format = chart.format;
    html! {
        line.rule x1="0" x2="100%" y1="0" y2="0" {}
        line.rule x1="0" x2="100%" y1="100%" y2="100%" {}
        text x="4" y="14" { (format(top)) }
        @if let Some(band) = chart.band {
            @for (name, words, limit) in [("good", text("good up to {limit}"), band.good), ("poor", text("poor above {limit}"), band.poor)] {
                // A label at the top would lie on that of the axis.
                @let y = 1.0 - limit / top;
                @if (0.1..=0.97).contains(&y) {
                    line class={ "limit " (name) } x1="0" x2="100%" y1={ (percent(y)) "%" } y2={ (percent(y)) "%" } {}
                    text x="4" y={ (percent(y)) "%" } dy="-4" { (fill(words, &[("limit", &format(limit))])) }
                }
            }
        }
    }
}

fn table(chart: &Trend<'_>) -> Markup {
    let format = chart.format;
    html! {
        details.numbers-behind {
            summary { (t("Numbers")) }
            @if chart.points.is_empty() { p.quiet { (t("No samples in this range.")) } }
            @else {
                table.plain {
                    thead { tr { th scope="col" { (fill_markup("When ({zone})", &[("zone", zone(chart.is_hourly))])) } th.num scope="col" { (chart.name) } th.num scope="col" { (chart.counted) } } }
                    tbody {
                        @for point in chart.points {
                            tr {
                                th scope="row" { (moment(point.at, chart.is_hourly)) }
                                td.num { (format(point.value)) }
                                td.num { (point.samples) }
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

    fn chart(points: &[Point], band: Option<Band>) -> String {
        let from = Timestamp(1_764_374_400.0);
        let to = Timestamp(from.0 + 7.0 * 86_400.0);
        let format = |value: f64| format!("{value} ms");
        trend(&Trend {
            name: "p75 of LCP",
            counted: "samples",
            from,
            to,
            points,
            band,
            is_hourly: false,
            format: &format,
        })
        .into_string()
    }

    fn point(day: f64, value: f64) -> Point {
        Point { at: Timestamp(1_764_374_400.0 + day * 86_400.0), value, samples: 7 }
    }

    #[test]
    fn nothing_to_draw() {
        let html = chart(&[], None);
        assert!(
            html.contains("aria-label=\"p75 of LCP: no samples\"")
                && html.contains("No samples in this range.")
        );
        assert!(!html.contains("polyline") && !html.contains("circle"));
    }

    #[test]
    fn one_value_is_a_dot() {
        let html = chart(&[point(3.0, 100.0)], None);
        assert!(html.contains("<circle class=\"dot\" cx=\"50%\" cy=\"0%\"") && !html.contains("polyline"));
    }

    #[test]
    fn a_line_with_bands_and_a_table() {
        let html =
            chart(&[point(0.0, 2000.0), point(6.0, 5000.0)], Some(Band { good: 2500.0, poor: 4000.0 }));
        assert!(html.contains("points=\"7.14,60 92.86,0\""), "{html}");
        assert!(html.contains("good up to 2500 ms") && html.contains("poor above 4000 ms"));
        assert!(html.contains("2000 ms at first, 5000 ms at last, between 2000 ms and 5000 ms"));
        assert!(html.contains("<line class=\"limit poor\""));
        assert_eq!(html.matches("<th scope=\"row\">").count(), 2);
    }

    #[test]
    fn odd_values_stay_within_the_chart() {
        for value in [f64::NAN, f64::INFINITY, -5.0, 1e300] {
            let html = chart(&[point(-3.0, value), point(99.0, 1.0)], Some(Band { good: 0.1, poor: 0.25 }));
            let svg = html.split("<details").next().unwrap_or_default();
            assert!(!svg.contains("NaN,") && !svg.contains(",NaN") && !svg.contains(",-"), "{svg}");
        }
    }
}
