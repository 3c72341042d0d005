//! Issues, events, alerts and channels, for the tests of this room.

use std::time::Duration;

use crate::alerts::alert_issue::alert_issue;
use crate::alerts::digest;
use crate::alerts::sample_notices::{SampleKind, sample_notice};
use crate::config::channels::{Email, EmailTls, Robot, Webhook};
use crate::config::{Alerts, ChannelConfig, Config};
use crate::model::alert::{Alert, Delivery, Digest, Notice};
use crate::model::event::{Description, Event};
use crate::model::firing::CauseKind;
use crate::model::issue::Issue;
use crate::model::issue_state::IssueState;
use crate::model::language::Language;
use crate::model::message_type::MessageType;
use crate::model::time_zone::TimeZone;
use crate::model::timestamp::Timestamp;
use crate::secret::Secret;
use crate::store::StoredAlert;

/// 2026-11-23 04:22:17 UTC.
pub(crate) const NOW: Timestamp = Timestamp(1_795_407_737.5);

pub(crate) fn issue() -> Issue {
    Issue {
        id: 7,
        project_id: 1,
        project: "shop".into(),
        description: Description {
            title: "TypeError: Cannot read properties of undefined (reading 'price')".into(),
            culprit: "priceOf at https://shop.test/cart.js".into(),
            exception_type: "TypeError".into(),
            value: "Cannot read properties of undefined (reading 'price')".into(),
            filename: "https://shop.test/cart.js".into(),
            function: "priceOf".into(),
        },
        level: "error".into(),
        platform: "javascript".into(),
        logger: String::new(),
        is_unhandled: true,
        count: 1,
        users: 1,
        extrapolated_count: 1.0,
        first_seen: NOW,
        last_seen: NOW,
        state: IssueState::default(),
        comments: 0,
        first_release: None,
    }
}

/// The description of the issue, with another title.
pub(crate) fn titled(title: &str) -> Description {
    Description { title: title.into(), ..issue().description }
}

pub(crate) fn event() -> Event {
    let issue = issue();
    Event {
        project_id: 1,
        event_id: "9ec79c33ec9942ab8353589fcb2e04dc".into(),
        timestamp: NOW,
        received: NOW,
        level: issue.level,
        platform: issue.platform,
        description: issue.description,
        release: Some("web@1.4.2".into()),
        logger: None,
        environment: Some("production".into()),
        user: None,
        trace_id: None,
        span_id: None,
        tags: Vec::new(),
        group: "00".into(),
        grouping_rules: None,
        pending_symbols: Vec::new(),
        times_seen: 1,
        asks_for_alert: false,
        sample_rate: 1.0,
        body: "{}".into(),
    }
}

pub(crate) fn config_at(public_url: &str) -> Config {
    Config { public_url: public_url.into(), ..Config::default() }
}

pub(crate) fn config_in(time_zone: &str) -> Config {
    let alerts = Alerts { time_zone: TimeZone::parse(time_zone).unwrap(), ..Alerts::default() };
    Config { alerts, ..Config::default() }
}

pub(crate) fn robot() -> Robot {
    Robot {
        url: "http://127.0.0.1:9/robot/send".into(),
        access_token: Secret::new("token-of-the-group".into()),
        secret: Some(Secret::new("SECabc".into())),
        at_mobiles: Vec::new(),
        at_user_ids: Vec::new(),
        at_all: false,
        keywords: Vec::new(),
        message_type: MessageType::Markdown,
        digest_type: None,
        picture_url: None,
        language: Language::English,
        template: None,
    }
}

/// A robot at an address.
pub(crate) fn robot_at(url: &str) -> ChannelConfig {
    ChannelConfig::DingTalk(Robot { url: url.to_owned(), ..robot() })
}

/// Two recipients behind an SMTP server on a local port, without TLS.
pub(crate) fn mail(port: u16) -> Email {
    Email {
        host: "127.0.0.1".into(),
        port,
        tls: EmailTls::None,
        ca: Vec::new(),
        login: None,
        language: Language::English,
        from: "Balefire <balefire@shop.test>".parse().unwrap(),
        to: vec!["ops@shop.test".parse().unwrap(), "Dev Team <dev@shop.test>".parse().unwrap()],
    }
}

pub(crate) fn mail_at(port: u16) -> ChannelConfig {
    ChannelConfig::Email(mail(port))
}

/// A webhook at an address, without a key.
pub(crate) fn webhook_at(url: &str) -> ChannelConfig {
    let timeout = Duration::from_secs(5);
    ChannelConfig::Webhook(Webhook::unsigned(Secret::new(url.to_owned()), timeout))
}

/// A configuration with these channels.
pub(crate) fn config_with<const N: usize>(channels: [(&str, ChannelConfig); N]) -> Config {
    let channels = channels.map(|(name, channel)| (name.to_owned(), channel)).into();
    Config { channels, ..config_at("https://b.test") }
}

/// A digest of issues of these levels, one a second, with the numbers from 1 on.
pub(crate) fn digest_of(levels: &[&str]) -> Digest {
    let at = |n: usize| Issue {
        id: n as i64 + 1,
        description: titled(&format!("title {}", n + 1)),
        level: levels[n].into(),
        ..issue()
    };
    let at = |n| alert_issue(&at(n), &event());
    let mut digest = digest::begin(&at(0), CauseKind::NewIssue, NOW);
    for n in 1..levels.len() {
        digest::fold(&mut digest, &at(n), CauseKind::NewIssue, Timestamp(NOW.0 + n as f64));
    }
    digest
}

pub(crate) fn stored(id: i64, channel: Option<&str>) -> StoredAlert {
    let issue = Issue { description: titled("it broke"), ..issue() };
    StoredAlert {
        id,
        alert: Alert {
            issue_id: Some(7),
            project_id: 1,
            project: "shop".into(),
            is_fatal: false,
            channel: channel.map(str::to_owned),
            rule: None,
            notice: Notice::NewIssue(Box::new(alert_issue(&issue, &event()))),
        },
        created: NOW,
        delivery: Delivery::Waiting { due: NOW, last_error: None },
        attempts: 0,
        redirected: None,
    }
}

/// A notice of each kind, with a name, in which each text of an event is the given one.
pub(crate) fn every_notice(text: &str) -> Vec<(&'static str, Notice)> {
    let old = Issue { description: titled(text), ..issue() };
    let mut all: Vec<_> = SampleKind::ALL
        .into_iter()
        .map(|kind| {
            let name = match kind {
                SampleKind::NewIssue => "new issue",
                SampleKind::NothingHeard => "quiet project",
                other => other.code(),
            };
            (name, sample_notice(kind, &|_| text.to_owned(), NOW))
        })
        .collect();
    all.push(("new issue of an older version", Notice::NewIssue(Box::new(alert_issue(&old, &event())))));
    all.push(("rendered", Notice::Rendered { title: text.into(), text: text.into() }));
    all
}
