//! A channel that fails, and the other channel to which its alerts go meanwhile.

use serde::{Deserialize, Serialize};

use super::timestamp::Timestamp;

/// A channel that fails.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelFailure {
    /// The name of the channel.
    pub channel: String,
    /// When it failed first after its last success.
    pub since: Timestamp,
    /// How it failed last, without any secret.
    pub error: String,
    /// The channel to which its alerts go; none: they wait.
    pub fallback: Option<OpenFallback>,
}

/// The channel to which the alerts of another one go.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenFallback {
    /// Its name.
    pub channel: String,
    /// Since when.
    pub since: Timestamp,
    /// How many alerts went to it.
    pub alerts: u32,
}

/// Why a channel gets an alert of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Redirected {
    /// The channel that sends the alert.
    pub fallback: String,
    /// Since when the alert's own channel fails.
    pub since: Timestamp,
    /// How it failed last.
    pub error: String,
}

/// What a try to send says about the channel.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelReport {
    /// The name of the channel.
    pub channel: String,
    /// When it was tried.
    pub at: Timestamp,
    /// How it failed; none: it works.
    pub error: Option<String>,
}

/// News about a channel, for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelNews {
    /// What happened.
    pub kind: ChannelNewsKind,
    /// The channel that fails or has failed.
    pub channel: String,
    /// The channel to which its alerts go or went.
    pub fallback: String,
    /// When it failed first.
    pub since: Timestamp,
    /// When this was noted.
    pub at: Timestamp,
    /// How it failed last.
    pub error: String,
    /// How many alerts went to the fallback.
    pub alerts: u32,
}

/// What happened to a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelNewsKind {
    /// It fails: the fallback is told.
    Fails,
    /// It works again: the fallback is told.
    Works,
    /// It works again: it is told itself. Sending this is also how a channel is tried.
    Returned,
}
