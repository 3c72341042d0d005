//! The attachments of an event: a list of files, and its pictures.

use maud::{Markup, html};

use super::super::language::t;
use super::super::links;
use super::super::reveal_hidden::reveal_hidden;
use super::super::units::size;
use crate::model::attachment::AttachmentInfo;
use crate::model::event::StoredEvent;
use crate::web::attachment_file::may_be_picture;

/// Attachments on the page of an event.
pub(in crate::web::pages) const MOST_ATTACHMENTS: u32 = 100;
/// Pictures on the page of an event.
const MOST_PICTURES: usize = 4;

/// The attachments, if there are any.
pub(in crate::web::pages) fn section(event: &StoredEvent, attachments: &[AttachmentInfo]) -> Markup {
    let link = |info: &AttachmentInfo| links::attachment(event.issue_id, &event.event_id, info.id);
    html! {
        @if !attachments.is_empty() {
            section.panel.attachments {
                h2 { (t("Attachments")) }
                div.wide-table {
                    table.plain {
                        thead {
                            tr {
                                th scope="col" { (t("File")) }
                                th scope="col" { (t("Type")) }
                                th.num scope="col" { (t("Size")) }
                            }
                        }
                        tbody {
                            @for info in attachments {
                                tr {
                                    th scope="row" { a href=(link(info)) download { (reveal_hidden(&info.name)) } }
                                    td { (reveal_hidden(if info.content_type.is_empty() { &info.kind } else { &info.content_type })) }
                                    td.num { (size(info.size)) }
                                }
                            }
                        }
                    }
                }
                @for info in attachments.iter().filter(|info| may_be_picture(info)).take(MOST_PICTURES) {
                    p.picture { img src={ (link(info)) "picture/" } alt=(reveal_hidden(&info.name)) loading="lazy"; }
                }
                p.quiet { (t("Attachments come from visitors and are not scrubbed: open them with care.")) }
            }
        }
    }
}
