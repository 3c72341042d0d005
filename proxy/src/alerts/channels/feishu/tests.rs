use serde_json::{Value, json};

use super::*;
use crate::alerts::alert_issue::alert_issue;
use crate::alerts::channel::Remedy;
use crate::alerts::samples::{self, NOW, config_at, digest_of, stored};
use crate::fake_server::{Answer, FakeServer};
use crate::model::alert::{Alert, Notice};
use crate::model::issue::Issue;
use crate::model::language::Language;
use crate::secret::Secret;

fn bot(url: &str) -> Feishu {
    Feishu {
        language: Language::English,
        url: Secret::new(format!("{url}/hunter2")),
        secret: Some(Secret::new("hunter2".into())),
        at_user_ids: vec!["ou_1".into()],
        at_all: false,
        keywords: vec!["alarm".into()],
    }
}

fn render(bot: &Feishu, notice: Notice) -> Value {
    let alert = Alert { notice, ..stored(1, Some("ops")).alert };
    let stored = StoredAlert { alert, ..stored(1, Some("ops")) };
    let channel = FeishuBot::new(bot, AddressGuard::default());
    let body = channel.render(&stored, &RenderContext::of(&config_at("https://b.test"))).body;
    serde_json::from_str(&body).unwrap()
}

fn titled(title: &str) -> Notice {
    let issue = Issue { description: samples::titled(title), ..samples::issue() };
    Notice::NewIssue(Box::new(alert_issue(&issue, &samples::event())))
}

/// The texts of a value that are read as markup.
fn markup(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if members.get("tag").is_some_and(|tag| tag == "lark_md") {
                found.push(members["content"].as_str().unwrap().to_owned());
            }
            members.values().for_each(|value| markup(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| markup(value, found)),
        _ => {}
    }
}

#[test]
fn a_new_issue_is_a_card_whose_words_are_plain() {
    let hostile = "<at id=all></at> [x](http://evil.test) **b**";
    let body = render(&bot("http://127.0.0.1:9"), titled(hostile));
    assert_eq!(body["msg_type"], "interactive");
    assert_eq!(body["card"]["header"]["title"], json!({ "tag": "plain_text", "content": hostile }));
    let mut found = Vec::new();
    markup(&body, &mut found);
    assert_eq!(found, ["<at id=ou_1></at>"]);
    let elements = body["card"]["elements"].as_array().unwrap();
    let button = &elements.last().unwrap()["actions"][0];
    assert_eq!(
        (&button["url"], &button["text"]["content"]),
        (&json!("https://b.test/issues/7/"), &json!("Open issue"))
    );
    assert_eq!(elements[1]["text"]["content"], "alarm");
}

#[test]
fn a_keyword_that_stands_in_the_message_is_not_added() {
    let body = render(&bot("http://127.0.0.1:9"), titled("an alarm"));
    assert!(!body["card"]["elements"].to_string().contains("alarm"));
}

#[test]
fn bodies_are_bounded() {
    let mut issue = alert_issue(&samples::issue(), &samples::event());
    for text in [&mut issue.description.title, &mut issue.description.culprit, &mut issue.level] {
        *text = "漢".repeat(500);
    }
    assert!(render(&bot("http://127.0.0.1:9"), Notice::NewIssue(Box::new(issue))).to_string().len() < 20_000);
    let digest = render(&bot("http://127.0.0.1:9"), Notice::Digest(digest_of(&["error"; 100])));
    assert_eq!(digest["card"]["header"]["title"]["content"], "100 new issues in shop");
}

#[test]
fn messages_are_signed_and_no_error_shows_a_secret() {
    let server = FakeServer::answering([
        Answer::json(200, r#"{"code":0}"#),
        Answer::json(200, r#"{"code":19021,"msg":"hunter2"}"#),
    ]);
    let channel = FeishuBot::new(&bot(&server.url()), AddressGuard::default());
    let message = channel.render(&stored(1, Some("ops")), &RenderContext::of(&config_at("https://b.test")));
    assert_eq!(channel.send(&message, NOW), Ok(()));
    let sent: Value = serde_json::from_str(&server.requests()[0].body).unwrap();
    assert_eq!(sent["timestamp"], "1795407737");
    assert_eq!(sent["sign"].as_str().unwrap().len(), 44);
    let error = channel.send(&message, NOW).unwrap_err();
    assert_eq!(error.remedy, Remedy::GiveUp);
    assert!(!format!("{error:?} {channel:?}").contains("hunter2"));
}
