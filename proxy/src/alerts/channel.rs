//! The interface between the outbox and a channel, the place where alerts are sent.

use std::time::Duration;

use crate::alerts::preview::Preview;
use crate::alerts::words::Words;
use crate::config::Config;
use crate::model::action_link::LinkKey;
use crate::model::channel_failure::Redirected;
use crate::model::language::Language;
use crate::model::message_type::MessageType;
use crate::model::time_zone::TimeZone;
use crate::model::timestamp::Timestamp;
use crate::outgoing::RequestError;
use crate::store::StoredAlert;

/// A place where alerts are sent, such as the robot of a group. The outbox asks nothing else of it.
pub trait Channel: Send {
    /// The kind, as the configuration names it.
    fn kind(&self) -> &'static str;
    /// How fast the channel may send.
    fn pace(&self) -> Pace;
    /// The message for an alert.
    fn render(&self, alert: &StoredAlert, context: &RenderContext<'_>) -> Message;
    /// A message without any text from events, for a channel that refused the words of the first one; none if the
    /// channel refuses no words.
    fn render_without_text(&self, alert: &StoredAlert, context: &RenderContext<'_>) -> Option<Message> {
        let _ = (alert, context);
        None
    }
    /// The channel as one whose messages can tell of several alerts; none: each alert is a message.
    fn as_several(&self) -> Option<&dyn SeveralInOne> {
        None
    }
    /// The message as its readers see it.
    fn preview(&self, message: &Message) -> Preview {
        Preview::Body(message.body.clone())
    }
    /// Sends a message. The error names the remedy.
    fn send(&self, message: &Message, now: Timestamp) -> Result<(), SendError>;
}

/// A channel whose messages can tell of several alerts, so that a storm over many projects is few messages.
pub trait SeveralInOne {
    /// Most alerts of a message.
    fn most(&self) -> usize;
    /// The message for several alerts.
    fn render_several(&self, alerts: &[(&StoredAlert, RenderContext<'_>)]) -> Message;
}

/// The parts of the configuration that a message needs, as they are when it is sent.
#[derive(Debug, Clone, Copy)]
pub struct RenderContext<'a> {
    /// The beginning of links, without a slash at the end.
    pub public_url: &'a str,
    /// The zone in which times are written.
    pub time_zone: &'a TimeZone,
    /// The words of the language in which it is written.
    pub words: Words,
    /// The key of links that do something to an issue, and when their seven days begin; none: there are no such links.
    pub links: Option<(&'a LinkKey, Timestamp)>,
    /// Why the message is not sent by the channel for which it is meant; none: it is.
    pub redirected: Option<&'a Redirected>,
    /// The type of the message, for channels that have types; none: that of the channel.
    pub message_type: Option<MessageType>,
}

impl<'a> RenderContext<'a> {
    /// From the configuration.
    #[must_use]
    pub fn of(config: &'a Config) -> Self {
        Self {
            public_url: config.public_url.trim_end_matches('/'),
            time_zone: &config.alerts.time_zone,
            words: Words::default(),
            links: None,
            redirected: None,
            message_type: None,
        }
    }

    /// The same for a message of a rule, which may have a type of its own. A rule that is gone has none.
    #[must_use]
    pub fn of_rule(self, config: &Config, rule: Option<&str>) -> Self {
        let found = config.rules.iter().find(|known| Some(known.name.as_str()) == rule);
        Self { message_type: found.and_then(|rule| rule.message_type), ..self }
    }

    /// The same for a message with links that do something to its issue.
    #[must_use]
    pub fn with_links(self, key: &'a LinkKey, since: Timestamp) -> Self {
        Self { links: Some((key, since)), ..self }
    }

    /// The same for a message in this language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { words: Words::of(language), ..self }
    }
}

/// A message that is ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The same for each try of an alert, so that a receiver knows a repeated message.
    pub id: String,
    /// The body of the request.
    pub body: String,
}

/// How fast a channel may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Most messages within any window.
    pub messages: usize,
    /// How many of them are kept for urgent ones: fatal errors, and rules that cannot wait.
    pub reserve: usize,
    /// The window.
    pub window: Duration,
}

/// A failed try: the reason and its meaning for the outbox.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct SendError {
    /// In words, without any secret.
    pub reason: String,
    /// The next step of the outbox.
    pub remedy: Remedy,
    /// Whether the receiver may have the message all the same.
    pub may_have_arrived: bool,
}

/// The next step after a failed try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Try the message again, later each time.
    Retry,
    /// Send nothing through the channel for so long, then try again.
    Hold(Duration),
    /// Send the same news at once by [`Channel::render_without_text`].
    Reword,
    /// Another try cannot help.
    GiveUp,
}

impl From<RequestError> for SendError {
    fn from(error: RequestError) -> Self {
        let remedy = match error {
            RequestError::Url => Remedy::GiveUp,
            // A private address may be allowed by the next configuration.
            RequestError::Private { .. }
            | RequestError::Unreachable(_)
            | RequestError::NoAnswer(_)
            | RequestError::AnswerTooLarge => Remedy::Retry,
        };
        Self { reason: error.to_string(), remedy, may_have_arrived: error.may_have_arrived() }
    }
}
