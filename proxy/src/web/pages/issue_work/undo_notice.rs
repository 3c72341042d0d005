//! The notice after a change, which offers to undo it.

use maud::{Markup, html};

use super::activity_words::sentence;
use crate::model::timestamp::Timestamp;
use crate::store::ChangeRecord;
use crate::web::pages::language::{plural, t};
use crate::web::pages::reveal_hidden::exact;

/// The notice on the page with this path.
pub(in crate::web::pages) fn undo_notice(
    change: Option<&ChangeRecord>,
    path: &str,
    may_change: bool,
    now: Timestamp,
) -> Markup {
    html! {
        @if let Some(change) = change {
            div.note.undo role="status" {
                p {
                    (sentence(&change.activity, now)) " · "
                    (plural(change.issues, "{n} issue changed", "{n} issues changed"))
                    @if change.undoable == 0 { " · " (t("can no longer be undone, as all of them were changed since")) }
                }
                @if change.undoable > 0 && may_change {
                    form method="post" action={ "/issues/changes/" (change.id) "/undo/" } {
                        input type="hidden" name="to" value=(exact(path));
                        button { (t("Undo")) }
                    }
                }
            }
        }
    }
}
