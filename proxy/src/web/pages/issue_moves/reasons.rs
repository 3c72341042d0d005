//! Why events belong to one group, in words.

use maud::{Markup, html};

use crate::process::{
    DEFAULT_GROUP, DefaultReason, ExceptionReason, FingerprintReason, GroupPart, GroupReasons,
};
use crate::web::pages::language::{fill_markup, t, text};
use crate::web::pages::reveal_hidden::reveal_hidden;

/// Most frames of an exception that are listed.
const FRAMES: usize = 20;
/// With so many bytes of frames listed, no other is begun.
const FRAMES_BYTES: usize = 1_200;

/// The reasons of the group of an event.
pub(super) fn reasons(reasons: &GroupReasons) -> Markup {
    html! {
        @if let Some(fingerprint) = &reasons.fingerprint { (by_fingerprint(fingerprint)) }
        @if let Some(default) = &reasons.default { (by_default(default)) }
        @if let Some(rule) = &reasons.numbers_rule {
            p { (fill_markup("This grouping rule decided about numbers in messages: {rule}", &[("rule", code(rule))])) }
        }
    }
}

fn by_fingerprint(fingerprint: &FingerprintReason) -> Markup {
    let is_default = fingerprint.parts.iter().all(|part| part == DEFAULT_GROUP);
    html! {
        p {
            @match &fingerprint.rule {
                Some(rule) => (fill_markup("This grouping rule gave them their fingerprint: {rule}", &[("rule", code(rule))])),
                None => (t("The SDK gave them the same fingerprint:")),
            }
        }
        @if !is_default {
            ul {
                @for part in &fingerprint.parts {
                    li { @if part == DEFAULT_GROUP { (t("the default group, which is made of what follows")) } @else { (code(part)) } }
                }
            }
        }
    }
}

fn by_default(default: &DefaultReason) -> Markup {
    let has_several = default.exceptions.len() > 1;
    let mut room = FRAMES_BYTES;
    html! {
        @if has_several { p { (t("They have the same exceptions. Of each counts:")) } } @else { p { (t("They have the same:")) } }
        @for exception in &default.exceptions {
            ul { (parts(exception, &mut room)) }
        }
    }
}

fn parts(exception: &ExceptionReason, room: &mut usize) -> Markup {
    let frames: Vec<&str> = exception
        .parts
        .iter()
        .filter_map(|part| match part {
            GroupPart::Frame(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    // The hash has them oldest first; stacks are read newest first.
    let has_room = |frame: &&&str| {
        let had_room = *room > 0;
        *room = room.saturating_sub(frame.len());
        had_room
    };
    let newest: Vec<&&str> = frames.iter().rev().take(FRAMES).take_while(has_room).collect();
    let newest_count = newest.len();
    html! {
        @for part in &exception.parts { (other_part(part)) }
        @if !frames.is_empty() {
            li {
                @if exception.only_in_app { (t("in-app frames, each once, without what changes from build to build:")) }
                @else { (t("frames, as none of them is in-app, each once, without what changes from build to build:")) }
                ol {
                    @for frame in newest { li { (code(frame)) } }
                }
                @if newest_count < frames.len() { p.quiet { (t("Older frames are not listed.")) } }
            }
        }
    }
}

/// A part that is no frame; nothing for one that is empty.
fn other_part(part: &GroupPart) -> Markup {
    let named = |english: &'static str| fill_markup(english, &[("text", code(part.text()))]);
    let words = match part {
        GroupPart::Frame(_) => return html! {},
        _ if part.text().is_empty() => return html! {},
        GroupPart::Type(_) => named(text("type: {text}")),
        GroupPart::Message(_) => named(text("message without numbers, ids and times: {text}")),
        GroupPart::WholeMessage(_) => named(text("message: {text}")),
        GroupPart::FileAndMessage(_) => {
            named(text("file of the newest frame, and message without numbers: {text}"))
        }
        GroupPart::Position(_) => named(text("place of the newest frame: {text}")),
        GroupPart::Panic(_) => html! { (t("a panic of Rust")) },
        GroupPart::PanicFile(_) => named(text("file of the panic: {text}")),
        GroupPart::PanicColumn(_) => named(text("column of the panic: {text}")),
    };
    html! { li { (words) } }
}

fn code(text: &str) -> Markup {
    html! { code { (reveal_hidden(text)) } }
}
