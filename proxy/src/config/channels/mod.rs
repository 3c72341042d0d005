//! The channels of alerts by name. A new kind has a file here, and a line wherever the kinds are listed below.

pub mod dingtalk;
mod settings;
pub mod webhook;

use std::collections::BTreeMap;

pub use self::dingtalk::Robot;
use self::settings::{Problem, Settings};
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

impl ChannelConfig {
    fn settings(&self) -> (&'static str, &dyn Settings) {
        match self {
            Self::DingTalk(robot) => ("dingtalk", robot),
            Self::Webhook(webhook) => ("webhook", webhook),
        }
    }

    /// The kind, as the configuration names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.settings().0
    }

    /// Each value, with `***` for a secret.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        self.settings().1.fields()
    }
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
    let channel = channel.map_err(|Problem { field, problem }| (format!("{table}.{field}"), problem))?;
    if guard.refused_literal(channel.settings().1.url()).is_some() {
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
