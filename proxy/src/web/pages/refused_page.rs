//! The page of a form that changes nothing.

use maud::html;

use super::language::t;
use super::layout::{PageContent, Tab};
use super::page::Page;
use crate::web::reading::Reading;

/// A page that says why, and leads back.
pub(super) fn refused(reading: &Reading, tab: Tab, why: &str, back: &str) -> Page {
    let title = t("Nothing was changed");
    let content = html! {
        section.panel.empty {
            h1 { (title) }
            p { (why) }
            p { a href=(back) { (t("Back")) } }
        }
    };
    Page::refused(reading, PageContent::new(title, tab, content))
}
