//! Where alerts go. Each kind of channel has a folder here and a line in [`open`].

pub mod dingtalk;
pub mod email;
pub mod feishu;
pub mod slack;
pub mod webhook;
pub mod wecom;

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
            ChannelConfig::Feishu(bot) => Box::new(feishu::FeishuBot::new(bot, guard.clone())),
            ChannelConfig::Wecom(robot) => Box::new(wecom::WecomRobot::new(robot, guard.clone())),
            ChannelConfig::Slack(webhook) => Box::new(slack::SlackWebhook::new(webhook, guard.clone())),
            ChannelConfig::Email(email) => Box::new(email::EmailChannel::new(email, guard.clone())),
        }
    };
    config.channels.iter().map(|(name, channel)| (name.clone(), open(channel))).collect()
}
