//! How large an item may be, and how many of its kind an envelope may have.
//!
//! The numbers are [Relay's](https://github.com/getsentry/relay/blob/master/relay-config/src/config.rs). A request with a
//! larger item gets 413, as from Sentry.

pub(super) const KIB: usize = 1 << 10;
pub(super) const MIB: usize = 1 << 20;

/// Spans, logs and metrics share one bound; each item holds a list of many.
pub(super) const TELEMETRY: Quota = Quota { group: "telemetry", most: 1_000 };

/// How large the payload of an item may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// `limits.event`.
    Event,
    /// This many bytes.
    Bytes(usize),
    /// As large as the body.
    Body,
}

/// Most items of some kinds together in one envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The kinds with this name share the quota.
    pub group: &'static str,
    /// How many items.
    pub most: usize,
}
