//! The alert channels by name. A new kind needs a file here, and a line in each list of kinds below.

pub mod dingtalk;
mod email;
mod feishu;
mod settings;
mod slack;
mod template;
pub mod webhook;
mod wecom;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use self::dingtalk::Robot;
pub use self::email::{Email, EmailTls};
pub use self::feishu::Feishu;
use self::settings::{Problem, Settings};
pub use self::slack::{Slack, SlackFormat};
pub use self::template::NAMES;
pub use self::webhook::Webhook;
pub use self::wecom::Wecom;
use super::raw::{RawAlert, RawFallback};
use crate::outgoing::guard::AddressGuard;

/// The configuration of one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelConfig {
    /// From `[alert.dingtalk.<name>]`.
    DingTalk(Robot),
    /// From `[alert.webhook.<name>]`.
    Webhook(Webhook),
    /// From `[alert.feishu.<name>]`.
    Feishu(Feishu),
    /// From `[alert.wecom.<name>]`.
    Wecom(Wecom),
    /// From `[alert.slack.<name>]`.
    Slack(Slack),
    /// From `[alert.email.<name>]`.
    Email(Email),
}

/// Channels by name. All kinds share one namespace, because alerts and rules name a channel without its kind.
pub type Channels = BTreeMap<String, ChannelConfig>;

impl ChannelConfig {
    fn settings(&self) -> (&'static str, &dyn Settings) {
        match self {
            Self::DingTalk(robot) => ("dingtalk", robot),
            Self::Webhook(webhook) => ("webhook", webhook),
            Self::Feishu(bot) => ("feishu", bot),
            Self::Wecom(robot) => ("wecom", robot),
            Self::Slack(webhook) => ("slack", webhook),
            Self::Email(email) => ("email", email),
        }
    }

    /// The name of the kind in the configuration.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.settings().0
    }

    /// Whether its messages have a type that a rule can choose.
    #[must_use]
    pub fn has_message_types(&self) -> bool {
        matches!(self, Self::DingTalk(_))
    }

    /// All fields as text, with `***` for a secret.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        self.settings().1.fields()
    }
}

/// Takes the keys about fallbacks out of `[alert]` and of the tables of all channels: those by the names of the channels,
/// each with the name of its table.
pub(super) fn take_fallbacks(raw: &mut RawAlert) -> (RawFallback, BTreeMap<String, (String, RawFallback)>) {
    let mut own = BTreeMap::new();
    let mut take = |kind, name: &String, fallback: &mut Option<String>, after: &mut Option<String>| {
        let keys = RawFallback { fallback: fallback.take(), fallback_after: after.take() };
        own.insert(name.clone(), (format!("alert.{kind}.{name}"), keys));
    };
    for (name, it) in &mut raw.dingtalk {
        take("dingtalk", name, &mut it.fallback, &mut it.fallback_after);
    }
    for (name, it) in &mut raw.webhook {
        take("webhook", name, &mut it.fallback, &mut it.fallback_after);
    }
    for (name, it) in &mut raw.feishu {
        take("feishu", name, &mut it.fallback, &mut it.fallback_after);
    }
    for (name, it) in &mut raw.wecom {
        take("wecom", name, &mut it.fallback, &mut it.fallback_after);
    }
    for (name, it) in &mut raw.slack {
        take("slack", name, &mut it.fallback, &mut it.fallback_after);
    }
    for (name, it) in &mut raw.email {
        take("email", name, &mut it.fallback, &mut it.fallback_after);
    }
    (RawFallback { fallback: raw.fallback.take(), fallback_after: raw.fallback_after.take() }, own)
}

/// Checks the channels of all kinds. An error has the key and the problem.
pub(super) fn check(raw: RawAlert, guard: &AddressGuard) -> Result<Channels, (String, Cow<'static, str>)> {
    let mut channels = Channels::new();
    for (name, raw) in raw.dingtalk {
        add(&mut channels, "dingtalk", name, dingtalk::check(raw).map(ChannelConfig::DingTalk), guard)?;
    }
    for (name, raw) in raw.webhook {
        add(&mut channels, "webhook", name, webhook::check(raw).map(ChannelConfig::Webhook), guard)?;
    }
    for (name, raw) in raw.feishu {
        add(&mut channels, "feishu", name, feishu::check(raw).map(ChannelConfig::Feishu), guard)?;
    }
    for (name, raw) in raw.wecom {
        add(&mut channels, "wecom", name, wecom::check(raw).map(ChannelConfig::Wecom), guard)?;
    }
    for (name, raw) in raw.slack {
        add(&mut channels, "slack", name, slack::check(raw).map(ChannelConfig::Slack), guard)?;
    }
    for (name, raw) in raw.email {
        add(&mut channels, "email", name, email::check(raw).map(ChannelConfig::Email), guard)?;
    }
    Ok(channels)
}

fn add(
    channels: &mut Channels,
    kind: &str,
    name: String,
    channel: Result<ChannelConfig, Problem>,
    guard: &AddressGuard,
) -> Result<(), (String, Cow<'static, str>)> {
    let table = format!("alert.{kind}.{name}");
    let channel = channel.map_err(|Problem { field, problem }| (format!("{table}.{field}"), problem))?;
    if guard.refused_literal(&channel.settings().1.url()).is_some() {
        let key = if kind == "email" { "host" } else { "url" };
        return Err((format!("{table}.{key}"), REFUSED_LITERAL.into()));
    }
    if channels.insert(name, channel).is_some() {
        return Err((table, "has the name of a channel of another kind; each channel needs its own".into()));
    }
    Ok(())
}

/// The error text for a URL whose address is not allowed.
pub(super) const REFUSED_LITERAL: &str =
    "has a link-local or reserved address; if that is meant, add it to outgoing.allow_private";
