//! Transactions of back ends, and those that pages start themselves: how many, how long, how often they fail.

use maud::{Markup, html};

use super::choices::Choices;
use super::page_load_list;
use super::unnamed::{self, Names};
use super::view::{View, WITHOUT};
use super::view_form::{self, Section, toggle};
use crate::model::project::Project;
use crate::model::span::Segment;
use crate::model::timestamp::Timestamp;
use crate::store::{Dimension, Distribution};
use crate::web::pages::charts::{Histogram, Point, Trend, histogram, trend};
use crate::web::pages::language::{fill, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::units;

/// Rows of the table.
const ROWS: usize = 50;

/// The order of the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    Frequent,
    Slow,
    Failing,
}

impl Order {
    const ALL: [Self; 3] = [Self::Frequent, Self::Slow, Self::Failing];

    pub(super) fn parse(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|order| Some(order.name()) == name).unwrap_or_default()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Frequent => "frequent",
            Self::Slow => "slow",
            Self::Failing => "failing",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Frequent => t("Most frequent"),
            Self::Slow => t("Slowest"),
            Self::Failing => t("Failing most"),
        }
    }

    /// The rows in this order. They come with the most frequent first.
    fn sort(self, rows: &mut [(String, Distribution)]) {
        let slowness = |of: &Distribution| of.histogram.percentile(0.95).unwrap_or(0.0);
        match self {
            Self::Frequent => {}
            Self::Slow => rows.sort_by(|a, b| slowness(&b.1).total_cmp(&slowness(&a.1))),
            Self::Failing => rows.sort_by(|a, b| failure_rate(&b.1).total_cmp(&failure_rate(&a.1))),
        }
    }
}

/// One transaction in detail.
pub(super) struct Detail {
    pub all: Distribution,
    pub trend: Vec<(Timestamp, Distribution)>,
    pub slowest: Vec<Segment>,
}

/// The data of the page.
pub(super) struct Transactions {
    pub projects: Vec<Project>,
    pub view: View,
    pub choices: Choices,
    pub order: Order,
    pub rows: Vec<(String, Distribution)>,
    /// Where the view is limited to one.
    pub detail: Option<Detail>,
    pub now: Timestamp,
}

/// The page.
pub(super) fn page(mut shown: Transactions) -> PageContent {
    shown.order.sort(&mut shown.rows);
    let order = ("order", shown.order.name());
    let content = html! {
        (view_form::head(Section::Transactions, &shown.view, &shown.projects, &shown.choices, &[order]))
        @if let Some(detail) = &shown.detail {
            (one(&shown, detail))
        } @else if shown.rows.is_empty() {
            section.panel.empty {
                h2 { (t("No transactions in this range")) }
                p { (t("Back ends send them with any Sentry SDK that has tracing on, to the same DSN. In Python:")) }
                pre { code { "sentry_sdk.init(dsn='…', traces_sample_rate=0.1)" } }
            }
        } @else {
            div.toggles { (toggle(t("Order"), &Order::ALL.map(|order| option(&shown, order)))) }
            (unnamed::note(&shown.rows, Names::Transactions))
            (table(&shown))
        }
    };
    PageContent::new(t("Transactions"), Tab::Performance, content)
}

fn option(shown: &Transactions, order: Order) -> (&'static str, String, bool) {
    let link = shown.view.link(Section::Transactions.path(), &[("order", order.name())]);
    (order.words(), link, order == shown.order)
}

fn table(shown: &Transactions) -> Markup {
    html! {
        section.panel.breakdown {
            table.cells {
                thead {
                    tr {
                        th scope="col" { (t("Transaction")) }
                        th.num scope="col" { (t("Per minute")) }
                        th.num scope="col" { "p50" }
                        th.num scope="col" { "p95" }
                        th.num scope="col" { (t("Failed")) }
                        th.num scope="col" { (t("Samples")) }
                    }
                }
                tbody { @for (name, of) in shown.rows.iter().take(ROWS) { (row(name, of, &shown.view)) } }
            }
            @if shown.rows.len() > ROWS { p.quiet.more { (fill("The first {shown} of {all}.", &[("shown", &ROWS.to_string()), ("all", &shown.rows.len().to_string())])) } }
        }
    }
}

fn row(name: &str, of: &Distribution, view: &View) -> Markup {
    let link = view.with(Dimension::Name, Some(name)).link(Section::Transactions.path(), &[]);
    html! {
        tr {
            th.what scope="row" { a href=(link) { @if name.is_empty() { (t(WITHOUT)) } @else { (reveal_hidden(name)) } } }
            td.num data-label=(t("Per minute")) { (per_minute(of, view)) }
            td.num data-label="p50" { (percentile(of, 0.5)) }
            td.num data-label="p95" { (percentile(of, 0.95)) }
            td.num data-label=(t("Failed")) { (failed(of)) }
            td.num data-label=(t("Samples")) { (units::samples_cell(of)) }
        }
    }
}

fn percentile(of: &Distribution, share: f64) -> String {
    of.histogram.percentile(share).map_or_else(|| "–".to_owned(), units::duration)
}

/// Extrapolated, over the whole range.
fn per_minute(of: &Distribution, view: &View) -> String {
    let count = of.extrapolated.max(of.histogram.count() as f64);
    units::pace(count / (view.range.seconds() / 60.0))
}

fn failure_rate(of: &Distribution) -> f64 {
    of.failed as f64 / of.histogram.count().max(1) as f64
}

fn failed(of: &Distribution) -> Markup {
    html! { @if of.failed > 0 { span.rating.poor { (units::rate(failure_rate(of))) } } @else { "0 %" } }
}

fn one(shown: &Transactions, detail: &Detail) -> Markup {
    let view = &shown.view;
    if detail.all.histogram.count() == 0 {
        return html! { section.panel.empty { h2 { (t("No transactions of this name in this range")) } p { (t("Choose a longer range or fewer filters.")) } } };
    }
    let all = &detail.all;
    html! {
        dl.numbers.panel {
            div { dt { (t("Transactions")) } dd { (units::samples(all, "{n} transaction", "{n} transactions")) } }
            div { dt { (t("Per minute")) } dd { (per_minute(all, view)) } }
            div { dt { "p50" } dd { (percentile(all, 0.5)) } }
            div { dt { "p95" } dd { (percentile(all, 0.95)) } }
            div { dt { (t("Failed")) } dd { (failed(all)) } }
        }
        section.panel.detail {
            div.chart-pair {
                (line(shown, detail, t("p95 of duration"), &units::duration, &|of| of.histogram.percentile(0.95)))
                (line(shown, detail, t("Failed"), &units::rate, &|of| Some(failure_rate(of))))
                (histogram(&Histogram { name: t("Spread of duration"), values: &all.histogram, limits: None, format: &units::duration }))
            }
        }
        @if !detail.slowest.is_empty() {
            h2.between { (t("Slowest")) }
            (page_load_list::table(&detail.slowest, view.project.id, shown.now, t("Transaction")))
        }
    }
}

fn line(
    shown: &Transactions,
    detail: &Detail,
    name: &str,
    format: &dyn Fn(f64) -> String,
    value: &dyn Fn(&Distribution) -> Option<f64>,
) -> Markup {
    let filter = shown.view.filter(shown.now);
    let point = |(at, of): &(Timestamp, Distribution)| {
        Some(Point { at: *at, value: value(of)?, samples: of.histogram.count() })
    };
    let points: Vec<Point> = detail.trend.iter().filter_map(point).collect();
    let is_hourly = shown.view.range.is_hourly();
    trend(&Trend {
        name,
        counted: t("Samples"),
        from: filter.from,
        to: filter.to,
        points: &points,
        band: None,
        is_hourly,
        format,
    })
}
