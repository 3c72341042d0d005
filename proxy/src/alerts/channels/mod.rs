//! Where alerts go. Each kind of channel has a folder here and a line in [`open`].

pub mod dingtalk;
pub mod email;
pub mod feishu;
pub mod slack;
#[cfg(test)]
pub(crate) mod strict_chats;
pub mod webhook;
pub mod wecom;

use crate::alerts::channel::Channel;
use crate::config::{ChannelConfig, Config, Outgoing};
use crate::outgoing::guard::AddressGuard;

/// The channels of a configuration, by name.
#[must_use]
pub fn open(config: &Config) -> Vec<(String, Box<dyn Channel>)> {
    let open = |(name, channel): (&String, _)| (name.clone(), open_one(channel, &config.outgoing));
    config.channels.iter().map(open).collect()
}

/// One channel.
#[must_use]
pub fn open_one(channel: &ChannelConfig, outgoing: &Outgoing) -> Box<dyn Channel> {
    let guard = AddressGuard::new(&outgoing.allow_private);
    match channel {
        ChannelConfig::DingTalk(robot) => Box::new(dingtalk::DingTalk::new(robot, guard)),
        ChannelConfig::Webhook(webhook) => Box::new(webhook::WebhookChannel::new(webhook, guard)),
        ChannelConfig::Feishu(bot) => Box::new(feishu::FeishuBot::new(bot, guard)),
        ChannelConfig::Wecom(robot) => Box::new(wecom::WecomRobot::new(robot, guard)),
        ChannelConfig::Slack(webhook) => Box::new(slack::SlackWebhook::new(webhook, guard)),
        ChannelConfig::Email(email) => Box::new(email::EmailChannel::new(email, guard)),
    }
}
