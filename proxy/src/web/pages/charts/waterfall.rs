//! A lane of a waterfall: when something was, within the time of all lanes. The lanes stand in a table, which has the
//! numbers in its other columns.

use maud::{Markup, html};

use super::place::percent;

/// The colour of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::pages) enum Tone {
    /// The segment itself.
    Segment,
    /// The browser's own work, such as a connection.
    Browser,
    /// Something that was loaded.
    Resource,
    /// A request of the page or of a back end.
    Request,
    /// A script that kept the page busy.
    Script,
    /// Everything else.
    Other,
    /// Something that failed.
    Failed,
}

/// A bar. Times are in ms since the lane's beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::web::pages) struct Bar {
    pub start: f64,
    pub duration: f64,
    pub tone: Tone,
}

/// The time that all lanes of a waterfall share, and moments that are marked in each of them, in ms.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::web::pages) struct Lane {
    pub duration: f64,
    pub marks: Vec<f64>,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Browser => "browser",
            Self::Resource => "resource",
            Self::Request => "request",
            Self::Script => "script",
            Self::Other => "other",
            Self::Failed => "failed",
        }
    }
}

/// The lane. It has no name of its own: the columns beside it say the same in numbers. A bar is never too narrow to be
/// seen.
pub(in crate::web::pages) fn lane(lane: &Lane, bar: Option<Bar>) -> Markup {
    let duration = lane.duration.max(0.001);
    html! {
        svg.lane aria-hidden="true" {
            @for mark in &lane.marks {
                @let x = percent(mark / duration);
                line.mark x1={ (x) "%" } x2={ (x) "%" } y1="0" y2="100%" {}
            }
            @if let Some(bar) = bar {
                @let start = (bar.start / duration).clamp(0.0, 0.995);
                @let width = (bar.duration / duration).clamp(0.005, 1.0 - start);
                rect class=(bar.tone.class()) x={ (percent(start)) "%" } width={ (percent(width)) "%" } y="20%" height="60%" rx="2" {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(start: f64, duration: f64, expect: &str) {
        let all = Lane { duration: 1000.0, marks: Vec::new() };
        let html = lane(&all, Some(Bar { start, duration, tone: Tone::Other })).into_string();
        assert!(html.contains(expect), "{html}");
    }

    #[test]
    fn bars_stay_within_the_lane() {
        check(100.0, 500.0, "x=\"10%\" width=\"50%\"");
        check(0.0, 0.0, "x=\"0%\" width=\"0.5%\"");
        check(999.0, 500.0, "x=\"99.5%\" width=\"0.5%\"");
        check(-50.0, 9999.0, "x=\"0%\" width=\"100%\"");
        check(f64::INFINITY, 1.0, "x=\"99.5%\"");
    }

    #[test]
    fn a_segment_without_length() {
        let html = lane(
            &Lane { duration: 0.0, marks: vec![0.0] },
            Some(Bar { start: 0.0, duration: 0.0, tone: Tone::Segment }),
        );
        assert!(!html.into_string().contains("NaN"));
    }
}
