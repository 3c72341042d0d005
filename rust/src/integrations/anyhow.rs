//! Errors of `anyhow`, as `sentry-anyhow` has them.

use crate::Event;
pub use crate::capture::capture_anyhow;

/// The event of an error of `anyhow`, with all its contexts and sources, for apps that change it before
/// [`capture_event`](crate::capture_event).
#[must_use]
pub fn event_from_error(error: &::anyhow::Error) -> Event<'static> {
    crate::event_from_error(error.as_ref())
}
