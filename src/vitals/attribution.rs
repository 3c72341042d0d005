//! Where the time of a metric went, by the sub-parts that web-vitals names.

use super::frames::Frame;
use super::inp::Interaction;

/// Of what the browser reports in its navigation entry, the times that sub-parts need.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request {
    /// Of a service worker; 0 without one.
    pub worker_start: f64,
    /// When the browser began to fetch.
    pub fetch_start: f64,
    /// Begin of the look-up of the name.
    pub domain_lookup_start: f64,
    /// Begin of the connection.
    pub connect_start: f64,
    /// End of the connection.
    pub connect_end: f64,
}

/// Time to First Byte in parts, in ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TtfbParts {
    /// Redirects, and waiting for the browser.
    pub waiting: f64,
    /// The HTTP cache, and a service worker.
    pub cache: f64,
    /// The look-up of the name.
    pub dns: f64,
    /// Connecting, with TLS.
    pub connection: f64,
    /// From the connection to the first byte.
    pub request: f64,
}

/// Splits a Time to First Byte.
#[must_use]
pub fn ttfb_parts(value: f64, request: &Request, activation_start: f64) -> TtfbParts {
    let since = |time: f64| (time - activation_start).max(0.0);
    // With the start of a service worker, that time is part of the cache.
    let waited = since(if request.worker_start > 0.0 { request.worker_start } else { request.fetch_start });
    let (looked_up, connecting, connected) =
        (since(request.domain_lookup_start), since(request.connect_start), since(request.connect_end));
    TtfbParts {
        waiting: waited,
        cache: looked_up - waited,
        // Up to the connection, in case there is a gap behind the look-up.
        dns: connecting - looked_up,
        connection: connected - connecting,
        request: value - connected,
    }
}

/// Largest Contentful Paint in parts, in ms; their sum is the value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LcpParts {
    /// To the first byte of the page.
    pub ttfb: f64,
    /// From there to the request of the image.
    pub resource_load_delay: f64,
    /// The request of the image.
    pub resource_load_duration: f64,
    /// From there to the paint.
    pub element_render_delay: f64,
}

/// Splits a Largest Contentful Paint. `resource` is when the image was asked for and when it was there.
#[must_use]
pub fn lcp_parts(
    value: f64,
    response_start: f64,
    navigation_start: f64,
    resource: Option<(f64, f64)>,
) -> LcpParts {
    let ttfb = (response_start - navigation_start).max(0.0);
    let (requested, received) =
        resource.map_or((0.0, 0.0), |(from, to)| (from - navigation_start, to - navigation_start));
    let requested = requested.max(ttfb);
    // A video is painted before all of it is there.
    let received = received.max(requested).min(value);
    LcpParts {
        ttfb,
        resource_load_delay: requested - ttfb,
        resource_load_duration: received - requested,
        element_render_delay: value - received,
    }
}

/// An interaction in parts, in ms; their sum is the value, but for its rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InpParts {
    /// When the visitor acted.
    pub interaction_time: f64,
    /// When the next frame was painted.
    pub next_paint_time: f64,
    /// From the act to the first listener.
    pub input_delay: f64,
    /// From there to the end of the last listener.
    pub processing_duration: f64,
    /// From there to the paint.
    pub presentation_delay: f64,
}

/// Splits an interaction, by all events of its frame.
#[must_use]
pub fn inp_parts(interaction: &Interaction, frame: &Frame) -> InpParts {
    let start = interaction.start;
    // A listener of an earlier event may have run already when the visitor acted.
    let processing_start = frame.processing_start.max(start);
    // Durations are rounded, so the paint may seem to come before the listeners.
    let next_paint_time = (start + interaction.latency).max(processing_start);
    // A listener may run on after the paint, as behind `alert()`: <https://github.com/GoogleChrome/web-vitals/issues/492>
    let processing_end = frame.processing_end.min(next_paint_time);
    InpParts {
        interaction_time: start,
        next_paint_time,
        input_delay: processing_start - start,
        processing_duration: processing_end - processing_start,
        presentation_delay: next_paint_time - processing_end,
    }
}

/// How far the page had loaded at a time; the numbers are those of `metric_names.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadState {
    /// The document is being parsed.
    Loading = 0,
    /// It is parsed.
    DomInteractive = 1,
    /// Its deferred scripts have run.
    DomContentLoaded = 2,
    /// Its images and frames are there.
    Complete = 3,
}

/// How far the page had loaded, by its navigation entry, in which a time that has not come is 0.
#[must_use]
pub fn load_state(
    time: f64,
    dom_interactive: f64,
    dom_content_loaded_event_start: f64,
    dom_complete: f64,
) -> LoadState {
    let is_before = |milestone: f64| milestone == 0.0 || time < milestone;
    if time < dom_interactive {
        LoadState::Loading
    } else if is_before(dom_content_loaded_event_start) {
        LoadState::DomInteractive
    } else if is_before(dom_complete) {
        LoadState::DomContentLoaded
    } else {
        LoadState::Complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vitals::event::Event;
    use crate::vitals::frames::Frames;
    use crate::vitals::inp::Inp;

    #[track_caller]
    fn check_lcp(value: f64, start: f64, resource: Option<(f64, f64)>, expect: [f64; 4]) {
        let parts = lcp_parts(value, 100.0, start, resource);
        let found =
            [parts.ttfb, parts.resource_load_delay, parts.resource_load_duration, parts.element_render_delay];
        assert_eq!(found, expect);
        assert_eq!(found.iter().sum::<f64>(), value.max(parts.ttfb));
    }

    #[test]
    fn lcp_of_a_text_has_no_resource() {
        check_lcp(300.0, 0.0, None, [100.0, 0.0, 0.0, 200.0]);
    }

    #[test]
    fn lcp_of_an_image() {
        check_lcp(900.0, 0.0, Some((250.0, 800.0)), [100.0, 150.0, 550.0, 100.0]);
    }

    #[test]
    fn lcp_of_an_image_that_was_asked_for_before_the_first_byte() {
        check_lcp(900.0, 0.0, Some((50.0, 800.0)), [100.0, 0.0, 700.0, 100.0]);
    }

    #[test]
    fn lcp_of_a_video_that_loads_on() {
        check_lcp(900.0, 0.0, Some((250.0, 5000.0)), [100.0, 150.0, 650.0, 0.0]);
    }

    #[test]
    fn lcp_of_a_prerendered_page() {
        check_lcp(50.0, 1000.0, Some((250.0, 1020.0)), [0.0, 0.0, 20.0, 30.0]);
    }

    #[test]
    fn ttfb_of_a_first_visit() {
        let request = Request {
            worker_start: 0.0,
            fetch_start: 5.0,
            domain_lookup_start: 10.0,
            connect_start: 30.0,
            connect_end: 70.0,
        };
        let parts = ttfb_parts(200.0, &request, 0.0);
        assert_eq!(
            parts,
            TtfbParts { waiting: 5.0, cache: 5.0, dns: 20.0, connection: 40.0, request: 130.0 }
        );
        let worker = ttfb_parts(200.0, &Request { worker_start: 2.0, ..request }, 0.0);
        assert_eq!((worker.waiting, worker.cache), (2.0, 8.0));
        let ahead = ttfb_parts(0.0, &request, 500.0);
        assert_eq!(ahead, TtfbParts { waiting: 0.0, cache: 0.0, dns: 0.0, connection: 0.0, request: 0.0 });
    }

    /// The event is (start, duration, processing start, processing end); another one of its frame goes before it.
    #[track_caller]
    fn check_inp(other: Option<[f64; 4]>, event: [f64; 4], expect: [f64; 3]) {
        let (mut inp, mut frames) = (Inp::default(), Frames::default());
        let made = |interaction, [start, duration, processing_start, processing_end]: [f64; 4]| Event {
            interaction,
            start,
            duration,
            processing_start,
            processing_end,
        };
        if let Some(other) = other {
            inp.event(&made(0.0, other), &mut frames);
        }
        inp.event(&made(7.0, event), &mut frames);
        let interaction = inp.interaction(0).unwrap();
        let parts = inp_parts(interaction, frames.frame(interaction.frame).unwrap());
        assert_eq!([parts.input_delay, parts.processing_duration, parts.presentation_delay], expect);
    }

    #[test]
    fn inp_in_parts() {
        check_inp(None, [100.0, 120.0, 110.0, 190.0], [10.0, 80.0, 30.0]);
    }

    #[test]
    fn inp_that_began_while_another_listener_ran() {
        check_inp(Some([40.0, 176.0, 50.0, 130.0]), [100.0, 120.0, 131.0, 190.0], [0.0, 90.0, 30.0]);
    }

    #[test]
    fn inp_behind_an_alert() {
        check_inp(None, [100.0, 48.0, 110.0, 5000.0], [10.0, 38.0, 0.0]);
    }

    #[test]
    fn inp_whose_duration_was_rounded_off() {
        check_inp(None, [100.0, 8.0, 109.0, 110.0], [9.0, 0.0, 0.0]);
    }

    #[test]
    fn load_states() {
        for (time, expect) in [
            (10.0, LoadState::Loading),
            (100.0, LoadState::DomInteractive),
            (250.0, LoadState::DomContentLoaded),
            (300.0, LoadState::Complete),
        ] {
            assert_eq!(load_state(time, 100.0, 200.0, 300.0), expect, "{time}");
        }
        assert_eq!(load_state(150.0, 100.0, 0.0, 0.0), LoadState::DomInteractive);
        assert_eq!(load_state(250.0, 100.0, 200.0, 0.0), LoadState::DomContentLoaded);
    }
}
