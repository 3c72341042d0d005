//! Where alerts go. Each kind of channel has a folder here and a line in [`open`].

pub mod dingtalk;
pub mod webhook;

use crate::alerts::channel::Channel;
use crate::config::{ChannelConfig, Config};
use crate::outgoing::guard::AddressGuard;

/// The channels of a configuration, by name.
#[must_use]
pub fn open(config: &Config) -> Vec<(String, Box<dyn Channel>)> {
    let guard = AddressGuard::new(&config.outgoing.allow_private);
    let open = |channel: &ChannelConfig| -> Box<dyn Channel> {
        match channel {
            ChannelConfig::DingTalk(robot) => Box::new(dingtalk::DingTalk::new(robot, guard.clone())),
            ChannelConfig::Webhook(webhook) => Box::new(webhook::WebhookChannel::new(webhook, guard.clone())),
        }
    };
    config.channels.iter().map(|(name, channel)| (name.clone(), open(channel))).collect()
}
