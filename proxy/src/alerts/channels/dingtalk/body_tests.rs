//! Bodies of each type, their bounds, and their keywords.

use serde_json::Value;

use super::*;
use crate::alerts::samples::robot;

fn link(text: &str) -> Link {
    Link { text: text.into(), url: format!("https://b.test/{text}") }
}

fn content_of(paragraphs: &[&str]) -> Content {
    Content {
        first: None,
        notification: "error · shop · x".into(),
        heading: Some("x".into()),
        paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
        notes: vec!["and 2 more".into()],
        link: Some(link("open")),
        actions: vec![link("resolve")],
        items: vec![link("one")],
    }
}

fn sent(robot: &Robot, kind: MessageType, content: &Content) -> Value {
    let mentions = Mentions {
        mobiles: robot.at_mobiles.clone(),
        user_ids: robot.at_user_ids.clone(),
        all: robot.at_all,
    };
    let wrapping = Wrapping { robot, kind, mentions: &mentions, words: Words::default(), id: "uuid" };
    let body = body(content, &wrapping);
    assert!(body.len() <= MAX_BODY, "{}", body.len());
    serde_json::from_str(&body).unwrap()
}

fn called() -> Robot {
    Robot { at_mobiles: vec!["+852-123".into()], at_user_ids: vec!["u1".into()], ..robot() }
}

#[test]
fn each_type_whole() {
    let robot = Robot { picture_url: Some("https://b.test/p.png".into()), ..called() };
    let content = content_of(&["a", "b"]);
    let at = json!({ "atMobiles": ["+852-123"], "atUserIds": ["u1"], "isAtAll": false });
    let text = "### x\n\na\n\nb\n\nand 2 more\n\n[open](https://b.test/open) · [resolve](https://b.test/resolve)\n\n\
        @+852-123 @u1";
    assert_eq!(
        sent(&robot, MessageType::Markdown, &content),
        json!({ "msgtype": "markdown", "markdown": { "title": "error · shop · x", "text": text }, "at": at, "msgUuid": "uuid" })
    );
    let text = "error · shop · x\na\nb\nand 2 more\nopen: https://b.test/open\nresolve: https://b.test/resolve\n\
        @+852-123 @u1";
    assert_eq!(
        sent(&robot, MessageType::Text, &content),
        json!({ "msgtype": "text", "text": { "content": text }, "at": at, "msgUuid": "uuid" })
    );
    assert_eq!(
        sent(&robot, MessageType::Link, &content),
        json!({ "msgtype": "link", "msgUuid": "uuid", "link": {
            "title": "error · shop · x", "text": "a\nb\nand 2 more",
            "messageUrl": "https://b.test/open", "picUrl": "https://b.test/p.png",
        } })
    );
    let text = "### x\n\na\n\nb\n\nand 2 more\n\n@+852-123 @u1";
    let mut card = json!({ "msgtype": "actionCard", "at": at, "msgUuid": "uuid", "actionCard": {
        "title": "error · shop · x", "text": text, "btnOrientation": "1", "btns": [
            { "title": "open", "actionURL": "https://b.test/open" },
            { "title": "resolve", "actionURL": "https://b.test/resolve" },
        ],
    } });
    assert_eq!(sent(&robot, MessageType::ActionCard, &content), card);
    card["actionCard"] = json!({ "title": "error · shop · x", "text": text, "btnOrientation": "0",
        "singleTitle": "open", "singleURL": "https://b.test/open" });
    assert_eq!(
        sent(&robot, MessageType::ActionCard, &Content { actions: Vec::new(), ..content.clone() }),
        card
    );
    assert_eq!(
        sent(&robot, MessageType::FeedCard, &content),
        json!({ "msgtype": "feedCard", "msgUuid": "uuid", "feedCard": { "links": [
            { "title": "error · shop · x · and 2 more", "messageURL": "https://b.test/open", "picURL": "https://b.test/p.png" },
            { "title": "one", "messageURL": "https://b.test/one", "picURL": "https://b.test/p.png" },
        ] } })
    );
}

#[test]
fn a_message_without_a_link_or_with_mentions_has_a_type_that_can_be() {
    use MessageType::{ActionCard, FeedCard, Link, Markdown, Text};
    let nobody = Mentions::default();
    let all = Mentions { all: true, ..Mentions::default() };
    for (wanted, has_link, mentions, expect) in [
        (Text, false, &all, Text),
        (Link, true, &nobody, Link),
        (Link, false, &nobody, Markdown),
        (Link, true, &all, Markdown),
        (ActionCard, true, &all, ActionCard),
        (ActionCard, false, &nobody, Markdown),
        (FeedCard, true, &nobody, FeedCard),
        (FeedCard, true, &all, Markdown),
    ] {
        assert_eq!(possible_type(wanted, has_link, mentions), expect, "{wanted:?} {has_link}");
    }
}

/// The text in which a keyword must stand.
fn visible(body: &Value) -> String {
    let content = &body[body["msgtype"].as_str().unwrap()];
    let texts = ["content", "text"].into_iter().filter_map(|member| content[member].as_str());
    let links = content["links"].as_array().into_iter().flatten();
    texts.chain(links.filter_map(|link| link["title"].as_str())).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_first_keyword_is_added_if_none_is_there() {
    for kind in MessageType::ALL {
        let mut robot = Robot { keywords: vec!["alarm".into(), "one".into()], ..robot() };
        let found = visible(&sent(&robot, kind, &content_of(&["one"])));
        assert!(!found.contains("alarm"), "{kind:?}: {found}");
        robot.keywords.pop();
        let found = visible(&sent(&robot, kind, &content_of(&["one"])));
        assert_eq!(found.matches("alarm").count(), 1, "{kind:?}: {found}");
    }
}

#[test]
fn what_does_not_fit_is_counted_and_links_keyword_and_mentions_stay() {
    let robot = Robot { keywords: vec!["alarm".into()], ..called() };
    for line in ["漢".repeat(100), "\u{1}".repeat(100), "x".repeat(100)] {
        let lines = vec![line.as_str(); 300];
        for kind in [MessageType::Text, MessageType::Markdown, MessageType::ActionCard, MessageType::Link] {
            let body = sent(&robot, kind, &content_of(&lines));
            let text = visible(&body);
            let kept = text.matches(line.as_str()).count();
            assert!(kept > 20 && text.contains(&format!("{} more lines", 300 - kept)), "{kept} {kind:?}");
            assert!(text.contains("alarm") && body.to_string().contains("https://b.test/open"));
            assert!(kind == MessageType::Link || text.ends_with("@+852-123 @u1"), "{kind:?}");
            // One more would not fit.
            let size = serde_json::to_string(&line).unwrap().len();
            assert!(body.to_string().len() + size + 4 > MAX_BODY, "{kind:?} {}", body.to_string().len());
        }
    }
}

#[test]
fn a_line_that_is_too_long_is_cut() {
    for line in ["漢".repeat(100_000), "\u{1}".repeat(100_000)] {
        let body = sent(&called(), MessageType::Markdown, &content_of(&[&line]));
        let text = body["markdown"]["text"].as_str().unwrap();
        assert!(text.len() > 1_000 && text.contains('…') && text.contains("[open](https://b.test/open)"));
    }
}
