//! The vitals of a project: each with its rating and shares, one of them over time, and by route, release, browser and
//! device.

use maud::{Markup, html};

use super::breakdown::{self, Breakdown};
use super::choices::Choices;
use super::summary::{JUDGED, judged, share_of, shares};
use super::unnamed::{self, Names};
use super::view::{Range, View};
use super::view_form::{self, Section, toggle};
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::model::vital::Metric;
use crate::store::{Dimension, Distribution, OutcomeCount};
use crate::web::pages::charts::{Band, Histogram, Point, Trend, histogram, trend};
use crate::web::pages::language::{fill, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::outcomes::left_out;
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::units;

/// Fewest loads of a resource that is called slow.
pub(super) const FEWEST_LOADS: u64 = 5;

/// The data of the page.
pub(super) struct Overview {
    pub projects: Vec<Project>,
    pub view: View,
    pub choices: Choices,
    /// Those that the page has, in the order in which they are shown.
    pub vitals: Vec<(Metric, Distribution)>,
    /// The duration of page loads; empty in a view of soft navigations.
    pub loads: Distribution,
    /// Whether there are vitals of soft navigations in this range.
    pub has_soft: bool,
    /// The one in detail.
    pub metric: Metric,
    pub trend: Vec<(Timestamp, Distribution)>,
    pub breakdowns: Vec<Breakdown>,
    /// None where the view is limited to a route, as resources are counted by their own address, and of soft navigations.
    pub resources: Option<Vec<(String, Distribution)>>,
    /// What became of transactions and spans of the whole project in this range.
    pub outcomes: Vec<OutcomeCount>,
    pub now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &Overview) -> PageContent {
    let (view, metric) = (&shown.view, shown.metric);
    let is_empty =
        shown.loads.histogram.count() == 0 && shown.vitals.iter().all(|(_, of)| of.histogram.count() == 0);
    let content = html! {
        (view_form::head(Section::Vitals, view, &shown.projects, &shown.choices, &[("metric", metric.name())]))
        @if shown.has_soft || view.is_soft { (navigations(shown)) }
        @if is_empty {
            (empty(shown))
            (left_out(&view.project.slug, view.range.name(), &shown.outcomes))
        } @else {
            @if !view.is_soft {
                p.lead {
                    (units::samples(&shown.loads, "{n} page load", "{n} page loads")) " · "
                    a href=(view.link("/performance/pageloads/", &[])) { (t("Look at single page loads")) }
                }
            }
            @if let (Some(of), None) = (shown.breakdowns.iter().find(|of| of.dimension == Dimension::Name), &view.name) {
                (unnamed::note(&of.rows, Names::Routes))
            }
            div.vitals { @for (metric, of) in &shown.vitals { (card(*metric, of, shown)) } }
            (detail(shown))
            div.breakdowns {
                @for of in &shown.breakdowns {
                    @if view.get(of.dimension).is_none() { (breakdown::most_frequent(of, metric, view)) }
                    @if of.dimension == Dimension::Name && view.name.is_none() { (breakdown::slowest(of, metric, view)) }
                }
            }
            @if let Some(resources) = &shown.resources { (resource_table(resources)) }
            (left_out(&view.project.slug, view.range.name(), &shown.outcomes))
        }
    };
    PageContent::new(t("Performance"), Tab::Performance, content)
}

/// The choice between page loads and soft navigations, whose values are counted apart.
fn navigations(shown: &Overview) -> Markup {
    let view = &shown.view;
    let option = |name: &'static str, is_soft: bool| {
        let link = view.of_soft(is_soft).link("/performance/", &[("metric", shown.metric.name())]);
        (name, link, view.is_soft == is_soft)
    };
    html! {
        div.toggles { (toggle(t("Navigations"), &[option(t("Page loads"), false), option(t("Soft navigations"), true)])) }
        @if view.is_soft {
            p.quiet { (t("A click or a key that changes address and page without a load. Chrome and Edge report them from version 151.")) }
        }
    }
}

fn empty(shown: &Overview) -> Markup {
    let is_limited = !shown.choices.is_empty();
    html! {
        section.panel.empty {
            h2 { (t("No performance data in this range")) }
            @if is_limited {
                p { (t("Choose a longer range or fewer filters.")) }
                p { a href=(View::whole(shown.view.project.clone(), Range::Month).link("/performance/", &[])) { (t("Show the last 30 days without filters")) } }
            } @else {
                p { (t("Pages send timings if tracing is on. With the script tag:")) }
                pre { code { "<script\n  src=\"…/balefire-tracing.min.js\"\n  data-dsn=\"…\"\n  data-traces-sample-rate=\"0.1\"\n  crossorigin=\"anonymous\"\n></script>" } }
                p { (t("With npm:")) }
                pre { code { "import * as Balefire from 'balefire'\n\nBalefire.init({\n  dsn: '…',\n  integrations: [Balefire.browserTracingIntegration()],\n  tracesSampleRate: 0.1,\n})" } }
                p { a href={ "/projects/" (shown.view.project.slug) "/" } { (t("The project's page has its DSN.")) } }
                p { (t("Every Sentry SDK with tracing can send here, too, from browsers and from back ends.")) }
            }
        }
    }
}

/// A vital, as a link to its detail.
fn card(metric: Metric, of: &Distribution, shown: &Overview) -> Markup {
    let (short, long) = units::metric_names(metric);
    let is_current = metric == shown.metric;
    html! {
        a.vital.panel href=(shown.view.link("/performance/", &[("metric", metric.name())])) aria-current=[is_current.then_some("true")] {
            span.name { strong { (short) } " " span.quiet { (long) } }
            span.value { (judged(metric, of)) }
            (share_of(metric, of))
            span.count { (if shown.view.is_soft { units::soft_samples(of) } else { units::vital_samples(of) }) }
        }
    }
}

fn detail(shown: &Overview) -> Markup {
    let metric = shown.metric;
    let (short, long) = units::metric_names(metric);
    let (good, fair) = metric.limits();
    let format = move |value: f64| units::vital(metric, value);
    let points: Vec<Point> = shown.trend.iter().filter_map(|(at, of)| point(*at, of)).collect();
    let filter = shown.view.filter(shown.now);
    let all = shown.vitals.iter().find(|(it, _)| *it == metric).map(|(_, of)| of);
    html! {
        section.panel.detail {
            h2 { (long) " " span.quiet { "(" (short) ")" } }
            @if let Some(of) = all.filter(|of| of.histogram.count() > 0) {
                p {
                    (fill("{shares}. Good is up to {good}, poor is above {fair}.", &[
                        ("shares", &shares(metric, of).words()),
                        ("good", &format(good)),
                        ("fair", &format(fair)),
                    ]))
                }
                div.chart-pair {
                    (trend(&Trend {
                        name: &fill("p75 of {metric}", &[("metric", short)]),
                        counted: t("Samples"),
                        from: filter.from,
                        to: filter.to,
                        points: &points,
                        band: Some(Band { good, poor: fair }),
                        is_hourly: shown.view.range.is_hourly(),
                        format: &format,
                    }))
                    (histogram(&Histogram { name: &fill("Spread of {metric}", &[("metric", short)]), values: &of.histogram, limits: Some((good, fair)), format: &format }))
                }
            } @else {
                p.quiet { (fill("No {metric} samples in this range. Not every browser measures it.", &[("metric", short)])) }
            }
        }
    }
}

fn point(at: Timestamp, of: &Distribution) -> Option<Point> {
    Some(Point { at, value: of.histogram.percentile(JUDGED)?, samples: of.histogram.count() })
}

fn resource_table(resources: &[(String, Distribution)]) -> Markup {
    html! {
        section.panel.breakdown {
            h2 { (t("Slowest resources")) }
            @if resources.is_empty() {
                p.quiet { (fill("No resource was loaded {n} times or more in this range.", &[("n", &FEWEST_LOADS.to_string())])) }
            } @else {
                table.cells {
                    thead {
                        tr {
                            th scope="col" { (t("Resource")) }
                            th.num scope="col" { "p75" }
                            th.num scope="col" { (t("Samples")) }
                            th.num scope="col" { (t("Bytes each")) }
                        }
                    }
                    tbody {
                        @for (name, of) in resources {
                            @let count = of.histogram.count();
                            tr {
                                th.what scope="row" { (reveal_hidden(name)) }
                                td.num data-label="p75" { (of.histogram.percentile(JUDGED).map(units::duration).unwrap_or_default()) }
                                td.num data-label=(t("Samples")) { (units::samples_cell(of)) }
                                td.num data-label=(t("Bytes each")) {
                                    @if of.bytes == 0 { span.quiet { (t("unknown")) } } @else { (units::size(of.bytes / count.max(1))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
