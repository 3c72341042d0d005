//! All projects with the last day in numbers, and a form for a new one.

use maud::{Markup, html};

use super::super::health_words::crash_free;
use super::super::language::t;
use super::super::layout::{PageContent, Tab};
use super::super::links;
use super::super::number_format::number;
use super::super::relative_time::ago;
use super::super::sparkline::sparkline;
use super::needed_scope::needs;
use super::snippets::Platform;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::store::{HealthCounts, ProjectDetail};
use crate::web::percent_encoding::encode;

/// A project with its numbers.
pub(super) struct ProjectRow {
    pub(super) detail: ProjectDetail,
    /// Accepted errors of each of the last 24 hours.
    pub(super) hours: [u32; 24],
    /// Sessions of the last 24 hours.
    pub(super) sessions: HealthCounts,
    /// Whether anything was ever accepted.
    pub(super) has_sent: bool,
}

/// What was wrong with a form, and what was in it.
#[derive(Default)]
pub(super) struct RefusedProject {
    pub(super) problem: Option<&'static str>,
    pub(super) slug: String,
    pub(super) platform: String,
}

/// The page.
pub(super) fn page(
    rows: &[ProjectRow],
    has_more: bool,
    (refused, lacks): (&RefusedProject, Option<TokenScope>),
    now: Timestamp,
) -> PageContent {
    let content = html! {
        div.head { h1 { (t("Projects")) } }
        section.panel.breakdown {
            table.cells {
                thead { tr {
                    th scope="col" { (t("Project")) }
                    th scope="col" { (t("Platform")) }
                    th scope="col" { (t("Events in 24 hours")) }
                    th.num scope="col" { (t("Unresolved issues")) }
                    th.num scope="col" { (t("Crash-free sessions")) }
                    th scope="col" { (t("Last event")) }
                } }
                tbody { @for row in rows { (project(row, now)) } }
            }
            @if has_more { p.quiet { (t("More projects exist. Their addresses are /projects/NAME/.")) } }
        }
        @match lacks {
            None => (form(refused)),
            Some(scope) => (needs(scope)),
        }
    };
    PageContent::new(t("Projects"), Tab::Projects, content)
}

fn project(row: &ProjectRow, now: Timestamp) -> Markup {
    let slug = &row.detail.project.slug;
    let total: u64 = row.hours.iter().map(|count| u64::from(*count)).sum();
    html! {
        tr {
            th.what scope="row" {
                a href=(links::project(slug)) translate="no" { (slug) }
                @if !row.has_sent { " " span.badge { (t("Waiting for the first event")) } }
            }
            td data-label=(t("Platform")) { (Platform::named(&row.detail.platform).map_or("–", Platform::words)) }
            td data-label=(t("Events in 24 hours")) { (sparkline(&row.hours)) " " (number(total as i64)) }
            td.num data-label=(t("Unresolved issues")) {
                a href={ "/?project=" (encode(slug)) } { (number(row.detail.unresolved as i64)) }
            }
            td.num data-label=(t("Crash-free sessions")) { (crash_free(&row.sessions)) }
            td data-label=(t("Last event")) {
                @match row.detail.last_event { Some(at) => (ago(at, now)), None => span.quiet { "–" } }
            }
        }
    }
}

fn form(refused: &RefusedProject) -> Markup {
    let chosen = Platform::named(&refused.platform).unwrap_or(Platform::ScriptTag);
    html! {
        section.panel.settings #new {
            h2 { (t("New project")) }
            @if let Some(problem) = refused.problem { p.note role="alert" { (problem) } }
            form method="post" action="/projects/#new" {
                div.field {
                    label for="slug" { (t("Name")) }
                    input #slug name="slug" value=(refused.slug) required maxlength="50" pattern="[a-z0-9\\-]+" autocomplete="off" aria-describedby="slug-help";
                    p.quiet #slug-help { (t("Lower-case letters, digits and dashes. It stands in addresses.")) }
                }
                div.field {
                    label for="platform" { (t("Platform")) }
                    select #platform name="platform" {
                        @for platform in Platform::ALL { option value=(platform.code()) selected[platform == chosen] { (platform.words()) } }
                    }
                }
                button type="submit" { (t("Create project")) }
            }
        }
    }
}
