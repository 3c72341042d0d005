//! What all pages share.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::plain::plain;
use super::retention_notices::RetentionNotices;
use crate::store::{Reader, StoreError};
use crate::web::base_path::with_base_path;
use crate::web::reading::ReadError;

/// The flame, drawn once: in the corner of each page and on its tab.
const FLAME: &str = "M12 2c.6 3.4-1.2 5-2.9 6.8C7.3 10.7 5.5 12.6 5.5 15.6A6.5 6.5 0 0 0 12 22a6.5 6.5 0 0 0 6.5-6.4c0-2.400-1-4.300-2.200-5.900-.2 1.500-.9 2.500-1.900 3C14.900 8.800 14.600 4.700 12 2z";

/// Which tab is shown as the current one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Issues,
    Alerts,
    DeadLetters,
    Neither,
}

/// What a page shows of its own.
pub(super) struct PageContent {
    title: String,
    tab: Tab,
    content: Markup,
}

impl PageContent {
    pub(super) fn new(title: &str, tab: Tab, content: Markup) -> Self {
        Self { title: title.to_owned(), tab, content }
    }
}

/// What all pages show of the server.
pub(super) struct Site {
    /// The path of `public_url`, which all links begin with.
    pub base: String,
    /// What the operator has to know now.
    pub notices: Vec<String>,
    /// What the store says for all pages.
    pub standing: Standing,
}

/// What all pages show of the store.
#[derive(Debug, Default)]
pub(super) struct Standing {
    retention: RetentionNotices,
    /// Dead letters have a link only where there are any.
    has_dead_letters: bool,
}

impl Standing {
    /// As it is now.
    pub(super) fn of(store: &dyn Reader) -> Result<Self, StoreError> {
        Ok(Self {
            retention: RetentionNotices::of(store)?,
            has_dead_letters: store.dead_letter_totals()?.count > 0,
        })
    }
}

/// The whole page.
pub(super) fn render(page: &PageContent, site: &Site) -> Markup {
    let PageContent { title, tab, content } = page;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (plain(title)) " · Balefire" }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" href=(icon());
                link rel="stylesheet" href="/style.css";
            }
            body {
                a.skip href="#content" { "Skip to content" }
                header.top {
                    div.wide {
                        a.brand href="/" { (flame()) "Balefire" }
                        nav aria-label="Pages" {
                            (tab_link("/", "Issues", *tab == Tab::Issues))
                            (tab_link("/alerts/", "Alerts", *tab == Tab::Alerts))
                            @if site.standing.has_dead_letters || *tab == Tab::DeadLetters {
                                (tab_link("/dead-letters/", "Dead letters", *tab == Tab::DeadLetters))
                            }
                        }
                    }
                }
                main #content.wide {
                    @for notice in &site.notices { p.note role="alert" { (notice) } }
                    (site.standing.retention.markup())
                    (content)
                }
            }
        }
    };
    PreEscaped(with_base_path(page.into_string(), &site.base))
}

/// The page for what cannot be shown.
pub(super) fn error(error: &ReadError) -> PageContent {
    let (title, hint) = match error {
        ReadError::NotFound => ("Not found", "There is nothing here, or it is gone."),
        ReadError::Unauthorized | ReadError::Expired => ("Not allowed", "These pages need a valid token."),
        ReadError::Forbidden(_) => ("Not allowed", "The token lacks a scope that these pages need."),
        ReadError::SearchTooLong | ReadError::BadQuery => {
            ("Not understood", "This address asks for something that the pages do not know.")
        }
        ReadError::Damaged(_) => {
            ("Damaged", "The server cannot read this from its store, as the store is damaged on disk.")
        }
        ReadError::Store(_) | ReadError::Interrupted(_) => {
            ("Not now", "The server cannot read its store. Its log says why; try again in a moment.")
        }
    };
    let content = html! {
        section.panel.empty {
            h1 { (title) }
            p { (hint) }
            p { a href="/" { "To the issues" } }
        }
    };
    PageContent::new(title, Tab::Neither, content)
}

/// A level as a badge: colour and word.
pub(super) fn badge(level: &str) -> Markup {
    let class = match level {
        "fatal" | "error" | "warning" | "info" | "debug" => level,
        _ => "error",
    };
    html! { span class={ "badge " (class) } { (plain(level)) } }
}

/// A number with its thousands set apart.
pub(super) fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::from(if n < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (n, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")] {
            assert_eq!(number(n), text);
        }
    }

    #[test]
    fn unknown_level_gets_no_class_of_its_own() {
        assert_eq!(badge("x\" y").into_string(), "<span class=\"badge error\">x&quot; y</span>");
    }
}
