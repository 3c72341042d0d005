//! The alerts of a relayed message: one for each channel of its project.

use std::sync::Arc;

use super::same_error::due;
use crate::alerts::routing::channels_for;
use crate::config::Config;
use crate::model::alert::{Alert, Delivery, Notice};
use crate::model::firing::Relayed;
use crate::model::timestamp::Timestamp;

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayTarget {
    /// The project's number.
    pub project_id: i64,
    /// The project's name.
    pub project: Arc<str>,
    /// The environment, by which routes choose channels.
    pub environment: Option<String>,
    /// Whether a fatal message goes before others. A key stands in every page, so one that came with it does not.
    pub may_go_first: bool,
}

/// The alerts. Without a channel there is one for the page of alerts.
#[must_use]
pub fn alerts_of(
    config: &Config,
    target: &RelayTarget,
    relayed: &Relayed,
    now: Timestamp,
) -> Vec<(Alert, Delivery)> {
    let alert = |channel: Option<&str>| Alert {
        issue_id: None,
        project_id: target.project_id,
        project: target.project.to_string(),
        is_fatal: target.may_go_first && relayed.level == "fatal",
        channel: channel.map(str::to_owned),
        rule: None,
        notice: Notice::Relayed(Box::new(relayed.clone())),
    };
    let waiting = Delivery::Waiting { due: due(relayed, now), last_error: None };
    let channels = channels_for(config, &[], &target.project, target.environment.as_deref());
    let mut alerts: Vec<_> =
        channels.into_iter().map(|channel| (alert(Some(channel)), waiting.clone())).collect();
    if alerts.is_empty() {
        alerts.push((alert(None), Delivery::NoChannel));
    }
    alerts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::{NOW, config_with, robot_at, webhook_at};

    #[test]
    fn each_channel_gets_one() {
        let target =
            RelayTarget { project_id: 7, project: "shop".into(), environment: None, may_go_first: true };
        let relayed = Relayed { title: "x".into(), level: "fatal".into(), ..Relayed::default() };
        let config =
            config_with([("ops", robot_at("http://a.test")), ("pager", webhook_at("http://b.test"))]);
        let alerts = alerts_of(&config, &target, &relayed, NOW);
        let channels: Vec<_> = alerts.iter().map(|(alert, _)| alert.channel.as_deref()).collect();
        assert_eq!(channels, [Some("ops"), Some("pager")]);
        assert!(alerts.iter().all(|(alert, _)| alert.is_fatal && alert.project_id == 7));
        let with_key = RelayTarget { may_go_first: false, ..target.clone() };
        assert!(alerts_of(&config, &with_key, &relayed, NOW).iter().all(|(alert, _)| !alert.is_fatal));
        let none = alerts_of(&Config::default(), &target, &relayed, NOW);
        assert_eq!((none.len(), &none[0].1, &none[0].0.channel), (1, &Delivery::NoChannel, &None));
    }
}
