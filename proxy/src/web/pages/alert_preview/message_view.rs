//! A message as its group sees it: the notification, the bubble, who is called, how long it is.

use maud::{Markup, html};

use super::chat_markdown::{is_web_link, markdown};
use crate::alerts::preview::{ChatPreview, Preview, PreviewText};
use crate::web::pages::language::{fill, t};
use crate::web::pages::number_format::number;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// The message.
pub(super) fn message(preview: &Preview) -> Markup {
    match preview {
        Preview::Chat(chat) => self::chat(chat),
        Preview::Body(body) => html! {
            section.panel.preview {
                h2 { (t("Body of the request")) }
                pre.text translate="no" { (reveal_hidden(body)) }
            }
        },
    }
}

fn chat(chat: &ChatPreview) -> Markup {
    html! {
        section.panel.preview {
            h2 { (t("Notification")) }
            p.notification translate="no" { (reveal_hidden(&masked(&chat.notification, &chat.mentions))) }
            h2 { (t("Message")) }
            div.bubble translate="no" {
                (text(chat))
                @if chat.kind == "link" || chat.kind == "feedCard" {
                    ul.cards { @for (title, url) in &chat.links { li { (link(title, url)) } } }
                } @else if !chat.links.is_empty() {
                    div.buttons { @for (title, url) in &chat.links { (link(title, url)) } }
                }
            }
            dl.facts {
                dt { (t("Type")) } dd { code { (chat.kind) } }
                dt { (t("Length")) }
                dd {
                    (fill("{n} of {most} bytes", &[("n", &bytes(chat.bytes)), ("most", &bytes(chat.most_bytes))]))
                }
                dt { (t("Mentions")) } dd translate="no" { (mentions(chat)) }
            }
            p.quiet { (t("Links that resolve or mute an issue do nothing in a preview.")) }
            @if matches!(chat.text, PreviewText::Markdown(_)) {
                p.quiet { (t("DingTalk shows headings, bold, quotes, lists, links and images; tables and code stay as they are written. Only a blank line begins a new line.")) }
            }
        }
    }
}

fn text(chat: &ChatPreview) -> Markup {
    match &chat.text {
        PreviewText::Markdown(text) => markdown(&masked(text, &chat.mentions)),
        PreviewText::Plain(text) if text.is_empty() => html! {},
        PreviewText::Plain(text) => {
            html! { p.plain { (reveal_hidden(&masked(text, &chat.mentions))) } }
        }
    }
}

fn link(title: &str, url: &str) -> Markup {
    html! {
        @if is_web_link(url) {
            a href=(url) rel="noreferrer nofollow" { (reveal_hidden(title)) }
        } @else {
            span { (reveal_hidden(title)) }
        }
    }
}

fn mentions(chat: &ChatPreview) -> Markup {
    html! {
        @if chat.mentions_all { (t("everybody")) " " }
        @for name in &chat.mentions { "@" (mask(name)) " " }
        @if !chat.mentions_all && chat.mentions.is_empty() { (t("nobody")) }
    }
}

/// Pages may be read by more people than know everybody's number.
fn masked(text: &str, mentions: &[String]) -> String {
    let named = |text: String, name: &String| text.replace(&format!("@{name}"), &format!("@{}", mask(name)));
    mentions.iter().fold(text.to_owned(), named)
}

/// A mobile number without its middle: `138****0000`.
fn mask(name: &str) -> String {
    let is_number =
        name.len() >= 8 && name.bytes().all(|byte| byte.is_ascii_digit() || b"+-".contains(&byte));
    match (is_number, name.get(..3), name.get(name.len().saturating_sub(4)..)) {
        (true, Some(begin), Some(end)) => format!("{begin}****{end}"),
        _ => name.to_owned(),
    }
}

fn bytes(n: usize) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_without_their_middle() {
        for (name, expect) in [
            ("13800001234", "138****1234"),
            ("+852-12345678", "+85****5678"),
            ("manager4220", "manager4220"),
            ("1234", "1234"),
            ("漢字漢字漢字漢字", "漢字漢字漢字漢字"),
        ] {
            assert_eq!(mask(name), expect);
        }
        assert_eq!(masked("x @13800001234 y", &["13800001234".into()]), "x @138****1234 y");
    }
}
