//! Alerts that other programs send through this server: a body comes in, a message for the outbox goes out.
//!
//! One file reads each shape of a body: our own, Alertmanager's webhook, and DingTalk's.

mod alertmanager_body;
mod alerts_of;
mod bounds;
mod links;
mod message_body;
mod relayed_message;
mod robot_body;
mod same_error;

pub use alertmanager_body::read_alertmanager;
pub use alerts_of::{RelayTarget, alerts_of};
pub use bounds::RelayError;
pub use message_body::{checked_level, read_message};
pub use relayed_message::RelayedMessage;
pub use robot_body::{RobotRefusal, read_robot};
pub use same_error::{BEFORE, is_about_exception, tells_of};
