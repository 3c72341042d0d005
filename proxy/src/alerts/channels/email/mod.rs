//! E-mail, handed to an SMTP server by lettre.

#[cfg(test)]
pub(crate) mod fake;
mod message;
mod session;
mod several;

use std::time::Duration;

use crate::alerts::channel::{Channel, Message, Pace, RenderContext, SendError, SeveralInOne};
use crate::alerts::message_id::{id_of_several, message_id};
use crate::config::channels::Email;
use crate::model::timestamp::Timestamp;
use crate::outgoing::guard::AddressGuard;
use crate::store::StoredAlert;

/// Servers limit what an account sends by the hour and by the day, each in its own way, so that this is no limit of
/// theirs: it keeps a flood from filling mailboxes. The rest is folded into digests.
const PACE: Pace = Pace { messages: 10, window: Duration::from_secs(10 * 60), reserve: 2 };

/// Most alerts of a mail: more would not be read.
const MOST: usize = 50;

/// An account that is ready to send.
#[derive(Debug)]
pub struct EmailChannel {
    email: Email,
    guard: AddressGuard,
}

impl EmailChannel {
    /// The channel of an account.
    #[must_use]
    pub fn new(email: &Email, guard: AddressGuard) -> Self {
        Self { email: email.clone(), guard }
    }
}

impl Channel for EmailChannel {
    fn kind(&self) -> &'static str {
        "email"
    }

    fn pace(&self) -> Pace {
        PACE
    }

    fn render(&self, stored: &StoredAlert, context: &RenderContext<'_>) -> Message {
        let id = message_id(stored, 0);
        let body = message::message(&self.email, stored, &id, &context.in_language(self.email.language));
        Message { id, body }
    }

    fn as_several(&self) -> Option<&dyn SeveralInOne> {
        Some(self)
    }

    fn send(&self, message: &Message, _: Timestamp) -> Result<(), SendError> {
        session::send(&self.email, &self.guard, message.body.as_bytes())
    }
}

impl SeveralInOne for EmailChannel {
    fn most(&self) -> usize {
        MOST
    }

    fn render_several(&self, alerts: &[(&StoredAlert, RenderContext<'_>)]) -> Message {
        let id = id_of_several(alerts.iter().map(|(stored, _)| *stored));
        Message { body: message::message_of_several(&self.email, alerts, &id), id }
    }
}

#[cfg(test)]
mod tests;
