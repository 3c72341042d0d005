//! `attachment`, and the other files of crash reports. An attachment is stored as it came, within bounds. A dump of a native
//! crash is not, as it has the memory of a process in it; it gives its event a name.
//!
//! <https://develop.sentry.dev/sdk/data-model/envelope-items/#attachment>

use balefire_protocol::category::Category;
use balefire_protocol::envelope::Item;
use balefire_protocol::{event_id, json};

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::Size;
use crate::model::attachment::Attachment;
use crate::process::{Arrival, NativeCrash};
use crate::scrub::Scrubber;

/// The kind of an attachment that names none.
const PLAIN: &str = "event.attachment";
/// Longest name of a file, in characters.
const NAME: usize = 255;
/// Longest media type and kind, in characters.
const KIND: usize = 100;

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "attachment",
        category: Category::Attachment,
        size: Size::Body,
        quota: None,
        content: Content::Opaque,
        stored: Stored::Attachment,
    },
    ItemKind {
        name: "unreal_report",
        category: Category::Attachment,
        size: Size::Body,
        quota: None,
        content: Content::Opaque,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "form_data",
        category: Category::Attachment,
        size: Size::Event,
        quota: None,
        content: Content::Unknown,
        stored: Stored::Nothing,
    },
];

/// The attachment of an item, without its content yet. None: nothing of it is stored, as it is a dump of a native crash, or belongs to no event.
pub(super) fn read(item: &Item<'_>, arrival: &Arrival<'_>, scrubber: &Scrubber) -> Option<Attachment> {
    let member = |key| json::string_member(item.header, key).unwrap_or_default();
    let kind = Some(member("attachment_type")).filter(|kind| !kind.is_empty());
    let kind = kind.unwrap_or_else(|| PLAIN.to_owned());
    if NativeCrash::of_attachment(&kind).is_some() || kind.starts_with("unreal.") {
        return None;
    }
    let mut name = one_line(&member("filename"), NAME);
    scrubber.text(&mut name);
    Some(Attachment {
        project_id: arrival.project_id,
        event_id: arrival.event_id.and_then(event_id::read)?,
        name: if name.is_empty() { "unnamed".to_owned() } else { name },
        content_type: one_line(&member("content_type"), KIND),
        kind: one_line(&kind, KIND),
        received: arrival.received,
        content: Vec::new(),
    })
}

fn one_line(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect::<String>().trim().to_owned()
}
