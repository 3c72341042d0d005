//! Two releases side by side: the vitals, page loads and routes of each, with the difference in words.

use maud::{Markup, html};

use super::choices::Choices;
use super::summary::{JUDGED, judged};
use super::verdict::{FEWEST, Verdict, change};
use super::view::{View, WITHOUT};
use super::view_form::{self, Section};
use crate::model::project::Project;
use crate::model::vital::Metric;
use crate::store::{Distribution, Health};
use crate::web::pages::health_words::crash_free;
use crate::web::pages::language::{fill, fill_markup, plural, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::{exact, reveal_hidden};
use crate::web::pages::units;

/// The numbers of a release.
pub(super) struct Side {
    pub version: String,
    pub vitals: Vec<(Metric, Distribution)>,
    pub loads: Distribution,
    pub health: Health,
}

/// A route in both releases.
pub(super) struct RouteRow {
    pub name: String,
    pub base: Distribution,
    pub head: Distribution,
}

/// The data of the page.
pub(super) struct Comparison {
    pub projects: Vec<Project>,
    pub view: View,
    pub choices: Choices,
    pub metric: Metric,
    /// The release before and the one that is judged; none: the project has fewer than two.
    pub sides: Option<(Side, Side)>,
    pub routes: Vec<RouteRow>,
}

/// The page.
pub(super) fn page(shown: &Comparison) -> PageContent {
    let content = html! {
        (view_form::head(Section::Compare, &shown.view, &shown.projects, &shown.choices, &hidden(shown)))
        @match &shown.sides {
            None => section.panel.empty {
                h2 { (t("There are no two releases to compare")) }
                p { (t("Give each release a name of its own, and two of them show up here as soon as both have sent performance data:")) }
                pre { code { "Balefire.init({ dsn: '…', release: 'shop@1.4.2' })" } }
            },
            Some((base, head)) => {
                (chooser(shown, base, head))
                (table(base, head))
                (routes(shown, base, head))
            }
        }
    };
    PageContent::new(t("Compare releases"), Tab::Performance, content)
}

fn hidden(shown: &Comparison) -> Vec<(&str, &str)> {
    let mut hidden = vec![("metric", shown.metric.name())];
    if let Some((base, head)) = &shown.sides {
        hidden.extend([("base", base.version.as_str()), ("head", head.version.as_str())]);
    }
    hidden
}

/// A form of its own, so that the choice of two releases stands beside their names.
fn chooser(shown: &Comparison, base: &Side, head: &Side) -> Markup {
    let view = &shown.view;
    let kept = [
        ("project", Some(view.project.slug.as_str())),
        ("range", Some(view.range.name())),
        ("name", view.name.as_deref()),
        ("environment", view.environment.as_deref()),
        ("device", view.device.as_deref()),
        ("browser", view.browser.as_deref()),
    ];
    html! {
        form.filters.two method="get" action=(Section::Compare.path()) {
            @for (name, value) in kept {
                @if let Some(value) = value { input type="hidden" name=(name) value=(exact(if value.is_empty() { WITHOUT } else { value })); }
            }
            label { span { (t("Release")) } (version_select("head", &shown.choices.releases, &head.version)) }
            label { span { (t("against")) } (version_select("base", &shown.choices.releases, &base.version)) }
            label {
                span { (t("Routes by")) }
                select name="metric" {
                    @for metric in Metric::ALL { option value=(metric.name()) selected[metric == shown.metric] { (units::metric_names(metric).0) } }
                }
            }
            button { (t("Compare")) }
        }
    }
}

fn version_select(name: &str, releases: &[String], current: &str) -> Markup {
    let unknown = (!releases.iter().any(|release| release == current)).then_some(current);
    html! {
        select name=(name) {
            @for release in releases.iter().map(String::as_str).chain(unknown).filter(|release| !release.is_empty()) {
                option value=(exact(release)) selected[release == current] { (reveal_hidden(release)) }
            }
        }
    }
}

fn table(base: &Side, head: &Side) -> Markup {
    html! {
        section.panel.breakdown {
            h2 { (fill_markup("{head} against {base}", &[("head", version(head)), ("base", version(base))])) }
            table.cells.compared {
                (columns(t("75th percentile"), base, head))
                tbody {
                    @for ((metric, before), (_, after)) in base.vitals.iter().zip(&head.vitals) {
                        (row(&vital_name(*metric), before, after, &|of| vital(*metric, of)))
                    }
                    (row(t("Page load"), &base.loads, &head.loads, &duration))
                    (health_row(&base.health, &head.health))
                }
            }
            p.quiet.more {
                (fill(
                    "Better and worse are said only where chance does not explain the difference, and of at least {n} samples each.",
                    &[("n", &FEWEST.to_string())],
                ))
            }
        }
    }
}

fn version(of: &Side) -> Markup {
    html! { span translate="no" { (reveal_hidden(&of.version)) } }
}

fn vital_name(metric: Metric) -> String {
    let (short, long) = units::metric_names(metric);
    format!("{long} ({short})")
}

fn duration(of: &Distribution) -> Markup {
    html! {
        (of.histogram.percentile(JUDGED).map_or_else(|| "–".to_owned(), units::duration))
        div.quiet { (units::samples(of, "{n} page load", "{n} page loads")) }
    }
}

fn vital(metric: Metric, of: &Distribution) -> Markup {
    html! { (judged(metric, of)) div.quiet { (units::vital_samples(of)) } }
}

fn columns(first: &str, base: &Side, head: &Side) -> Markup {
    html! {
        thead {
            tr {
                th scope="col" { (first) }
                th.num scope="col" { (reveal_hidden(&base.version)) }
                th.num scope="col" { (reveal_hidden(&head.version)) }
                th.num scope="col" { (t("Change")) }
                th scope="col" { (t("In words")) }
            }
        }
    }
}

fn row(
    name: &str,
    base: &Distribution,
    head: &Distribution,
    value: &dyn Fn(&Distribution) -> Markup,
) -> Markup {
    html! {
        tr {
            th.what scope="row" { (name) }
            td.num data-label=(t("Release before")) { (value(base)) }
            td.num data-label=(t("This release")) { (value(head)) }
            td.num data-label=(t("Change")) { (change(base, head).unwrap_or_else(|| "–".to_owned())) }
            td { (Verdict::of(base, head).markup()) }
        }
    }
}

fn health_row(base: &Health, head: &Health) -> Markup {
    let side = |health: &Health| {
        html! { (crash_free(&health.sessions)) div.quiet { (plural(health.sessions.total, "{n} session", "{n} sessions")) } }
    };
    html! {
        tr {
            th.what scope="row" { (t("Crash-free sessions")) }
            td.num data-label=(t("Release before")) { (side(base)) }
            td.num data-label=(t("This release")) { (side(head)) }
            td.num data-label=(t("Change")) { "" }
            td { "" }
        }
    }
}

fn routes(shown: &Comparison, base: &Side, head: &Side) -> Markup {
    let (short, _) = units::metric_names(shown.metric);
    html! {
        @if !shown.routes.is_empty() {
            section.panel.breakdown {
                h2 { (fill("Routes by {metric}", &[("metric", short)])) }
                table.cells.compared {
                    (columns(t("Route"), base, head))
                    tbody {
                        @for route in &shown.routes {
                            (row(&reveal_hidden(if route.name.is_empty() { t(WITHOUT) } else { &route.name }), &route.base, &route.head, &|of| vital(shown.metric, of)))
                        }
                    }
                }
            }
        }
    }
}
