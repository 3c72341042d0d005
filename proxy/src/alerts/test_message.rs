//! `balefire-proxy alert test`: sends a message through each channel.

use crate::alerts::channel::RenderContext;
use crate::alerts::channels::open;
use crate::config::Config;
use crate::model::alert::{Alert, Delivery, Notice};
use crate::model::timestamp::Timestamp;
use crate::store::StoredAlert;

/// How a test message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// The name of the channel.
    pub channel: String,
    /// The kind of the channel.
    pub kind: &'static str,
    /// Whether the channel took it, else why it did not.
    pub result: Result<(), String>,
}

/// Sends a test message to each configured channel.
#[must_use]
pub fn send_test_messages(config: &Config) -> Vec<Tested> {
    let send = |(name, channel): (String, Box<dyn crate::alerts::channel::Channel>)| {
        let now = Timestamp::now();
        let message = channel.render(&test_alert(&name, now), &RenderContext::of(config));
        let result = channel.send(&message, now).map_err(|error| error.to_string());
        Tested { channel: name, kind: channel.kind(), result }
    };
    open(config).into_iter().map(send).collect()
}

fn test_alert(channel: &str, now: Timestamp) -> StoredAlert {
    StoredAlert {
        id: 0,
        alert: Alert {
            issue_id: None,
            project_id: 0,
            project: String::new(),
            is_fatal: false,
            channel: Some(channel.to_owned()),
            rule: None,
            notice: Notice::Test,
        },
        created: now,
        delivery: Delivery::Waiting { due: now, last_error: None },
        attempts: 0,
        redirected: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::channels::dingtalk::fake;
    use crate::alerts::samples::{config_with, robot_at, webhook_at};
    use crate::fake_server::{Answer, FakeServer};

    #[test]
    fn each_channel_is_named_with_how_it_ended() {
        let keywords = r#"{"errcode":310000,"errmsg":"keywords not in content"}"#;
        let robot = FakeServer::answering([fake::ok(), Answer::json(200, keywords)]);
        let hook = FakeServer::answering([Answer::json(204, "")]);
        let mut config = config_with([
            ("dev", robot_at(&robot.url())),
            ("ops", robot_at(&robot.url())),
            ("pager", webhook_at(&hook.url())),
        ]);
        config.public_url = "https://b.test".into();
        let tested = send_test_messages(&config);
        let kinds: Vec<_> =
            tested.iter().map(|it| (it.channel.as_str(), it.kind, it.result.is_ok())).collect();
        assert_eq!(
            kinds,
            [("dev", "dingtalk", true), ("ops", "dingtalk", false), ("pager", "webhook", true)]
        );
        assert!(tested[1].result.as_ref().unwrap_err().contains("keywords"));
        assert!(robot.requests()[0].body.contains("[Open Balefire](https://b.test/)"));
        let sent: serde_json::Value = serde_json::from_str(&hook.requests()[0].body).unwrap();
        assert_eq!((&sent["type"], &sent["data"]["url"]), (&"test".into(), &"https://b.test/".into()));
    }
}
