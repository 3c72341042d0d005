//! An incoming webhook of Slack, or of a chat that takes the same.
//!
//! <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/>

mod answer;
mod message;

use std::time::Duration;

use self::answer::classify;
use crate::alerts::channel::{Channel, Message, Pace, RenderContext, SendError};
use crate::alerts::message_id::message_id;
use crate::config::channels::Slack;
use crate::model::timestamp::Timestamp;
use crate::outgoing::guard::AddressGuard;
use crate::outgoing::{Client, RequestLimits};
use crate::store::StoredAlert;

/// Slack takes one message a second, and short bursts: <https://api.slack.com/docs/rate-limits>. So three go at once, and
/// thirty a minute.
const PACE: Pace = Pace { messages: 3, reserve: 1, window: Duration::from_secs(6) };
const LIMITS: RequestLimits =
    RequestLimits { connect: Duration::from_secs(5), whole: Duration::from_secs(10), answer: 64 * 1024 };

/// A webhook that is ready to send.
#[derive(Debug)]
pub struct SlackWebhook {
    webhook: Slack,
    client: Client,
}

impl SlackWebhook {
    /// The channel of a webhook.
    #[must_use]
    pub fn new(webhook: &Slack, guard: AddressGuard) -> Self {
        Self { webhook: webhook.clone(), client: Client::new(guard, LIMITS) }
    }
}

impl Channel for SlackWebhook {
    fn kind(&self) -> &'static str {
        "slack"
    }

    fn pace(&self) -> Pace {
        PACE
    }

    fn render(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Message {
        let context = context.in_language(self.webhook.language);
        Message { id: message_id(stored, 0), body: message::body(&self.webhook, &stored.alert, &context) }
    }

    fn render_without_text(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Option<Message> {
        let context = context.in_language(self.webhook.language);
        Some(Message {
            id: message_id(stored, 1),
            body: message::without_text(&self.webhook, &stored.alert, context.words),
        })
    }

    fn send(&self, message: &Message, _: Timestamp) -> Result<(), SendError> {
        let headers = [("Content-Type", "application/json; charset=utf-8")];
        let answer = self.client.post(self.webhook.url.expose(), &headers, message.body.as_bytes())?;
        // A true answer is one word; an endless one is no reason to send again.
        let body = answer.body.as_deref().unwrap_or_default();
        classify(answer.status, answer.header("retry-after"), body)
    }
}

#[cfg(test)]
mod tests;
