//! A project: how to send to it, and what became of what was sent.

use maud::{Markup, html};

use super::super::language::{fill, fill_markup, plural, t};
use super::super::layout::{PageContent, Tab};
use super::super::links;
use super::super::number_format::number;
use super::super::outcomes::{OutcomeRange, by_key, by_reason, category_words, outcome_chart};
use super::super::relative_time::ago;
use super::snippets::{self, Platform};
use crate::model::timestamp::Timestamp;
use crate::store::{OutcomeCount, ProjectDetail, Usage};
use crate::web::percent_encoding::encode;

/// When a page that waits for the first event looks again, in seconds.
const AGAIN: u32 = 3;

/// The data of the page.
pub(super) struct ProjectPage {
    pub(super) detail: ProjectDetail,
    pub(super) public_url: String,
    /// The DSN of the first key that is enabled.
    pub(super) dsn: Option<String>,
    /// Whether nothing was ever accepted.
    pub(super) is_waiting: bool,
    /// The platform in the address.
    pub(super) platform: Option<Platform>,
    pub(super) range: OutcomeRange,
    /// The category in the address.
    pub(super) category: String,
    pub(super) from: Timestamp,
    pub(super) counts: Vec<OutcomeCount>,
    pub(super) counts_by_key: Vec<OutcomeCount>,
    pub(super) usage: Usage,
    pub(super) quota: u64,
    pub(super) now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &ProjectPage) -> PageContent {
    let slug = &shown.detail.project.slug;
    let content = html! {
        (head(slug, Section::Overview))
        @if shown.is_waiting {
            @if has_lost(shown) {
                p.note role="status" { (t("Data arrived, and none of it was stored.")) " " a href="#outcomes" { (t("What became of the data")) } }
            }
            section.panel {
                h2 { (t("Waiting for the first event")) }
                p role="status" { (t("This page looks again every three seconds, and changes when the first event is stored.")) }
                (setup(shown))
                p.demo-link { (t("Or try it now:")) " " a href="/demo/" { (t("a page that misbehaves on purpose")) } }
            }
            @if has_lost(shown) { (outcomes(shown)) }
        } @else {
            (numbers(shown))
            (outcomes(shown))
            section.panel {
                h2 { (t("Send more")) }
                (setup(shown))
            }
        }
    };
    let page = PageContent::new(slug, Tab::Projects, content);
    if shown.is_waiting { page.reloaded_after(AGAIN) } else { page }
}

/// A page of a project.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::web::pages) enum Section {
    Overview,
    Settings,
    Keys,
    Rules,
}

/// The head of all pages of a project.
pub(in crate::web::pages) fn head(slug: &str, section: Section) -> Markup {
    let page = links::project(slug);
    let current = |it: Section| (it == section).then_some("page");
    html! {
        p.crumb { a href="/projects/" { (t("Projects")) } }
        div.head {
            h1 translate="no" { (slug) }
            nav.sections aria-label=(t("Project")) {
                a href=(page) aria-current=[current(Section::Overview)] { (t("Overview")) }
                a href={ (page) "settings/" } aria-current=[current(Section::Settings)] { (t("Settings")) }
                a href=(links::project_keys(slug)) aria-current=[current(Section::Keys)] { (t("Client keys")) }
                a href=(links::project_rules(slug)) aria-current=[current(Section::Rules)] { (t("Alert rules")) }
                a href={ "/?project=" (encode(slug)) } { (t("Issues")) }
                a href={ "/performance/?project=" (encode(slug)) } { (t("Performance")) }
            }
        }
    }
}

fn setup(shown: &ProjectPage) -> Markup {
    let stored = || Platform::named(&shown.detail.platform);
    let platform = shown.platform.or_else(stored).unwrap_or(Platform::ScriptTag);
    html! {
        @match &shown.dsn {
            Some(dsn) => {
                @if platform != Platform::Other {
                    p.dsn { (t("DSN")) ": " code #dsn translate="no" { (dsn) } " " button type="button" data-copy="#dsn" hidden { (t("Copy")) } }
                }
                (snippets::panel(&shown.detail.project.slug, platform, dsn, &shown.public_url))
            }
            None => p { (t("No key of this project is enabled, so nothing can be sent to it.")) " "
                a href=(links::project_keys(&shown.detail.project.slug)) { (t("Add a key")) } },
        }
    }
}

/// Whether anything arrived of which nothing was stored, in the range.
fn has_lost(shown: &ProjectPage) -> bool {
    shown.counts.iter().any(|count| count.quantity > 0)
}

fn numbers(shown: &ProjectPage) -> Markup {
    let day = number(shown.usage.day as i64);
    html! {
        p.lead {
            @if shown.quota > 0 {
                (fill("{count} of {quota} events today (UTC).", &[("count", &day), ("quota", &number(shown.quota as i64))]))
            } @else {
                (plural(shown.usage.day, "{n} event today (UTC), without a quota.", "{n} events today (UTC), without a quota."))
            }
            (t(" "))
            @if let Some(at) = shown.detail.last_event { (fill_markup("Last event: {time}.", &[("time", ago(at, shown.now))])) }
        }
    }
}

fn outcomes(shown: &ProjectPage) -> Markup {
    let mut categories: Vec<&str> = shown.counts.iter().map(|count| count.category.as_str()).collect();
    categories.push(&shown.category);
    categories.sort_unstable();
    categories.dedup();
    let link = |range: OutcomeRange, category: &str| {
        format!("?range={}&category={}", range.name(), encode(category))
    };
    html! {
        section.panel.outcomes-panel #outcomes {
            h2 { (t("What became of the data")) }
            nav.sections aria-label=(t("Time range")) {
                @for range in OutcomeRange::ALL {
                    a href=(link(range, &shown.category)) aria-current=[(range == shown.range).then_some("page")] { (range.words()) }
                }
            }
            @if categories.len() > 1 {
                nav.sections aria-label=(t("Data")) {
                    @for category in &categories {
                        a href=(link(shown.range, category)) aria-current=[(*category == shown.category).then_some("page")] { (category_words(category)) }
                    }
                }
            }
            (outcome_chart(shown.range, shown.from, &shown.counts, &shown.category))
            @if shown.counts.is_empty() {
                p.quiet { (t("Nothing arrived in this range.")) }
            } @else {
                h3 { (t("By reason")) }
                (by_reason(&shown.counts))
                h3 { (fill("By key: {data}", &[("data", category_words(&shown.category))])) }
                (by_key(&shown.counts_by_key, &shown.detail.keys, &shown.category))
            }
        }
    }
}
