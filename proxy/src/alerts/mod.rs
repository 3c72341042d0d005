//! Alerts: event → rules → grouping → notice in the outbox (in the store) → channel.

pub mod action_links;
pub mod alert_issue;
pub mod causes;
pub mod channel;
mod channel_outbox;
pub mod channels;
pub mod conditions;
pub mod describe;
pub mod digest;
mod escape;
pub mod event_rules;
mod fallback;
mod findings;
pub mod fired_summary;
pub mod group_timing;
pub mod grouping;
pub mod held_back;
pub mod holds;
mod in_one_message;
pub mod message_id;
mod ongoing_issue;
pub mod outbox;
pub mod past_firings;
pub mod periodic;
pub mod preview;
mod readings;
pub mod relay;
pub mod replay;
mod response_status;
pub mod retry;
pub mod routing;
pub mod sample_notices;
#[cfg(test)]
pub(crate) mod samples;
mod sparkline;
pub mod summary;
pub mod suspect_release;
pub mod template_values;
pub mod test_message;
pub mod threshold;
pub mod throttle;
#[cfg(test)]
mod week_tests;
pub mod words;
