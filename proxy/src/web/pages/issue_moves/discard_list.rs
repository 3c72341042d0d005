//! The list of discarded issues.

use maud::{Markup, html};

use super::discard_words::who;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::store::Discard;
use crate::web::pages::language::t;
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::number_format::number;
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{paging, relative_time};

/// The page.
pub(super) fn page(
    discards: &[Discard],
    (page, has_more): (u32, bool),
    lacks: Option<TokenScope>,
    now: Timestamp,
) -> PageContent {
    let title = t("Discarded issues");
    let content = html! {
        div.head { h1 { (title) } }
        @if discards.is_empty() {
            section.panel.empty {
                h2 { (t("No discarded issues")) }
                p { (t("Issues that were deleted and discarded are listed here. Tick issues in the list, and choose “Delete”.")) }
                p { a href="/" { (t("Show all issues")) } }
            }
        } @else {
            p.note { (t("What comes again of these issues is dropped, and counted here. Undo ends that: the next event makes a new issue.")) }
            (table(discards, lacks.is_none(), now))
        }
        (paging::links(t("Pages of discarded issues"), page, has_more, |page| format!("/discarded/?page={page}")))
    };
    PageContent::new(title, Tab::Issues, content)
}

fn table(discards: &[Discard], may_change: bool, now: Timestamp) -> Markup {
    html! {
        table.issues.discards.panel {
            thead {
                tr {
                    th scope="col" { (t("Issue")) }
                    th.num scope="col" { (t("Dropped events")) }
                    th.seen scope="col" { (t("Last event")) }
                    th.seen scope="col" { (t("Discarded")) }
                    @if may_change { th scope="col" { (t("Undo")) } }
                }
            }
            tbody {
                @for discard in discards {
                    tr {
                        th.what scope="row" {
                            div.title { strong { (reveal_hidden(&discard.title)) } }
                            div.tags { span.project { (discard.project) } }
                        }
                        td.num data-label=(t("Dropped events")) { (number(discard.events)) }
                        td.seen data-label=(t("Last event")) {
                            @match discard.last_event { Some(at) => (relative_time::ago(at, now)), None => (t("none")) }
                        }
                        td.seen data-label=(t("Discarded")) { (relative_time::ago(discard.at, now)) " " (who(discard.by.as_deref())) }
                        @if may_change {
                            td {
                                form method="post" action={ "/discarded/" (discard.id) "/end/" } {
                                    button { (t("Undo")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
