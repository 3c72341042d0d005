//! Bodies beside those of DingtalkChatbot (PyPI) for the same inputs, member by member. `tests/dingtalk/chatbot.test.mjs`
//! shows that it sends what the file says.

use serde::Deserialize;
use serde_json::Value;

use super::body::{Wrapping, body, markup};
use super::content::{Content, Link, paragraphs};
use crate::alerts::samples::robot;
use crate::alerts::words::Words;
use crate::config::channels::Robot;
use crate::model::alert_rule::Mentions;
use crate::model::message_type::MessageType;

const CASES: &str = include_str!("../../../../../tests/dingtalk/chatbot.json");

#[derive(Deserialize)]
struct Case {
    name: String,
    r#type: String,
    given: Given,
    /// What DingtalkChatbot sends.
    body: Value,
    /// The members that are others in our body; null for one that is not there.
    ours: serde_json::Map<String, Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Given {
    title: String,
    text: String,
    picture: Option<String>,
    links: Vec<GivenLink>,
    mobiles: Vec<String>,
    user_ids: Vec<String>,
    all: bool,
}

#[derive(Deserialize)]
struct GivenLink {
    title: String,
    url: String,
}

fn our_body(case: &Case) -> Value {
    let Given { title, text, picture, links, mobiles, user_ids, all } = &case.given;
    let kind = MessageType::ALL.into_iter().find(|kind| kind.word() == case.r#type).unwrap();
    let robot = Robot { picture_url: picture.clone(), ..robot() };
    // What comes from a page is made harmless before it is put into a message.
    let is_hostile = case.name.starts_with("hostile");
    let harmless = |text: &str| if is_hostile { markup(kind).escape(text, 500) } else { text.to_owned() };
    let mut links = links.iter().map(|link| Link { text: link.title.clone(), url: link.url.clone() });
    let first = links.next();
    let title = if title.is_empty() { first.as_ref().unwrap().text.clone() } else { harmless(title) };
    let rest: Vec<Link> = links.collect();
    let is_feed = kind == MessageType::FeedCard;
    let content = Content {
        notification: title,
        paragraphs: paragraphs(&harmless(text)),
        link: first,
        actions: if is_feed { Vec::new() } else { rest.clone() },
        items: if is_feed { rest } else { Vec::new() },
        ..Content::default()
    };
    let mentions = Mentions { mobiles: mobiles.clone(), user_ids: user_ids.clone(), all: *all };
    let wrapping = Wrapping { robot: &robot, kind, mentions: &mentions, words: Words::default(), id: "uuid" };
    serde_json::from_str(&body(&content, &wrapping)).unwrap()
}

/// Sets a member; null takes it away.
fn set(body: &mut Value, pointer: &str, value: &Value) {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
    match parent {
        Value::Object(members) if value.is_null() => assert!(members.remove(member).is_some(), "{pointer}"),
        Value::Object(members) => {
            assert_ne!(members.insert(member.to_owned(), value.clone()).as_ref(), Some(value), "{pointer}");
        }
        _ => panic!("{pointer}"),
    }
}

#[test]
fn bodies_differ_only_where_it_is_said() {
    let cases: Vec<Case> = serde_json::from_str(CASES).unwrap();
    assert!(cases.len() >= 11);
    for case in &cases {
        let mut expect = case.body.clone();
        for (pointer, value) in &case.ours {
            set(&mut expect, pointer, value);
        }
        assert_eq!(our_body(case), expect, "{}", case.name);
    }
}
