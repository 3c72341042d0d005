//! The metrics of the running page view, and which of them are news.

use super::attribution::InpParts;
use super::cls::Cls;
use super::frames::Frames;
use super::inp::{EstimatedCount, Inp};
use super::lcp::Lcp;
use super::long_frames::LongFrames;
use super::metric::{Metric, Reported};
use super::navigation::Navigation;

/// The state of one page: the parts are independent of each other, and the observers call each by itself.
#[derive(Debug)]
pub struct PageView {
    /// The running navigation.
    pub navigation: Navigation,
    /// Largest Contentful Paint.
    pub lcp: Lcp,
    /// Cumulative Layout Shift.
    pub cls: Cls,
    /// First Contentful Paint, once it is known.
    pub fcp: Option<f64>,
    /// Time to First Byte, once it is known.
    pub ttfb: Option<f64>,
    /// Interaction to Next Paint. Its navigation may be behind: events are handled when the page is idle.
    pub inp: Inp,
    /// The frames of the events.
    pub frames: Frames,
    /// How many interactions there were, where the browser does not say it.
    pub estimate: EstimatedCount,
    /// The long animation frames of the interaction that is being reported.
    pub long_frames: LongFrames,
    /// Whether the interactions are those of the page load.
    is_inp_of_page_load: bool,
    reported: [Reported; Metric::ALL.len()],
}

impl PageView {
    /// Before the first entry.
    #[must_use]
    pub fn new() -> Self {
        Self {
            navigation: Navigation::new(0.0, 0.0),
            lcp: Lcp::default(),
            cls: Cls::default(),
            fcp: None,
            ttfb: None,
            inp: Inp::default(),
            frames: Frames::default(),
            estimate: EstimatedCount::default(),
            long_frames: LongFrames::of(InpParts::default()),
            is_inp_of_page_load: true,
            reported: [Reported::default(); Metric::ALL.len()],
        }
    }

    /// Begins a navigation, for all but the interactions. A navigation without a request had its first byte at once.
    pub fn begin(&mut self, navigation: Navigation, has_request: bool) {
        self.navigation = navigation;
        self.lcp = Lcp::default();
        self.cls.restart();
        self.fcp = None;
        self.ttfb = (!has_request).then_some(0.0);
        for metric in [Metric::Lcp, Metric::Cls, Metric::Fcp, Metric::Ttfb] {
            self.forget(metric);
        }
    }

    /// Begins a navigation for the interactions.
    pub fn begin_inp(&mut self, count: u32) {
        self.inp.restart(count);
        self.is_inp_of_page_load = false;
        self.forget(Metric::Inp);
    }

    fn forget(&mut self, metric: Metric) {
        if let Some(reported) = self.reported.get_mut(metric as usize) {
            *reported = Reported::default();
        }
    }

    /// The value of a metric, if it is there and has not been reported. `count` is the number of interactions.
    pub fn take_news(&mut self, metric: Metric, count: u32) -> Option<f64> {
        let value = match metric {
            Metric::Lcp => self.lcp.value(),
            Metric::Cls => self.cls.value(),
            Metric::Inp => self.inp.value(count, self.is_inp_of_page_load),
            Metric::Fcp => self.fcp,
            Metric::Ttfb => self.ttfb,
        };
        self.reported.get_mut(metric as usize)?.take(value)
    }
}

impl Default for PageView {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vitals::event::Event;

    fn interact(page: &mut PageView, id: f64, duration: f64) {
        let event = Event { interaction: id, start: id, duration, processing_start: id, processing_end: id };
        page.inp.event(&event, &mut page.frames);
    }

    #[test]
    fn what_is_known_is_news_once() {
        let mut page = PageView::new();
        assert_eq!(Metric::ALL.map(|metric| page.take_news(metric, 0)), [None; 5]);
        page.lcp.paint(90.0, &page.navigation);
        assert_eq!(page.take_news(Metric::Lcp, 0), None, "not final");
        page.lcp.finalize();
        page.fcp = Some(80.0);
        page.cls.note_paint();
        interact(&mut page, 7.0, 48.0);
        let all = [Some(90.0), Some(0.0), Some(48.0), Some(80.0), None];
        assert_eq!(Metric::ALL.map(|metric| page.take_news(metric, 1)), all);
        assert_eq!(Metric::ALL.map(|metric| page.take_news(metric, 1)), [None; 5]);
        interact(&mut page, 14.0, 96.0);
        assert_eq!(page.take_news(Metric::Inp, 2), Some(96.0));
    }

    #[test]
    fn a_soft_navigation_begins_anew_and_interactions_follow_later() {
        let mut page = PageView::new();
        page.cls.note_paint();
        page.cls.shift(10.0, 0.2, false);
        interact(&mut page, 7.0, 48.0);
        page.take_news(Metric::Cls, 1);
        page.begin(Navigation::new(5000.0, 14.0), false);
        assert_eq!(page.take_news(Metric::Inp, 1), Some(48.0));
        page.begin_inp(1);
        assert_eq!(page.take_news(Metric::Cls, 1), Some(0.0));
        assert_eq!(page.take_news(Metric::Ttfb, 1), Some(0.0));
        assert_eq!(page.take_news(Metric::Inp, 1), None);
        // An interaction without an entry was short.
        assert_eq!(page.take_news(Metric::Inp, 2), Some(8.0));
    }
}
