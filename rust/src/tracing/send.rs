//! Sends events.

use tracing_core::Event as TracingEvent;

use super::field_values::Fields;
use crate::Event;
use crate::capture::capture_at;

/// Sends what an event of `tracing` has become, with the stack of this call and the line that logs.
pub(super) fn send(mapped: Event<'static>, event: &TracingEvent<'_>) {
    capture_at(mapped, &frame(event));
}

/// The line that logs, as a frame.
fn frame(event: &TracingEvent<'_>) -> String {
    Fields::of(event).origin.or(event.metadata()).frame()
}

#[cfg(test)]
mod tests {
    use tracing_core::Subscriber;
    use tracing_subscriber::layer::{Context, Layer};
    use tracing_subscriber::prelude::*;

    use super::*;

    #[test]
    fn the_line_that_logs_is_a_frame() {
        #[derive(Clone, Default)]
        struct Places(std::sync::Arc<std::sync::Mutex<Vec<String>>>);
        impl<S: Subscriber> Layer<S> for Places {
            fn on_event(&self, event: &TracingEvent<'_>, _: Context<'_, S>) {
                self.0.lock().unwrap().push(frame(event));
            }
        }
        let places = Places::default();
        let line = line!() + 2;
        tracing::subscriber::with_default(tracing_subscriber::registry().with(places.clone()), || {
            tracing::error!("here");
        });
        let place = places.0.lock().unwrap().remove(0);
        let frames = balefire_protocol::stacktrace::parse(&place);
        assert!(frames[0].filename.ends_with("send.rs"), "{place}");
        assert_eq!(frames[0].function, "balefire::tracing::send::tests");
        assert_eq!(frames[0].lineno, Some(line));
    }
}
