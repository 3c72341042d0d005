//! The body of a request, by the type of its message:
//! <https://help.dingtalk.io/open/development/custom-robots-send-group-messages>

use serde_json::{Value, json};

use super::content::{Content, Link, Markup};
use super::mentions::{calls_somebody, names};
use crate::alerts::words::Words;
use crate::config::channels::Robot;
use crate::model::alert_rule::Mentions;
use crate::model::message_type::MessageType;

/// Largest body DingTalk takes, in bytes.
pub(super) const MAX_BODY: usize = 20_000;
/// Most buttons of a card. DingTalk names no limit; more would not be read.
const BUTTONS: usize = 5;

/// What a message is made with, besides its content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wrapping<'a> {
    pub(super) robot: &'a Robot,
    pub(super) kind: MessageType,
    pub(super) mentions: &'a Mentions,
    pub(super) words: Words,
    /// The `msgUuid`, by which DingTalk knows a repeated message.
    pub(super) id: &'a str,
}

/// The type that a message can have: one without a link is no link or card, and links and feed cards call nobody.
pub(super) fn possible_type(wanted: MessageType, content_has_link: bool, mentions: &Mentions) -> MessageType {
    match wanted {
        MessageType::Text | MessageType::Markdown => wanted,
        MessageType::ActionCard if content_has_link => wanted,
        MessageType::Link | MessageType::FeedCard if content_has_link && !calls_somebody(mentions) => wanted,
        MessageType::Link | MessageType::ActionCard | MessageType::FeedCard => MessageType::Markdown,
    }
}

/// What the text of a type is read as.
pub(super) fn markup(kind: MessageType) -> Markup {
    match kind {
        MessageType::Markdown | MessageType::ActionCard => Markup::Markdown,
        MessageType::Text | MessageType::Link | MessageType::FeedCard => Markup::Plain,
    }
}

/// The request's body: JSON, never over [`MAX_BODY`]. What does not fit is counted in its place; links, keyword and
/// mentions stay.
pub(super) fn body(content: &Content, wrapping: &Wrapping<'_>) -> String {
    let with = |kept: &[String]| compose(content, kept, content.paragraphs.len(), wrapping);
    let whole = with(&content.paragraphs);
    if whole.len() <= MAX_BODY {
        return whole;
    }
    let first = |n: usize| content.paragraphs.get(..n).unwrap_or_default();
    // The most paragraphs that fit: a body grows with each.
    let (mut fits, mut too_many) = (0, content.paragraphs.len());
    while too_many - fits > 1 {
        let middle = fits.midpoint(too_many);
        if with(first(middle)).len() <= MAX_BODY { fits = middle } else { too_many = middle }
    }
    if fits > 0 {
        return with(first(fits));
    }
    // Not even one: it is cut, and at last so is the rest.
    let mut one = content.paragraphs.first().cloned().unwrap_or_default();
    while !one.is_empty() {
        one = half(&one).to_owned();
        let cut = [format!("{one}…")];
        let body = with(&cut);
        if body.len() <= MAX_BODY {
            return body;
        }
    }
    let bare = Content { paragraphs: Vec::new(), actions: Vec::new(), items: Vec::new(), ..content.clone() };
    compose(&bare, &[], 0, wrapping)
}

fn compose(content: &Content, kept: &[String], all: usize, wrapping: &Wrapping<'_>) -> String {
    let text = text(content, kept, all - kept.len(), wrapping);
    let mut body = match wrapping.kind {
        MessageType::Text => json!({ "text": { "content": text } }),
        MessageType::Markdown => {
            json!({ "markdown": { "title": content.notification, "text": text } })
        }
        MessageType::Link => json!({ "link": {
            "title": content.notification,
            "text": text,
            "messageUrl": content.link.as_ref().map(|link| &link.url),
            "picUrl": wrapping.robot.picture_url.as_deref().unwrap_or_default(),
        } }),
        MessageType::ActionCard => json!({ "actionCard": card(content, &text) }),
        MessageType::FeedCard => json!({ "feedCard": { "links": feed(content, wrapping) } }),
    };
    body["msgtype"] = json!(wrapping.kind.wire());
    body["msgUuid"] = json!(wrapping.id);
    if !matches!(wrapping.kind, MessageType::Link | MessageType::FeedCard) {
        let Mentions { mobiles, user_ids, all } = wrapping.mentions;
        body["at"] = json!({ "atMobiles": mobiles, "atUserIds": user_ids, "isAtAll": all });
    }
    body.to_string()
}

/// The text of a message; of a card without its buttons.
fn text(content: &Content, kept: &[String], folded: usize, wrapping: &Wrapping<'_>) -> String {
    let Wrapping { kind, words, robot, .. } = *wrapping;
    let mut parts: Vec<String> = content.first.iter().cloned().collect();
    match kind {
        // A text has no title: its first line is the notification.
        MessageType::Text => parts.push(content.notification.clone()),
        MessageType::Markdown | MessageType::ActionCard => {
            parts.extend(content.heading.as_ref().map(|heading| format!("### {heading}")));
        }
        MessageType::Link | MessageType::FeedCard => {}
    }
    parts.extend_from_slice(kept);
    if folded > 0 {
        let folded = u64::try_from(folded).unwrap_or(u64::MAX);
        parts.push(words.plural(folded, "{n} more line", "{n} more lines"));
    }
    parts.extend_from_slice(&content.notes);
    let links = content.link.iter().chain(&content.actions);
    match kind {
        MessageType::Text => parts.extend(links.map(|link| format!("{}: {}", link.text, link.url))),
        MessageType::Markdown => {
            let links: Vec<String> = links.map(|link| format!("[{}]({})", link.text, link.url)).collect();
            if !links.is_empty() {
                parts.push(links.join(" · "));
            }
        }
        MessageType::Link | MessageType::ActionCard | MessageType::FeedCard => {}
    }
    let visible = |keyword: &String| parts.iter().any(|part| part.contains(keyword.as_str()));
    if let Some(first) = robot.keywords.first()
        && !robot.keywords.iter().any(visible)
    {
        parts.push(first.clone());
    }
    if !matches!(kind, MessageType::Link | MessageType::FeedCard) {
        parts.extend(names(wrapping.mentions));
    }
    parts.join(match markup(kind) {
        Markup::Markdown => "\n\n",
        Markup::Plain => "\n",
    })
}

/// One button is `singleTitle`, more are `btns`.
fn card(content: &Content, text: &str) -> Value {
    let buttons: Vec<&Link> = content.link.iter().chain(&content.actions).take(BUTTONS).collect();
    let mut card = json!({ "title": content.notification, "text": text, "btnOrientation": "0" });
    if let [button] = buttons.as_slice() {
        card["singleTitle"] = json!(button.text);
        card["singleURL"] = json!(button.url);
    } else {
        // Two stand beside each other.
        card["btnOrientation"] = json!(if buttons.len() == 2 { "1" } else { "0" });
        let button = |link: &&Link| json!({ "title": link.text, "actionURL": link.url });
        card["btns"] = buttons.iter().map(button).collect();
    }
    card
}

/// The first link is the digest itself, the others are its issues.
fn feed(content: &Content, wrapping: &Wrapping<'_>) -> Vec<Value> {
    let picture = wrapping.robot.picture_url.as_deref().unwrap_or_default();
    let first = content.first.iter().chain([&content.notification]);
    let mut title = first.chain(&content.notes).map(String::as_str).collect::<Vec<_>>().join(" · ");
    let visible = |keyword: &String| {
        title.contains(keyword.as_str())
            || content.items.iter().any(|item| item.text.contains(keyword.as_str()))
    };
    if let Some(first) = wrapping.robot.keywords.first()
        && !wrapping.robot.keywords.iter().any(visible)
    {
        title = format!("{title} · {first}");
    }
    let digest = content.link.iter().map(|link| Link { text: title.clone(), url: link.url.clone() });
    let links = digest.chain(content.items.iter().cloned());
    links.map(|link| json!({ "title": link.text, "messageURL": link.url, "picURL": picture })).collect()
}

/// The first half of a text, in characters.
fn half(text: &str) -> &str {
    let middle = text.chars().count() / 2;
    let at = text.char_indices().nth(middle).map_or(0, |(at, _)| at);
    text.get(..at).unwrap_or_default()
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
