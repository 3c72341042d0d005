//! The channels of alerts by name. A new kind has a file here, and a line wherever the kinds are listed below.

pub mod dingtalk;
pub mod webhook;

use std::collections::BTreeMap;

pub use self::dingtalk::Robot;
pub use self::webhook::Webhook;
use super::raw::{RawRobot, RawWebhook};
use crate::outgoing::guard::AddressGuard;

/// A channel's part of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelConfig {
    /// From `[alert.dingtalk.<name>]`.
    DingTalk(Robot),
    /// From `[alert.webhook.<name>]`.
    Webhook(Webhook),
}

/// Channels by name: one namespace for all kinds, as alerts and rules name a channel without its kind.
pub type Channels = BTreeMap<String, ChannelConfig>;

/// A value of a channel that makes no sense.
#[derive(Debug)]
pub(super) struct Problem {
    /// The key within the channel's table; none: the table itself.
    pub(super) field: Option<&'static str>,
    pub(super) problem: &'static str,
}

pub(super) fn problem(field: &'static str, problem: &'static str) -> Problem {
    Problem { field: Some(field), problem }
}

/// Checks the channels of all kinds. An error has the key and the problem.
pub(super) fn check(
    robots: BTreeMap<String, RawRobot>,
    webhooks: BTreeMap<String, RawWebhook>,
    guard: &AddressGuard,
) -> Result<Channels, (String, &'static str)> {
    let mut channels = Channels::new();
    for (name, raw) in robots {
        add(&mut channels, "dingtalk", name, dingtalk::check(raw).map(ChannelConfig::DingTalk), guard)?;
    }
    for (name, raw) in webhooks {
        add(&mut channels, "webhook", name, webhook::check(raw).map(ChannelConfig::Webhook), guard)?;
    }
    Ok(channels)
}

fn add(
    channels: &mut Channels,
    kind: &str,
    name: String,
    channel: Result<ChannelConfig, Problem>,
    guard: &AddressGuard,
) -> Result<(), (String, &'static str)> {
    let table = format!("alert.{kind}.{name}");
    let channel = channel.map_err(|Problem { field, problem }| {
        (field.map_or_else(|| table.clone(), |field| format!("{table}.{field}")), problem)
    })?;
    if guard.refused_literal(channel.url()).is_some() {
        return Err((format!("{table}.url"), REFUSED_LITERAL));
    }
    if channels.insert(name, channel).is_some() {
        return Err((table, "has the name of a channel of another kind; each channel needs its own"));
    }
    Ok(())
}

/// The problem of a URL whose address the guard refuses.
pub(super) const REFUSED_LITERAL: &str =
    "has a link-local or reserved address; if that is meant, add it to outgoing.allow_private";

impl ChannelConfig {
    /// The kind, as the configuration names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DingTalk(_) => "dingtalk",
            Self::Webhook(_) => "webhook",
        }
    }

    fn url(&self) -> &str {
        match self {
            Self::DingTalk(robot) => &robot.url,
            Self::Webhook(webhook) => webhook.url.expose(),
        }
    }

    /// Each value, with `***` for a secret.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::DingTalk(robot) => robot.fields(),
            Self::Webhook(webhook) => webhook.fields(),
        }
    }
}
