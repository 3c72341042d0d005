//! A message as the group sees it, read back from the body that would be sent.

use serde_json::Value;

use super::body::MAX_BODY;
use crate::alerts::preview::{ChatPreview, PreviewText};

/// The preview of a body.
pub(super) fn preview(body: &str) -> ChatPreview {
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let kind = text(&json["msgtype"]);
    let content = &json[kind.as_str()];
    let links = |list: &Value, title: &str, url: &str| {
        let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().map(|link| (text(&link[title]), text(&link[url]))).collect()
    };
    let names = |list: &Value| {
        let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().map(text).collect::<Vec<_>>()
    };
    let (shown, links): (_, Vec<(String, String)>) = match kind.as_str() {
        "text" => (PreviewText::Plain(text(&content["content"])), Vec::new()),
        "link" => {
            let link = (text(&content["title"]), text(&content["messageUrl"]));
            (PreviewText::Plain(text(&content["text"])), vec![link])
        }
        "actionCard" => {
            let single = (text(&content["singleTitle"]), text(&content["singleURL"]));
            let buttons = links(&content["btns"], "title", "actionURL");
            let buttons = if single.1.is_empty() { buttons } else { vec![single] };
            (PreviewText::Markdown(text(&content["text"])), buttons)
        }
        "feedCard" => (PreviewText::Plain(String::new()), links(&content["links"], "title", "messageURL")),
        _ => (PreviewText::Markdown(text(&content["text"])), Vec::new()),
    };
    let notification = match (kind.as_str(), &shown) {
        ("text", PreviewText::Plain(text)) => text.lines().next().unwrap_or_default().to_owned(),
        ("feedCard", _) => links.first().map(|(title, _)| title.clone()).unwrap_or_default(),
        _ => text(&content["title"]),
    };
    let at = &json["at"];
    let mentions = [names(&at["atMobiles"]), names(&at["atUserIds"])].concat();
    ChatPreview {
        kind,
        notification,
        text: shown,
        links,
        mentions,
        mentions_all: at["isAtAll"] == true,
        bytes: body.len(),
        most_bytes: MAX_BODY,
    }
}
