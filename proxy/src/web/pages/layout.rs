//! The layout of all pages: head, navigation, notices.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::language::{Language, fill_markup, t};
use super::retention_notices::RetentionNotices;
use super::reveal_hidden::reveal_hidden;
use super::{current_address, keys, operator_notices, relative_time};
use crate::data_dir::notices::Notice;
use crate::store::{FeedbackFilter, Reader, StoreError};
use crate::web::base_path::with_base_path;
use crate::web::read_error::ReadError;

/// The flame, drawn once: in the corner of each page and on its tab.
const FLAME: &str = "M12 2c.6 3.4-1.2 5-2.9 6.8C7.3 10.7 5.5 12.6 5.5 15.6A6.5 6.5 0 0 0 12 22a6.5 6.5 0 0 0 6.5-6.4c0-2.400-1-4.300-2.200-5.900-.2 1.500-.9 2.500-1.900 3C14.900 8.800 14.600 4.700 12 2z";

/// The current tab of the navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Issues,
    Projects,
    Performance,
    Releases,
    Feedback,
    Alerts,
    DeadLetters,
    None,
}

/// The content of a page.
pub(super) struct PageContent {
    title: String,
    tab: Tab,
    content: Markup,
    /// In seconds, when the page is loaded again by itself.
    reload: Option<u32>,
}

impl PageContent {
    pub(super) fn new(title: &str, tab: Tab, content: Markup) -> Self {
        Self { title: title.to_owned(), tab, content, reload: None }
    }

    /// The same page, loaded again by itself after so many seconds.
    pub(super) fn reloaded_after(self, seconds: u32) -> Self {
        Self { reload: Some(seconds), ..self }
    }
}

/// The server's part of every page.
pub(super) struct SiteState {
    /// The path of `public_url`, which all links begin with.
    pub base: String,
    /// Notices for the operator.
    pub notices: Vec<Notice>,
    /// The store's part of every page.
    pub store_status: StoreStatus,
}

/// The store's part of every page.
#[derive(Debug, Default)]
pub(super) struct StoreStatus {
    retention: RetentionNotices,
    /// Whether the navigation links to feedback.
    has_feedback: bool,
    /// Whether the navigation links to dead letters.
    has_dead_letters: bool,
}

impl StoreStatus {
    /// The current status.
    pub(super) fn of(store: &dyn Reader) -> Result<Self, StoreError> {
        Ok(Self {
            retention: RetentionNotices::of(store)?,
            has_feedback: !store.feedback(&FeedbackFilter::Project(None), 0, 1)?.is_empty(),
            has_dead_letters: store.dead_letter_totals()?.count > 0,
        })
    }
}

/// The whole page.
pub(super) fn render(page: &PageContent, site: &SiteState) -> Markup {
    let PageContent { title, tab, content, reload } = page;
    let page = html! {
        (DOCTYPE)
        html lang=(Language::current().tag()) {
            head {
                meta charset="utf-8";
                title { (reveal_hidden(title)) " · Balefire" }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" href=(icon());
                link rel="stylesheet" href="/style.css";
                script type="module" src="/pages.js" {}
                // The script waits until nobody has selected or focused anything: a new page would take that away.
                @if let Some(seconds) = reload { noscript { meta http-equiv="refresh" content=(seconds); } }
            }
            body data-reload=[*reload] {
                a.skip href="#content" { (t("Skip to content")) }
                header.top {
                    div.wide {
                        a.brand href="/" { (flame()) "Balefire" }
                        nav aria-label=(t("Pages")) {
                            (tab_link("/", t("Issues"), *tab == Tab::Issues))
                            (tab_link("/projects/", t("Projects"), *tab == Tab::Projects))
                            (tab_link("/performance/", t("Performance"), *tab == Tab::Performance))
                            (tab_link("/releases/", t("Releases"), *tab == Tab::Releases))
                            @if site.store_status.has_feedback || *tab == Tab::Feedback {
                                (tab_link("/feedback/", t("User feedback"), *tab == Tab::Feedback))
                            }
                            (tab_link("/alerts/", t("Alerts"), *tab == Tab::Alerts))
                            @if site.store_status.has_dead_letters || *tab == Tab::DeadLetters {
                                (tab_link("/dead-letters/", t("Dead letters"), *tab == Tab::DeadLetters))
                            }
                        }
                    }
                }
                main #content.wide {
                    (operator_notices::markup(&site.notices))
                    (site.store_status.retention.markup())
                    (content)
                }
                footer.wide.foot { (languages()) p.zone { (fill_markup("Time zone: {zone}. Days begin at midnight UTC.", &[("zone", relative_time::zone())])) } (keys::button()) }
                (keys::dialog())
            }
        }
    };
    PreEscaped(with_base_path(page.into_string(), &site.base))
}

/// The page of an error.
pub(super) fn error(error: &ReadError) -> PageContent {
    let (title, hint) = match error {
        ReadError::NotFound => {
            (t("Not found"), t("There is no such page, or retention has deleted what it showed."))
        }
        ReadError::Unauthorized | ReadError::Expired => {
            (t("Not allowed"), t("These pages need a valid token."))
        }
        ReadError::Forbidden(_) => (t("Not allowed"), t("The token lacks a scope that these pages need.")),
        ReadError::SearchTooLong(_)
        | ReadError::Search(_)
        | ReadError::BadQuery
        | ReadError::Unsupported(_)
        | ReadError::Members(_) => (t("Bad address"), t("The query of this address cannot be read.")),
        ReadError::Conflict(_) => {
            (t("Not possible now"), t("Something else that goes on has to end first. Try again in a moment."))
        }
        ReadError::Damaged(_) => {
            (t("Damaged"), t("The store is damaged on disk, and this part of it cannot be read."))
        }
        ReadError::Store(_) | ReadError::Random(_) | ReadError::Interrupted(_) => (
            t("Store not available"),
            t("The server cannot read its store; its log says why. Try again in a moment."),
        ),
    };
    let content = html! {
        section.panel.empty {
            h1 { (title) }
            p { (hint) }
            p { a href="/" { (t("Back to the issues")) } }
        }
    };
    PageContent::new(title, Tab::None, content)
}

/// The choice of the language. Each name is written in its own.
fn languages() -> Markup {
    let back = current_address::encoded();
    html! {
        nav aria-label=(t("Language")) {
            @for language in Language::ALL {
                @let tag = language.tag();
                @let is_current = language == Language::current();
                a href={ "/language/?to=" (tag) "&back=" (back) } lang=(tag) hreflang=(tag) rel="nofollow" aria-current=[is_current.then_some("true")] {
                    (language.name())
                }
            }
        }
    }
}

fn tab_link(href: &str, name: &str, is_current: bool) -> Markup {
    html! { a href=(href) aria-current=[is_current.then_some("page")] { (name) } }
}

fn flame() -> Markup {
    html! {
        svg.flame viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" {
            (PreEscaped(format!("<path d=\"{FLAME}\"/>")))
        }
    }
}

fn icon() -> String {
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='%23e0660c' d='{FLAME}'/%3E%3C/svg%3E"
    )
}
