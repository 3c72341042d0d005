//! A group robot of WeCom.
//!
//! <https://developer.work.weixin.qq.com/document/path/91770>

mod answer;
mod markdown;

use std::time::Duration;

use self::answer::classify;
use crate::alerts::channel::{Channel, Message, Pace, RenderContext, SendError};
use crate::alerts::message_id::message_id;
use crate::config::channels::Wecom;
use crate::model::timestamp::Timestamp;
use crate::outgoing::guard::AddressGuard;
use crate::outgoing::{Client, RequestLimits};
use crate::store::StoredAlert;

/// WeCom takes 20 messages a minute. A second is added for clocks that do not run alike.
const PACE: Pace = Pace { messages: 20, reserve: 3, window: Duration::from_secs(61) };
const LIMITS: RequestLimits =
    RequestLimits { connect: Duration::from_secs(5), whole: Duration::from_secs(10), answer: 64 * 1024 };

/// A robot that is ready to send.
#[derive(Debug)]
pub struct WecomRobot {
    robot: Wecom,
    client: Client,
}

impl WecomRobot {
    /// The channel of a robot.
    #[must_use]
    pub fn new(robot: &Wecom, guard: AddressGuard) -> Self {
        Self { robot: robot.clone(), client: Client::new(guard, LIMITS) }
    }
}

impl Channel for WecomRobot {
    fn kind(&self) -> &'static str {
        "wecom"
    }

    fn pace(&self) -> Pace {
        PACE
    }

    fn render(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Message {
        let context = context.in_language(self.robot.language);
        Message { id: message_id(stored, 0), body: markdown::body(&self.robot, &stored.alert, &context) }
    }

    fn render_without_text(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Option<Message> {
        let context = context.in_language(self.robot.language);
        Some(Message {
            id: message_id(stored, 1),
            body: markdown::without_text(&self.robot, &stored.alert, context.words),
        })
    }

    fn send(&self, message: &Message, _: Timestamp) -> Result<(), SendError> {
        let headers = [("Content-Type", "application/json; charset=utf-8")];
        let answer = self.client.post(self.robot.url.expose(), &headers, message.body.as_bytes())?;
        let body = answer.body.as_ref().map_err(Clone::clone)?;
        classify(answer.status, answer.header("retry-after"), body)
    }
}

#[cfg(test)]
mod tests;
