//! One release: its health over time, its vitals against those of the release before, and its issues.

use maud::{Markup, html};

use super::deploys_section::deploys;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::model::vital::Metric;
use crate::store::{Deploy, Dimension, Distribution, Health, HealthCounts, Release};
use crate::web::pages::charts::{Point, Trend, trend};
use crate::web::pages::health_words::{adoption, crash_free, crash_free_rate, crash_free_users};
use crate::web::pages::language::{fill, plural, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::level_badge::badge;
use crate::web::pages::number_format::number;
use crate::web::pages::performance::{Verdict, View, change, judged, ranges};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, relative_time, units};

/// The sessions of an hour or a day, of the release and of all.
pub(super) struct Moment {
    pub at: Timestamp,
    pub of: Health,
    pub all: HealthCounts,
}

/// A vital of the release and of the release before.
pub(super) struct VitalRow {
    pub metric: Metric,
    pub before: Option<Distribution>,
    pub of: Distribution,
}

/// An issue with events of the release.
pub(super) struct IssueRow {
    pub issue: Issue,
    /// Its events of this release.
    pub events: i64,
    pub is_new: bool,
}

/// The data of the page.
pub(super) struct ReleaseView {
    pub view: View,
    pub release: Release,
    /// The version before, by the order of versions.
    pub before: Option<String>,
    pub health: Health,
    pub all: HealthCounts,
    pub moments: Vec<Moment>,
    pub vitals: Vec<VitalRow>,
    pub issues: Vec<IssueRow>,
    /// The last deploys of the version.
    pub deploys: Vec<Deploy>,
    /// The number of all of them.
    pub deploy_count: u64,
    pub now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &ReleaseView) -> PageContent {
    let (view, release) = (&shown.view, &shown.release);
    let content = html! {
        div.issue-head {
            p.crumb { a href=(View::whole(view.project.clone(), view.range).link("/releases/", &[])) { (view.project.slug) } " / " (t("Releases")) }
            h1 { (reveal_hidden(&release.version)) }
        }
        (numbers(shown))
        form.filters method="get" action=(links::release(release.project_id, &release.version)) {
            label { span { (t("Range")) } (ranges(view.range)) }
            button { (t("Show")) }
        }
        (sessions(shown))
        (vitals(shown))
        (issues(shown))
        (deploys(&shown.deploys, shown.deploy_count, shown.now))
    };
    PageContent::new(&release.version, Tab::Releases, content)
}

fn numbers(shown: &ReleaseView) -> Markup {
    let (release, now) = (&shown.release, shown.now);
    html! {
        dl.numbers.panel {
            div { dt { (t("Created")) } dd { (relative_time::ago(release.created, now)) } }
            div { dt { (t("Events")) } dd { (plural(release.events, "{n} event", "{n} events")) } }
            @if let Some(first) = release.first_event { div { dt { (t("First event")) } dd { (relative_time::ago(first, now)) } } }
            @if let Some(last) = release.last_event { div { dt { (t("Last event")) } dd { (relative_time::ago(last, now)) } } }
            div { dt { (t("New issues")) } dd { a href="#issues" { (plural(release.new_issues, "{n} issue", "{n} issues")) } } }
            @if let Some(before) = &shown.before {
                div { dt { (t("Release before")) } dd { a href=(links::release(release.project_id, before)) { (reveal_hidden(before)) } } }
            }
        }
    }
}

fn sessions(shown: &ReleaseView) -> Markup {
    let health = &shown.health;
    html! {
        section.panel.detail {
            h2 { (t("Sessions")) }
            @if health.sessions.total == 0 {
                p.quiet { (t("No sessions of this release in this range.")) }
            } @else {
                dl.numbers.inner {
                    div { dt { (t("Sessions")) } dd { (plural(health.sessions.total, "{n} session", "{n} sessions")) } }
                    div { dt { (t("Crash-free sessions")) } dd { (crash_free(&health.sessions)) } }
                    div {
                        dt { (t("Crash-free users")) }
                        dd { (crash_free_users(health)) " " span.about { @if health.is_users_estimate { (plural(health.users.total, "about {n} user", "about {n} users")) } @else { (plural(health.users.total, "{n} user", "{n} users")) } } }
                    }
                    div { dt { (t("With unhandled errors")) } dd { (plural(health.sessions.unhandled, "{n} session", "{n} sessions")) } }
                    div { dt { (t("Adoption")) } dd { (adoption(&health.sessions, &shown.all).map_or_else(|| "–".to_owned(), units::rate)) } }
                }
                div.chart-pair {
                    (line(shown, t("Crashed sessions"), t("Sessions"), &|it| Some((1.0 - crash_free_rate(&it.of.sessions)?, it.of.sessions.total))))
                    @if health.users.total > 0 {
                        (line(shown, t("Users with a crash"), t("Users"), &|it| Some((1.0 - crash_free_rate(&it.of.users)?, it.of.users.total))))
                    }
                    (line(shown, t("Adoption"), t("Sessions of all releases"), &|it| Some((adoption(&it.of.sessions, &it.all)?, it.all.total))))
                }
            }
        }
    }
}

/// A share over time.
fn line(
    shown: &ReleaseView,
    name: &str,
    counted: &str,
    value: &dyn Fn(&Moment) -> Option<(f64, u64)>,
) -> Markup {
    let point = |moment: &Moment| {
        let (value, samples) = value(moment)?;
        Some(Point { at: moment.at, value, samples })
    };
    let points: Vec<Point> = shown.moments.iter().filter_map(point).collect();
    trend(&Trend {
        name,
        counted,
        from: Timestamp(shown.now.0 - shown.view.range.seconds()),
        to: shown.now,
        points: &points,
        band: None,
        is_hourly: shown.view.range.is_hourly(),
        format: &units::rate,
    })
}

fn vitals(shown: &ReleaseView) -> Markup {
    let view = shown.view.with(Dimension::Release, Some(&shown.release.version));
    let is_empty = shown.vitals.iter().all(|row| row.of.histogram.count() == 0);
    html! {
        section.panel.breakdown {
            h2 { (t("Web vitals")) }
            @if is_empty {
                p.quiet { (t("No page loads of this release in this range.")) }
            } @else {
                table.cells.compared {
                    thead {
                        tr {
                            th scope="col" { (t("75th percentile")) }
                            th.num scope="col" { @match &shown.before { Some(before) => (reveal_hidden(before)), None => (t("Release before")) } }
                            th.num scope="col" { (t("This release")) }
                            th.num scope="col" { (t("Change")) }
                            th scope="col" { (t("In words")) }
                        }
                    }
                    tbody { @for row in &shown.vitals { (vital_row(row)) } }
                }
                p.more {
                    a href=(view.link("/performance/", &[])) { (t("Performance of this release")) }
                    @if let Some(before) = &shown.before {
                        " · " a href=(shown.view.link("/performance/compare/", &[("base", before), ("head", &shown.release.version)])) { (fill("Compare with {release}", &[("release", &reveal_hidden(before))])) }
                    }
                }
            }
        }
    }
}

fn vital_row(row: &VitalRow) -> Markup {
    let (short, long) = units::metric_names(row.metric);
    let cell =
        |of: &Distribution| html! { (judged(row.metric, of)) div.quiet { (units::vital_samples(of)) } };
    html! {
        tr {
            th.what scope="row" { (long) " (" (short) ")" }
            td.num data-label=(t("Release before")) { @if let Some(before) = &row.before { (cell(before)) } @else { "–" } }
            td.num data-label=(t("This release")) { (cell(&row.of)) }
            td.num data-label=(t("Change")) { (row.before.as_ref().and_then(|before| change(before, &row.of)).unwrap_or_else(|| "–".to_owned())) }
            td { @if let Some(before) = &row.before { (Verdict::of(before, &row.of).markup()) } }
        }
    }
}

fn issues(shown: &ReleaseView) -> Markup {
    html! {
        section.panel.breakdown #issues {
            h2 { (t("Issues")) }
            @if shown.issues.is_empty() {
                p.quiet { (t("No issue has events of this release.")) }
            } @else {
                table.cells {
                    thead {
                        tr {
                            th scope="col" { (t("Issue")) }
                            th.num scope="col" { (t("Events of this release")) }
                            th.num scope="col" { (t("Last seen")) }
                        }
                    }
                    tbody { @for row in &shown.issues { (issue_row(row, shown.now)) } }
                }
            }
        }
    }
}

fn issue_row(row: &IssueRow, now: Timestamp) -> Markup {
    let issue = &row.issue;
    html! {
        tr {
            th.what scope="row" {
                a href=(links::issue(issue.id)) { (reveal_hidden(&issue.description.title)) }
                div.tags { (badge(&issue.level)) @if row.is_new { span.chip { (t("new")) } } span { (reveal_hidden(&issue.description.culprit)) } }
            }
            td.num data-label=(t("Events")) { (fill("{some} of {all}", &[("some", &number(row.events)), ("all", &number(issue.count))])) }
            td.num data-label=(t("Last seen")) { (relative_time::ago(issue.last_seen, now)) }
        }
    }
}
