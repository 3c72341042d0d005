//! A custom bot of a Feishu or Lark group.
//!
//! <https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>

mod answer;
mod card;

use std::time::Duration;

use self::answer::classify;
use crate::alerts::channel::{Channel, Message, Pace, RenderContext, SendError};
use crate::alerts::message_id::message_id;
use crate::config::channels::Feishu;
use crate::model::timestamp::Timestamp;
use crate::outgoing::guard::AddressGuard;
use crate::outgoing::{Client, RequestLimits};
use crate::store::StoredAlert;

/// Feishu takes 100 messages a minute, and 5 a second: <https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>.
/// So four go at once; twenty a minute are what a group can read.
const PACE: Pace = Pace { messages: 4, reserve: 1, window: Duration::from_secs(12) };
const LIMITS: RequestLimits =
    RequestLimits { connect: Duration::from_secs(5), whole: Duration::from_secs(10), answer: 64 * 1024 };

/// A bot that is ready to send.
#[derive(Debug)]
pub struct FeishuBot {
    bot: Feishu,
    client: Client,
}

impl FeishuBot {
    /// The channel of a bot.
    #[must_use]
    pub fn new(bot: &Feishu, guard: AddressGuard) -> Self {
        Self { bot: bot.clone(), client: Client::new(guard, LIMITS) }
    }
}

impl Channel for FeishuBot {
    fn kind(&self) -> &'static str {
        "feishu"
    }

    fn pace(&self) -> Pace {
        PACE
    }

    fn render(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Message {
        let context = context.in_language(self.bot.language);
        Message { id: message_id(stored, 0), body: card::body(&self.bot, &stored.alert, &context) }
    }

    fn render_without_text(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Option<Message> {
        let context = context.in_language(self.bot.language);
        Some(Message {
            id: message_id(stored, 1),
            body: card::without_text(&self.bot, &stored.alert, context.words),
        })
    }

    fn send(&self, message: &Message, now: Timestamp) -> Result<(), SendError> {
        let body = card::signed(&message.body, self.bot.secret.as_ref(), now);
        let headers = [("Content-Type", "application/json; charset=utf-8")];
        let answer = self.client.post(self.bot.url.expose(), &headers, body.as_bytes())?;
        let body = answer.body.as_ref().map_err(Clone::clone)?;
        classify(answer.status, answer.header("retry-after"), body)
    }
}

#[cfg(test)]
mod tests;
