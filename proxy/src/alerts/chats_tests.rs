//! Feishu, WeCom and Slack: what is sent to them, and how fast, against fakes as strict as their documentation.

use std::sync::Mutex;

use super::setting::{Memory, Setting};
use super::*;
use crate::alerts::channels::strict_chats::{self, Clock};
use crate::alerts::samples::{NOW, config_with, every_notice, stored};
use crate::config::ChannelConfig;
use crate::config::channels::{Feishu, Slack, SlackFormat, Wecom};
use crate::fake_server::FakeServer;
use crate::model::alert::{Alert, Delivery};
use crate::model::language::Language;
use crate::secret::Secret;
use crate::store::StoredAlert;

/// Words that could be markup, a link or a mention, or are too long for a place.
const HOSTILE: &str =
    "<at id=all></at> <!channel> <@U1> [x](https://evil.test) **b** @all \u{202e}\n> q\n# h\r\n\0 漢";

/// Opens a chat at a clock.
type Chat = fn(Clock) -> (FakeServer, ChannelConfig);

fn chats() -> [(&'static str, Chat); 3] {
    [
        ("feishu", |clock| {
            let server = strict_chats::feishu(clock, "alarm");
            let bot = Feishu {
                url: Secret::new(server.url()),
                secret: Some(Secret::new("s".into())),
                at_user_ids: vec!["ou_1".into()],
                at_all: false,
                keywords: vec!["alarm".into()],
                language: Language::Chinese,
            };
            (server, ChannelConfig::Feishu(bot))
        }),
        ("wecom", |clock| {
            let server = strict_chats::wecom(clock);
            let url = Secret::new(format!("{}?key=k", server.url()));
            let robot = Wecom { url, at_user_ids: vec!["ann".into()], language: Language::Chinese };
            (server, ChannelConfig::Wecom(robot))
        }),
        ("slack", |clock| {
            let server = strict_chats::slack(clock);
            let (url, format) = (Secret::new(server.url()), SlackFormat::Blocks);
            let webhook = Slack { url, format, mention: vec!["here".into()], language: Language::English };
            (server, ChannelConfig::Slack(webhook))
        }),
    ]
}

/// Sends alerts to a chat until all are taken; how many seconds that took.
fn send_all(name: &str, chat: Chat, alerts: Vec<StoredAlert>) -> u32 {
    let clock: Clock = Arc::new(Mutex::new(NOW.0));
    let (server, channel) = chat(Arc::clone(&clock));
    let memory = Memory::with(alerts);
    let mut setting = Setting::with(&memory, server, config_with([("chat", channel)]));
    for second in 0..1_200 {
        *clock.lock().unwrap() = NOW.0 + f64::from(second);
        while setting.pass(f64::from(second)) > 0 {}
        let all = memory.alerts.lock().unwrap();
        for stored in all.iter() {
            let is_refused = stored.attempts > 1 || matches!(stored.delivery, Delivery::Failed { .. });
            assert!(!is_refused, "{name} refuses {stored:?}");
            if let Delivery::Waiting { last_error: Some(error), .. } = &stored.delivery {
                panic!("{name} refuses {:?}: {error}", stored.alert.notice);
            }
        }
        if all.iter().all(|stored| matches!(stored.delivery, Delivery::Delivered { .. })) {
            // None was said in other words, which takes a second request.
            assert_eq!(setting.server.requests().len(), all.len(), "{name}");
            return second;
        }
    }
    panic!("{name} does not take all of them")
}

#[test]
fn every_message_is_taken_at_once_whatever_its_words() {
    for (name, chat) in chats() {
        for text in [HOSTILE, "", " ", &HOSTILE.repeat(200), &"漢".repeat(20_000)] {
            let alert = |(id, (_, notice))| {
                let one = stored(id, Some("chat"));
                StoredAlert { alert: Alert { notice, ..one.alert.clone() }, ..one }
            };
            let alerts: Vec<_> = (1..).zip(every_notice(text)).map(alert).collect();
            send_all(name, chat, alerts);
        }
    }
}

#[test]
fn no_chat_is_ever_sent_more_than_it_takes() {
    for (name, chat) in chats() {
        let alert = |id| {
            let one = stored(id, Some("chat"));
            StoredAlert { alert: Alert { is_fatal: id % 3 == 0, ..one.alert.clone() }, ..one }
        };
        let seconds = send_all(name, chat, (1..=150).map(alert).collect());
        assert!((200..800).contains(&seconds), "{name}: {seconds} seconds");
    }
}
