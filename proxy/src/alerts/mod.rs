//! Alerts: rule → grouping → notice in the outbox (in the store) → channel.

pub mod action_links;
pub mod alert_issue;
pub mod channel;
pub mod channels;
pub mod digest;
mod escape;
pub mod fired_summary;
pub mod grouping;
pub mod message_id;
pub mod outbox;
pub mod preview;
pub mod relay;
mod response_status;
pub mod retry;
pub mod rule;
pub mod sample_notices;
#[cfg(test)]
pub(crate) mod samples;
mod sparkline;
pub mod summary;
pub mod template_values;
pub mod test_message;
pub mod throttle;
pub mod words;
