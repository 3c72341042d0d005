//! A webhook: posts alerts as JSON to a server of the operator's, signed as Standard Webhooks has it.
//!
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

mod body;
mod payload;
mod signature;

use std::time::Duration;

use self::signature::sign;
use crate::alerts::channel::{Channel, Message, Pace, RenderContext, SendError};
use crate::alerts::message_id::message_id;
use crate::alerts::response_status::classify;
use crate::config::channels::Webhook;
use crate::model::timestamp::Timestamp;
use crate::outgoing::guard::AddressGuard;
use crate::outgoing::{Client, RequestLimits};
use crate::store::StoredAlert;

/// One message a second on average. The standard names no limit; the rest is folded into digests.
const PACE: Pace = Pace { messages: 60, reserve: 5, window: Duration::from_secs(60) };
/// Longest time for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Largest answer that is read, in bytes. Only its status and headers count.
const ANSWER: u64 = 64 * 1024;

/// A webhook that is ready to send.
#[derive(Debug)]
pub struct WebhookChannel {
    webhook: Webhook,
    client: Client,
}

impl WebhookChannel {
    /// The channel of a webhook.
    #[must_use]
    pub fn new(webhook: &Webhook, guard: AddressGuard) -> Self {
        let limits =
            RequestLimits { connect: CONNECT.min(webhook.timeout), whole: webhook.timeout, answer: ANSWER };
        Self { webhook: webhook.clone(), client: Client::new(guard, limits) }
    }
}

impl Channel for WebhookChannel {
    fn kind(&self) -> &'static str {
        "webhook"
    }

    fn pace(&self) -> Pace {
        PACE
    }

    fn render(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Message {
        let context = context.in_language(self.webhook.language);
        Message {
            id: format!("msg_{}", message_id(stored, 0)),
            body: body::body(self.webhook.template.as_ref(), stored, &context),
        }
    }

    fn send(&self, message: &Message, now: Timestamp) -> Result<(), SendError> {
        // Whole seconds, as receivers compare them with their own clock.
        let timestamp = (now.0.max(0.0) as u64).to_string();
        let signature =
            self.webhook.key.as_ref().map(|key| sign(key.expose(), &message.id, &timestamp, &message.body));
        let mut headers = vec![
            ("Content-Type", "application/json"),
            ("webhook-id", message.id.as_str()),
            ("webhook-timestamp", timestamp.as_str()),
        ];
        if let Some(signature) = &signature {
            headers.push(("webhook-signature", signature));
        }
        headers.extend(
            self.webhook.headers.iter().map(|(name, value)| (name.as_str(), value.expose().as_str())),
        );
        let answer = self.client.post(self.webhook.url.expose(), &headers, message.body.as_bytes())?;
        classify(answer.status, answer.header("retry-after"))
    }
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
