//! The releases of a project as a table.

use maud::{Markup, html};

use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{Health, HealthCounts, Release};
use crate::web::pages::health_words::{adoption, crash_free, crash_free_users};
use crate::web::pages::language::{fill_markup, plural, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::performance::{View, project_choice, ranges};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, paging, relative_time, units};

/// A release with its health in the range.
pub(super) struct ReleaseRow {
    pub release: Release,
    pub health: Health,
}

/// The data of the page.
pub(super) struct ReleaseList {
    pub projects: Vec<Project>,
    pub view: View,
    /// All sessions of the project in the range.
    pub all: HealthCounts,
    pub rows: Vec<ReleaseRow>,
    pub page: u32,
    pub has_more: bool,
    pub now: Timestamp,
}

/// The page.
pub(super) fn page(list: &ReleaseList) -> PageContent {
    let content = html! {
        div.head { h1 { (t("Releases")) } }
        form.filters method="get" action="/releases/" {
            (project_choice(&list.projects, &list.view.project))
            label { span { (t("Health in")) } (ranges(list.view.range)) }
            button { (t("Show")) }
        }
        @if list.rows.is_empty() {
            section.panel.empty {
                h2 { (t("No releases yet")) }
                p { (t("A release is here as soon as an event, a session or a page load names it:")) }
                pre { code { "Balefire.init({ dsn: '…', release: 'shop@1.4.2' })" } }
            }
        } @else {
            (table(list))
        }
        (paging::links(t("Pages of releases"), list.page, list.has_more, |page| {
            let page = if page > 1 { page.to_string() } else { String::new() };
            list.view.link("/releases/", &[("page", &page)])
        }))
    };
    PageContent::new(t("Releases"), Tab::Releases, content)
}

fn table(list: &ReleaseList) -> Markup {
    html! {
        section.panel.breakdown {
            table.cells {
                thead {
                    tr {
                        th scope="col" { (t("Version")) }
                        th.num scope="col" { (t("Adoption")) }
                        th.num scope="col" { (t("Sessions")) }
                        th.num scope="col" { (t("Crash-free sessions")) }
                        th.num scope="col" { (t("Crash-free users")) }
                        th.num scope="col" { (t("New issues")) }
                        th.num scope="col" { (t("Last event")) }
                    }
                }
                tbody { @for row in &list.rows { (self::row(row, list)) } }
            }
        }
    }
}

fn row(row: &ReleaseRow, list: &ReleaseList) -> Markup {
    let (release, health) = (&row.release, &row.health);
    html! {
        tr {
            th.what scope="row" {
                a href=(links::release(release.project_id, &release.version)) { (reveal_hidden(&release.version)) }
                div.quiet { (fill_markup("created {time}", &[("time", relative_time::ago(release.created, list.now))])) }
            }
            td.num data-label=(t("Adoption")) { (adoption(&health.sessions, &list.all).map_or_else(|| "–".to_owned(), units::rate)) }
            td.num data-label=(t("Sessions")) { (plural(health.sessions.total, "{n} session", "{n} sessions")) }
            td.num data-label=(t("Crash-free sessions")) { (crash_free(&health.sessions)) }
            td.num data-label=(t("Crash-free users")) { (crash_free_users(health)) }
            td.num data-label=(t("New issues")) { (plural(release.new_issues, "{n} issue", "{n} issues")) }
            td.num data-label=(t("Last event")) {
                @match release.last_event {
                    Some(last) => (relative_time::ago(last, list.now)),
                    None => span.quiet { (t("no events")) },
                }
                @if let Some(first) = release.first_event { div.quiet { (fill_markup("first {time}", &[("time", relative_time::ago(first, list.now))])) } }
            }
        }
    }
}
