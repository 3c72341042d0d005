//! How values are spread, as bars.

use maud::{Markup, html};

use super::axis::ceiling;
use super::place::percent;
use crate::model::histogram;
use crate::web::pages::language::{fill, t};

/// Number of bars.
const BARS: usize = 24;

/// A chart.
pub(in crate::web::pages) struct Histogram<'a> {
    pub name: &'a str,
    pub values: &'a histogram::Histogram,
    /// The largest good value and the largest that is not poor.
    pub limits: Option<(f64, f64)>,
    pub format: &'a dyn Fn(f64) -> String,
}

/// A range of values and its share of all.
struct Bin {
    from: f64,
    to: f64,
    share: f64,
}

/// The chart with its table. The last bar has all values beyond the axis, which ends above 95 % of them.
pub(in crate::web::pages) fn histogram(chart: &Histogram<'_>) -> Markup {
    let bins = bins(chart.values);
    let most = bins.iter().map(|bin| bin.share).fold(0.0, f64::max);
    let format = chart.format;
    let words = words(chart);
    html! {
        figure.chart {
            figcaption { (chart.name) }
            svg.spread-bars role="img" aria-label=(words) {
                title { (words) }
                @for (n, bin) in bins.iter().enumerate() {
                    @let height = if most > 0.0 { bin.share / most } else { 0.0 };
                    rect class=(class(chart, bin)) x={ (percent((n as f64 + 0.1) / BARS as f64)) "%" } width={ (percent(0.8 / BARS as f64)) "%" }
                        y={ (percent(1.0 - height)) "%" } height={ (percent(height)) "%" } {}
                }
                line.rule x1="0" x2="100%" y1="100%" y2="100%" {}
            }
            div.chart-days aria-hidden="true" {
                span { (format(0.0)) }
                span { (and_more(format(bins.last().map_or(0.0, |bin| bin.from)))) }
            }
            details.numbers-behind {
                summary { (t("Numbers")) }
                table.plain {
                    thead { tr { th scope="col" { (t("Values")) } th.num scope="col" { (t("Share")) } } }
                    tbody {
                        @for bin in &bins {
                            tr {
                                th scope="row" {
                                    @if bin.to.is_finite() { (fill("{from} to {to}", &[("from", &format(bin.from)), ("to", &format(bin.to))])) } @else { (and_more(format(bin.from))) }
                                }
                                td.num { (format!("{:.1}", bin.share * 100.0)) " %" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn and_more(value: String) -> String {
    fill("{value} and more", &[("value", &value)])
}

fn words(chart: &Histogram<'_>) -> String {
    let format = chart.format;
    let at = |share| chart.values.percentile(share).map_or_else(|| "–".to_owned(), format);
    fill(
        "{name}: half of the values are at most {half}, 95 % at most {most}",
        &[("name", chart.name), ("half", &at(0.5)), ("most", &at(0.95))],
    )
}

/// The middle of a bar is judged.
fn class(chart: &Histogram<'_>, bin: &Bin) -> &'static str {
    let middle = if bin.to.is_finite() { f64::midpoint(bin.from, bin.to) } else { bin.from };
    match chart.limits {
        None => "even",
        Some((good, _)) if middle <= good => "good",
        Some((_, fair)) if middle <= fair => "fair",
        Some(_) => "poor",
    }
}

fn bins(values: &histogram::Histogram) -> Vec<Bin> {
    if values.count() == 0 {
        return Vec::new();
    }
    let end = ceiling(values.percentile(0.95).unwrap_or(1.0));
    let width = end / (BARS - 1) as f64;
    let mut before = 0.0;
    let bin = |n: usize| {
        let (from, to) =
            (n as f64 * width, if n + 1 == BARS { f64::INFINITY } else { (n + 1) as f64 * width });
        let up_to = if to.is_finite() { values.share_up_to(to) } else { 1.0 };
        let share = (up_to - before).max(0.0);
        before = up_to;
        Bin { from, to, share }
    };
    (0..BARS).map(bin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[f64]) -> String {
        let mut all = histogram::Histogram::default();
        values.iter().for_each(|value| all.add(*value));
        let format = |value: f64| format!("{} ms", value.round());
        histogram(&Histogram { name: "LCP", values: &all, limits: Some((2500.0, 4000.0)), format: &format })
            .into_string()
    }

    #[test]
    fn bars_by_rating() {
        let html = chart(&[1000.0, 1000.0, 3000.0, 9000.0]);
        assert_eq!(html.matches("<rect").count(), BARS);
        for class in ["good", "fair", "poor"] {
            assert!(html.contains(&format!("<rect class=\"{class}\"")), "{class}");
        }
        assert!(html.contains("50.0 %") && html.contains("25.0 %"));
    }

    #[test]
    fn extremes() {
        assert!(!chart(&[]).contains("<rect"));
        assert!(chart(&[0.0]).contains("100.0 %"));
        for values in [&[1e300, 1.0][..], &[f64::NAN], &[0.0, 0.0, 1e-300]] {
            assert!(!chart(values).contains("NaN"), "{values:?}");
        }
    }
}
