//! Fakes of Feishu, WeCom and Slack that are as strict as these are documented to be, at a clock that a test sets:
//!
//! - Feishu: <https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>
//! - WeCom: <https://developer.work.weixin.qq.com/document/path/91770>
//! - Slack: <https://docs.slack.dev/reference/block-kit/blocks/> and <https://api.slack.com/docs/rate-limits>
//!
//! Nobody has compared them with the services.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::fake_server::{Answer, FakeServer, Request};

/// The seconds of a test.
pub(crate) type Clock = Arc<Mutex<f64>>;

/// Times of what was taken.
#[derive(Default)]
struct Taken(Vec<f64>);

impl Taken {
    /// Whether so many were taken within so many seconds.
    fn is_full(&self, now: f64, most: usize, seconds: f64) -> bool {
        self.0.iter().filter(|at| now - **at < seconds).count() >= most
    }
}

/// A bot that wants a keyword and a signature: 20 KB, 5 messages a second, 100 a minute.
pub(crate) fn feishu(clock: Clock, keyword: &'static str) -> FakeServer {
    let mut taken = Taken::default();
    FakeServer::judging(move |request| {
        let now = *clock.lock().unwrap();
        let say = |code: i64, msg: &str| {
            Answer::json(200, &serde_json::json!({ "code": code, "data": {}, "msg": msg }).to_string())
        };
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        if request.body.len() > 20_000 {
            return say(9_499, "Bad Request");
        }
        if taken.is_full(now, 5, 1.0) || taken.is_full(now, 100, 60.0) {
            return say(11_232, "frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]");
        }
        if !body["msg_type"].is_string() {
            return say(19_002, "params error, msg_type need");
        }
        let signed = body["timestamp"].as_str().and_then(|text| text.parse::<f64>().ok());
        if !body["sign"].is_string() || signed.is_none_or(|at| (at - now).abs() > 3_600.0) {
            return say(19_021, "sign match fail or timestamp is not within one hour from current time");
        }
        if !request.body.contains(keyword) {
            return say(19_024, "Key Words Not Found");
        }
        let title = &body["card"]["header"]["title"]["content"];
        if body["msg_type"] == "interactive" && title.as_str().is_none_or(str::is_empty) {
            return say(11_246, "create card content failed");
        }
        taken.0.push(now);
        say(0, "success")
    })
}

/// A robot: `markdown` of at most 4,096 bytes, 20 messages a minute.
pub(crate) fn wecom(clock: Clock) -> FakeServer {
    let mut taken = Taken::default();
    FakeServer::judging(move |request| {
        let now = *clock.lock().unwrap();
        let say = |errcode: i64, errmsg: &str| {
            Answer::json(200, &serde_json::json!({ "errcode": errcode, "errmsg": errmsg }).to_string())
        };
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let content = body["markdown"]["content"].as_str().unwrap_or_default();
        if body["msgtype"] != "markdown" {
            return say(40_008, "invalid message type");
        }
        if content.is_empty() {
            return say(44_004, "empty content");
        }
        if content.len() > 4_096 {
            return say(40_058, "markdown.content exceed max length 4096");
        }
        if taken.is_full(now, 20, 60.0) {
            return say(45_009, "api freq out of limit");
        }
        taken.0.push(now);
        say(0, "ok")
    })
}

/// A webhook: the bounds of Block Kit, and a message a second with a burst of five.
pub(crate) fn slack(clock: Clock) -> FakeServer {
    let mut taken = Taken::default();
    FakeServer::judging(move |request| {
        let now = *clock.lock().unwrap();
        if taken.is_full(now, 5, 5.0) || taken.is_full(now, 60, 60.0) {
            return Answer::with_header(429, "Retry-After: 1", "rate_limited");
        }
        if let Err(word) = check_slack(request) {
            return Answer::json(400, word);
        }
        taken.0.push(now);
        Answer::json(200, "ok")
    })
}

fn check_slack(request: &Request) -> Result<(), &'static str> {
    let body: Value = serde_json::from_str(&request.body).map_err(|_| "invalid_payload")?;
    let blocks = body["blocks"].as_array().ok_or("no_text")?;
    let length = |text: &Value| text["text"].as_str().map_or(0, |text| text.chars().count());
    let is_text = |text: &Value, most: usize| (1..=most).contains(&length(text));
    let is_right = |block: &Value| match block["type"].as_str() {
        Some("header") => is_text(&block["text"], 150),
        Some("section") => {
            let fields = block["fields"].as_array().map_or(&[][..], Vec::as_slice);
            (block["text"].is_null() || is_text(&block["text"], 3_000))
                && fields.len() <= 10
                && fields.iter().all(|field| is_text(field, 2_000))
                && (!fields.is_empty() || !block["text"].is_null())
        }
        _ => false,
    };
    if body["text"].as_str().is_none_or(str::is_empty) {
        return Err("no_text");
    }
    if blocks.len() > 50 || !blocks.iter().all(is_right) { Err("invalid_blocks") } else { Ok(()) }
}
