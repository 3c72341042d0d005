use serde_json::{Value, json};

use super::*;
use crate::alerts::channel::Remedy;
use crate::alerts::samples::{NOW, config_at, digest_of, stored};
use crate::alerts::{alert_issue::alert_issue, samples};
use crate::fake_server::{Answer, FakeServer};
use crate::model::alert::{Alert, Notice};
use crate::model::issue::Issue;
use crate::model::language::Language;
use crate::secret::Secret;

fn robot(url: &str) -> Wecom {
    Wecom {
        url: Secret::new(format!("{url}?key=hunter2")),
        at_user_ids: vec!["ann".into()],
        language: Language::English,
    }
}

fn content(notice: Notice) -> String {
    let alert = Alert { notice, ..stored(1, Some("ops")).alert };
    let stored = StoredAlert { alert, ..stored(1, Some("ops")) };
    let channel = WecomRobot::new(&robot("http://127.0.0.1:9/"), AddressGuard::default());
    let body = channel.render(&stored, &RenderContext::of(&config_at("https://b.test"))).body;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["msgtype"], "markdown");
    body["markdown"]["content"].as_str().unwrap().to_owned()
}

fn titled(title: &str) -> Notice {
    let issue = Issue { description: samples::titled(title), ..samples::issue() };
    Notice::NewIssue(Box::new(alert_issue(&issue, &samples::event())))
}

#[test]
fn whole_message() {
    assert_eq!(
        content(titled("it broke")),
        "### it broke\n> Level: error\n> Culprit: priceOf at https：//shop.test/cart.js\n> Project: shop\n\
         > Environment: production\n> Release: web@1.4.2\n> Events: 1\n> Users: 1\n> First seen: 2026-11-23 04:22:17 UTC\n\
         [Open issue](https://b.test/issues/7/)\n<@ann>"
    );
}

#[test]
fn words_of_an_event_are_no_markup() {
    let content = content(titled("<@all> [x](http://evil.test) \n# y **z** <font color=\"warning\">"));
    let first = content.lines().next().unwrap();
    assert_eq!(first, "### ＜＠all＞ ［x］(http：//evil.test) ＃ y ＊＊z＊＊ ＜font color=\"warning\"＞");
}

#[test]
fn content_is_bounded_in_bytes_and_keeps_its_link() {
    let mut issue = alert_issue(&samples::issue(), &samples::event());
    for text in [&mut issue.description.title, &mut issue.description.culprit, &mut issue.level] {
        *text = "漢".repeat(500);
    }
    issue.release = Some("😀".repeat(500));
    issue.environment = Some("😀".repeat(500));
    let content = content(Notice::NewIssue(Box::new(issue)));
    assert!(content.len() <= 4_096, "{}", content.len());
    assert!(content.ends_with("\n[Open issue](https://b.test/issues/7/)\n<@ann>"), "{content}");
}

#[test]
fn a_digest_names_issues() {
    let content = content(Notice::Digest(digest_of(&["error", "fatal", "error", "error", "error", "error"])));
    assert!(content.contains("### 6 new issues in shop\n> Fatal: 1\n"), "{content}");
    assert!(
        content.contains("\n> **fatal:** title 2\n") && content.contains("\n> and 1 more\n"),
        "{content}"
    );
}

#[test]
fn a_refused_message_is_said_without_words_and_no_error_shows_the_key() {
    let refused = Answer::json(200, r#"{"errcode":40058,"errmsg":"hunter2"}"#);
    let server = FakeServer::answering([refused, Answer::json(200, r#"{"errcode":0,"errmsg":"ok"}"#)]);
    let channel = WecomRobot::new(&robot(&server.url()), AddressGuard::default());
    let config = config_at("https://b.test");
    let message = channel.render(&stored(1, Some("ops")), &RenderContext::of(&config));
    let error = channel.send(&message, NOW).unwrap_err();
    assert_eq!(error.remedy, Remedy::Reword);
    assert!(!format!("{error:?} {channel:?}").contains("hunter2"));
    let reworded = channel.render_without_text(&stored(1, Some("ops")), &RenderContext::of(&config)).unwrap();
    assert_eq!(channel.send(&reworded, NOW), Ok(()));
    let expect = json!({
        "msgtype": "markdown",
        "markdown": { "content": "### Issue 7\nThe receiver refused the words of this message.\n<@ann>" },
    });
    assert_eq!(serde_json::from_str::<Value>(&server.requests()[1].body).unwrap(), expect);
}
