//! A metric by the values of a dimension, as a table whose rows lead to the view of one value.

use maud::{Markup, html};

use super::summary::{JUDGED, judged, share_of};
use super::view::{View, WITHOUT};
use crate::model::vital::Metric;
use crate::store::{Dimension, Distribution};
use crate::web::pages::language::{fill, t, text};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::units;

/// Rows of a table.
const ROWS: usize = 10;
/// Routes up to this number have no table of the slowest.
const FEW: usize = 3;
/// Fewest samples of a route that is called slow: of fewer the 75th percentile is one bad visit.
const FEWEST: u64 = 10;

/// The values of a dimension with their distributions.
pub(super) struct Breakdown {
    pub dimension: Dimension,
    /// The most frequent first.
    pub rows: Vec<(String, Distribution)>,
}

/// The most frequent values.
pub(super) fn most_frequent(of: &Breakdown, metric: Metric, view: &View) -> Markup {
    let rows: Vec<_> = of.rows.iter().take(ROWS).collect();
    panel(t(title(of.dimension)), of.dimension, &rows, of.rows.len().saturating_sub(ROWS), metric, view)
}

/// The routes with the worst 75th percentile, out of those with enough samples.
pub(super) fn slowest(of: &Breakdown, metric: Metric, view: &View) -> Markup {
    let judged = |row: &&(String, Distribution)| row.1.histogram.percentile(JUDGED).unwrap_or(0.0);
    let mut rows: Vec<_> = of.rows.iter().filter(|(_, of)| of.histogram.count() >= FEWEST).collect();
    rows.sort_by(|a, b| judged(b).total_cmp(&judged(a)));
    rows.truncate(ROWS);
    // A few routes are seen at a glance in the table of all.
    html! { @if of.rows.len() > FEW && !rows.is_empty() { (panel(t("Slowest routes"), of.dimension, &rows, 0, metric, view)) } }
}

fn panel(
    title: &str,
    dimension: Dimension,
    rows: &[&(String, Distribution)],
    more: usize,
    metric: Metric,
    view: &View,
) -> Markup {
    let (short, _) = units::metric_names(metric);
    html! {
        section.panel.breakdown {
            h2 { (title) }
            @if rows.is_empty() {
                p.quiet { (fill("No {metric} samples in this range.", &[("metric", short)])) }
            } @else {
                table.cells {
                    thead {
                        tr {
                            th scope="col" { (t(column(dimension))) }
                            th.num scope="col" { (fill("p75 of {metric}", &[("metric", short)])) }
                            th scope="col" { (t("Shares")) }
                            th.num scope="col" { (t("Samples")) }
                        }
                    }
                    tbody { @for (name, of) in rows.iter() { (row(dimension, name, of, metric, view)) } }
                }
                @if more > 0 { p.quiet.more { (fill("The {n} most frequent.", &[("n", &rows.len().to_string())])) } }
            }
        }
    }
}

fn row(dimension: Dimension, name: &str, of: &Distribution, metric: Metric, view: &View) -> Markup {
    let link = view.with(dimension, Some(name)).link("/performance/", &[("metric", metric.name())]);
    html! {
        tr {
            th.what scope="row" { a href=(link) { @if name.is_empty() { (t(WITHOUT)) } @else { (reveal_hidden(name)) } } }
            td.num data-label="p75" { (judged(metric, of)) }
            td.bar { (share_of(metric, of)) }
            td.num data-label=(t("Samples")) { (units::samples_cell(of)) }
        }
    }
}

fn title(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Name => text("Routes"),
        Dimension::Release => text("Releases"),
        Dimension::Environment => text("Environments"),
        Dimension::Device => text("Devices"),
        Dimension::Browser => text("Browsers"),
    }
}

fn column(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Name => text("Route"),
        Dimension::Release => text("Release"),
        Dimension::Environment => text("Environment"),
        Dimension::Device => text("Device"),
        Dimension::Browser => text("Browser"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::Range;
    use super::*;
    use crate::model::project::Project;

    #[test]
    fn a_few_visits_make_no_route_slow() {
        let view = View::whole(Project { id: 1, slug: "shop".into(), keys: Vec::new() }, Range::Week);
        let of = |samples: u64| {
            let mut distribution = Distribution::default();
            (0..samples).for_each(|_| distribution.histogram.add(2000.0));
            let rows = ["/a", "/b", "/c", "/d"].map(|route| (route.to_owned(), distribution.clone()));
            let of = Breakdown { dimension: Dimension::Name, rows: rows.into() };
            slowest(&of, Metric::Lcp, &view).into_string()
        };
        assert_eq!(of(FEWEST - 1), "");
        assert!(of(FEWEST).contains("<h2>Slowest routes</h2>"));
    }
}
