//! A group robot of DingTalk.
//!
//! <https://help.dingtalk.io/open/development/custom-robots-send-group-messages>

mod body;
mod content;
mod error_codes;
#[cfg(test)]
pub(crate) mod fake;
mod mentions;
mod message;
mod preview;
mod request;

use std::time::Duration;

use self::error_codes::{RobotError, classify};
use crate::alerts::channel::{Channel, Message, Pace, RenderContext, SendError};
use crate::alerts::message_id::message_id;
use crate::alerts::preview::Preview;
use crate::config::channels::Robot;
use crate::model::timestamp::Timestamp;
use crate::outgoing::guard::AddressGuard;
use crate::outgoing::{Client, RequestError, RequestLimits};
use crate::store::StoredAlert;

/// DingTalk refuses the 21st message of a minute, and then all for ten minutes. A second is added for clocks that do not
/// run alike. <https://help.dingtalk.io/open/development/custom-robots-send-group-messages>
const PACE: Pace = Pace { messages: 20, reserve: RESERVE, window: Duration::from_secs(61) };
/// How many of them are kept for fatal errors.
const RESERVE: usize = 3;
/// A true answer has about fifty bytes.
const LIMITS: RequestLimits =
    RequestLimits { connect: Duration::from_secs(5), whole: Duration::from_secs(10), answer: 64 * 1024 };
/// Which message of an alert it is: [`Channel::render`], [`Channel::render_without_text`].
const WITH_TEXT: u8 = 0;
const WITHOUT_TEXT: u8 = 1;

/// A robot that is ready to send.
#[derive(Debug)]
pub struct DingTalk {
    robot: Robot,
    client: Client,
}

impl DingTalk {
    /// The channel of a robot.
    #[must_use]
    pub fn new(robot: &Robot, guard: AddressGuard) -> Self {
        Self { robot: robot.clone(), client: Client::new(guard, LIMITS) }
    }

    fn post(&self, body: &str, now: Timestamp) -> Result<(), RobotError> {
        let url = request::address(&self.robot, now);
        let headers = [("Content-Type", "application/json;charset=utf-8")];
        let answer = self.client.post(&url, &headers, body.as_bytes())?;
        match answer.body {
            Ok(bytes) => classify(answer.status, &bytes).map_err(|error| request::redact(error, &self.robot)),
            // A robot never says so much.
            Err(RequestError::AnswerTooLarge) => Err(RobotError::Blocked(answer.status)),
            Err(error) => Err(error.into()),
        }
    }
}

impl Channel for DingTalk {
    fn kind(&self) -> &'static str {
        "dingtalk"
    }

    fn pace(&self) -> Pace {
        PACE
    }

    fn render(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Message {
        let id = message_id(stored, WITH_TEXT);
        let context = context.in_language(self.robot.language);
        Message { body: message::message(&self.robot, &stored.alert, &context, &id), id }
    }

    fn render_without_text(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Option<Message> {
        let id = message_id(stored, WITHOUT_TEXT);
        let context = context.in_language(self.robot.language);
        Some(Message { body: message::message_without_text(&self.robot, &stored.alert, &context, &id), id })
    }

    fn preview(&self, message: &Message) -> Preview {
        Preview::Chat(preview::preview(&message.body))
    }

    fn send(&self, message: &Message, now: Timestamp) -> Result<(), SendError> {
        Ok(self.post(&message.body, now)?)
    }
}

#[cfg(test)]
mod chatbot_tests;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::{NOW, robot};
    use crate::fake_server::{Answer, FakeServer};

    #[track_caller]
    fn check(answer: Answer, expect: Result<(), RobotError>) {
        let server = FakeServer::answering([answer]);
        let channel = DingTalk::new(&Robot { url: server.url(), ..robot() }, AddressGuard::default());
        assert_eq!(channel.post("{}", NOW), expect);
        let requests = server.requests();
        assert_eq!(requests.len(), 1);
        assert!(requests[0].head.starts_with("POST /robot/send?access_token=token-of-the-group&timestamp="));
        assert_eq!(requests[0].header("content-type"), Some("application/json;charset=utf-8"));
        assert_eq!(requests[0].body, "{}");
    }

    #[test]
    fn taken() {
        check(fake::ok(), Ok(()));
    }

    #[test]
    fn connection_reset() {
        check(Answer::Reset, Err(RequestError::NoAnswer("the connection broke").into()));
    }

    #[test]
    fn redirects_are_not_followed() {
        let elsewhere = "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n";
        check(Answer::Raw(elsewhere.into()), Err(RobotError::Blocked(302)));
    }

    #[test]
    fn an_endless_answer_is_not_read() {
        check(Answer::json(200, &" ".repeat(70_000)), Err(RobotError::Blocked(200)));
    }

    #[test]
    fn secrets_are_taken_out_of_foreign_words() {
        let errmsg = r#"{"errcode":77,"errmsg":"token-of-the-group and SECabc"}"#;
        check(Answer::json(200, errmsg), Err(RobotError::Unknown { code: 77, errmsg: "*** and ***".into() }));
    }

    #[test]
    fn no_error_shows_the_address() {
        for url in ["not an address", "", "http://", "ftp://h/", "http://127.0.0.1:1/", "http://a b/"] {
            let channel = DingTalk::new(&Robot { url: url.into(), ..robot() }, AddressGuard::default());
            let error = channel.post("{}", NOW).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("token") && !shown.contains("sign"), "{shown}");
        }
    }
}
