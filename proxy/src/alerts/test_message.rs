//! `balefire-proxy alert test`: is a channel configured right?

use crate::alerts::channels::dingtalk;
use crate::alerts::channels::dingtalk::Detail;
use crate::alerts::{Alert, Delivery};
use crate::config::Config;
use crate::model::timestamp::Timestamp;
use crate::store::StoredAlert;

/// Sends a test message to each configured channel: its name, and how it ended.
#[must_use]
pub fn send_test(config: &Config) -> Vec<(String, Result<(), String>)> {
    let agent = dingtalk::agent();
    let send = |(name, channel): (&String, _)| {
        let now = Timestamp::now();
        let body = dingtalk::body(channel, &test_alert(name, &config.public_url, now), Detail::Full);
        (name.clone(), dingtalk::post(&agent, channel, &body, now).map_err(|error| error.to_string()))
    };
    config.robots.iter().map(send).collect()
}

fn test_alert(channel: &str, public_url: &str, now: Timestamp) -> StoredAlert {
    StoredAlert {
        id: 0,
        alert: Alert {
            issue_id: None,
            project_id: 0,
            is_fatal: false,
            channel: Some(channel.to_owned()),
            title: "Balefire: test message".into(),
            text: format!(
                "### Balefire: test message\n\nNew issues will be told here.\n\n[Open Balefire]({public_url}/)"
            ),
        },
        created: now,
        delivery: Delivery::Waiting { due: now, last_error: None },
        attempts: 0,
        digest: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::alerts::channels::dingtalk::fake::{Answer, FakeDingTalk};
    use crate::alerts::samples::robot;
    use crate::config::Robot;

    #[test]
    fn each_robot_is_named_with_how_it_ended() {
        let server = FakeDingTalk::answering([
            Answer::ok(),
            Answer::Json(r#"{"errcode":310000,"errmsg":"keywords not in content"}"#.into()),
        ]);
        let here = || Robot { url: server.url(), ..robot() };
        let config = Config {
            public_url: "https://b.test".into(),
            robots: BTreeMap::from([("dev".to_owned(), here()), ("ops".to_owned(), here())]),
            ..Config::default()
        };
        let ended = send_test(&config);
        assert_eq!(ended[0], ("dev".to_owned(), Ok(())));
        assert_eq!(ended[1].0, "ops");
        assert!(ended[1].1.as_ref().unwrap_err().contains("keywords"));
        assert!(server.requests()[0].body.contains("[Open Balefire](https://b.test/)"));
    }
}
