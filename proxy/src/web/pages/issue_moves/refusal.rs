//! The page of a move that is not made.

use maud::html;

use crate::store::MoveError;
use crate::web::pages::language::{fill, t, text};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::page::Page;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;

/// A page that says why.
pub(super) fn page(reading: &Reading, why: &str) -> Page {
    let title = t("Nothing was changed");
    let content = html! {
        section.panel.empty {
            h1 { (title) }
            p { (why) }
            p { a href="/" { (t("Show all issues")) } }
        }
    };
    Page::refused(reading, PageContent::new(title, Tab::Issues, content))
}

/// Why a move is not made; an error if the store failed.
pub(super) fn of_move(error: MoveError) -> Result<String, ReadError> {
    let numbered = |english, id: i64| fill(english, &[("id", &id.to_string())]);
    Ok(match error {
        MoveError::NoIssue(id) => numbered(text("There is no issue #{id}."), id),
        MoveError::NoGroup => t("The issue has no such group.").to_owned(),
        MoveError::OnlyGroup => t("The only group of an issue cannot be taken out of it.").to_owned(),
        MoveError::OtherProject => t("Issues of different projects cannot be merged.").to_owned(),
        MoveError::OneIssue => t("A merge needs at least two issues: tick them in the list.").to_owned(),
        MoveError::TooMany => t("At most 1,000 issues are changed at once.").to_owned(),
        MoveError::Busy(id) => numbered(
            text("Issue #{id} is still being merged, divided or deleted. Try again in a moment."),
            id,
        ),
        MoveError::TooManyDiscards => {
            t("A project has at most 1,000 discarded issues. Undo some of them first.").to_owned()
        }
        MoveError::Store(error) => return Err(error.into()),
    })
}
