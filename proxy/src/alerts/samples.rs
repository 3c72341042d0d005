//! An issue, an event and a robot, for the tests of this room.

use crate::alerts::{Alert, Delivery};
use crate::config::{Alerts, Config, Robot};
use crate::model::event::{Description, Event};
use crate::model::issue::Issue;
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
        count: 1,
        users: 1,
        first_seen: NOW,
        last_seen: NOW,
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
        environment: Some("production".into()),
        user: None,
        tags: Vec::new(),
        group: "00".into(),
        pending_symbols: Vec::new(),
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
    }
}

pub(crate) fn stored(id: i64, channel: Option<&str>) -> StoredAlert {
    StoredAlert {
        id,
        alert: Alert {
            issue_id: Some(7),
            project_id: 1,
            is_fatal: false,
            channel: channel.map(str::to_owned),
            title: "shop: it broke".into(),
            text: "it broke".into(),
        },
        created: NOW,
        delivery: Delivery::Waiting { due: NOW, last_error: None },
        attempts: 0,
        digest: None,
    }
}
