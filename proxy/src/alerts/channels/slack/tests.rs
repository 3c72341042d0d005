use serde_json::{Value, json};

use super::*;
use crate::alerts::alert_issue::alert_issue;
use crate::alerts::channel::Remedy;
use crate::alerts::samples::{self, NOW, config_at, digest_of, stored};
use crate::config::channels::SlackFormat;
use crate::fake_server::{Answer, FakeServer};
use crate::model::alert::{Alert, Notice};
use crate::model::issue::Issue;
use crate::model::language::Language;
use crate::secret::Secret;

fn webhook(url: &str, format: SlackFormat, mention: &[&str]) -> Slack {
    let mention = mention.iter().map(|name| (*name).to_owned()).collect();
    Slack { url: Secret::new(url.to_owned()), format, mention, language: Language::English }
}

fn render(webhook: &Slack, notice: Notice) -> Value {
    let alert = Alert { notice, ..stored(1, Some("ops")).alert };
    let stored = StoredAlert { alert, ..stored(1, Some("ops")) };
    let channel = SlackWebhook::new(webhook, AddressGuard::default());
    let body = channel.render(&stored, &RenderContext::of(&config_at("https://b.test"))).body;
    serde_json::from_str(&body).unwrap()
}

fn titled(title: &str) -> Notice {
    let issue = Issue { description: samples::titled(title), ..samples::issue() };
    Notice::NewIssue(Box::new(alert_issue(&issue, &samples::event())))
}

const HOSTILE: &str = "<!channel> <https://evil.test|x> & *b* [y](http://evil.test) @here";

#[test]
fn blocks_of_a_new_issue() {
    let webhook = webhook("http://127.0.0.1:9/", SlackFormat::Blocks, &["here", "U123", "S9"]);
    let plain = |text: &str| json!({ "type": "plain_text", "text": text, "emoji": false });
    assert_eq!(
        render(&webhook, titled(HOSTILE)),
        json!({
            "text": "shop: ＜!channel＞ ＜https：//evil.test｜x＞ ＆ ＊b＊ ［y］(http：//evil.test) ＠here",
            "blocks": [
                { "type": "header", "text": plain(HOSTILE) },
                { "type": "section", "fields": [
                    plain("Level: error"),
                    plain("Culprit: priceOf at https://shop.test/cart.js"),
                    plain("Project: shop"),
                    plain("Environment: production"),
                    plain("Release: web@1.4.2"),
                    plain("Events: 1"),
                    plain("Users: 1"),
                    plain("First seen: 2026-11-23 04:22:17 UTC"),
                ] },
                { "type": "section", "text": { "type": "mrkdwn", "text": "<https://b.test/issues/7/|Open issue>" } },
                { "type": "section", "text": { "type": "mrkdwn", "text": "<!here> <@U123> <!subteam^S9>" } },
            ],
        })
    );
}

#[test]
fn attachments_for_other_chats() {
    let webhook = webhook("http://127.0.0.1:9/", SlackFormat::Attachments, &["here"]);
    let body = render(&webhook, titled(HOSTILE));
    assert_eq!(body["text"], "@here");
    let attachment = &body["attachments"][0];
    assert_eq!(attachment["title_link"], "https://b.test/issues/7/");
    let title = "＜!channel＞ ＜https：//evil.test｜x＞ ＆ ＊b＊ ［y］(http：//evil.test) ＠here";
    assert_eq!(attachment["title"], title);
    let culprit =
        json!({ "title": "Culprit", "short": false, "value": "priceOf at https：//shop.test/cart.js" });
    assert_eq!(attachment["fields"][1], culprit);
}

#[test]
fn a_digest_and_an_empty_title() {
    let webhook = webhook("http://127.0.0.1:9/", SlackFormat::Blocks, &[]);
    let body = render(&webhook, Notice::Digest(digest_of(&["error"; 7])));
    assert_eq!(body["blocks"][0]["text"]["text"], "7 new issues in shop");
    let listed = body["blocks"][2]["text"]["text"].as_str().unwrap();
    assert!(listed.starts_with("error: title 7\n") && listed.ends_with("\nand 2 more"), "{listed}");
    assert_eq!(render(&webhook, titled(" "))["blocks"][0]["text"]["text"], "(no title)");
}

#[test]
fn bounds() {
    let webhook = webhook("http://127.0.0.1:9/", SlackFormat::Blocks, &[]);
    let body = render(&webhook, titled(&"漢".repeat(10_000)));
    assert!(body["blocks"][0]["text"]["text"].as_str().unwrap().chars().count() <= 150);
}

#[test]
fn sends_and_shows_no_secret() {
    let server = FakeServer::answering([Answer::json(200, "ok"), Answer::json(404, "no_service")]);
    let url = format!("{}/hunter2", server.url());
    let channel = SlackWebhook::new(&webhook(&url, SlackFormat::Blocks, &[]), AddressGuard::default());
    let message = channel.render(&stored(1, Some("ops")), &RenderContext::of(&config_at("https://b.test")));
    assert_eq!(channel.send(&message, NOW), Ok(()));
    let error = channel.send(&message, NOW).unwrap_err();
    assert_eq!(error.remedy, Remedy::GiveUp);
    assert!(!format!("{error:?} {channel:?}").contains("hunter2"));
}
