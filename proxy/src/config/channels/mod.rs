//! The alert channels by name. A new kind needs a file here, and a line in each list of kinds below.

pub mod dingtalk;
mod settings;
pub mod webhook;

use std::collections::BTreeMap;

pub use self::dingtalk::Robot;
use self::settings::{Problem, Settings};
pub use self::webhook::Webhook;
use super::raw::{RawRobot, RawWebhook};
use crate::outgoing::guard::AddressGuard;

/// The configuration of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelConfig {
    /// From `[alert.dingtalk.<name>]`.
    DingTalk(Robot),
    /// From `[alert.webhook.<name>]`.
    Webhook(Webhook),
}

/// Channels by name. All kinds share one namespace, because alerts and rules name a channel without its kind.
pub type Channels = BTreeMap<String, ChannelConfig>;

impl ChannelConfig {
    fn settings(&self) -> (&'static str, &dyn Settings) {
        match self {
            Self::DingTalk(robot) => ("dingtalk", robot),
            Self::Webhook(webhook) => ("webhook", webhook),
        }
    }

    /// The name of the kind in the configuration.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.settings().0
    }

    /// All fields as text, with `***` for a secret.
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

/// The error text for a URL whose address is not allowed.
pub(super) const REFUSED_LITERAL: &str =
    "has a link-local or reserved address; if that is meant, add it to outgoing.allow_private";
