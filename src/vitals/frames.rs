//! Events that one frame painted: together they say when the page began and ended to handle an interaction.

use super::event::Event;

/// Events whose paints are this near, in ms, were painted by one frame: durations are rounded to 8 ms.
const NEAR: f64 = 8.0;
/// Frames that are held besides those of the longest interactions. Entries come out of order by a frame or two.
const RECENT: u32 = 10;
/// Those, the frames of the ten longest interactions, and the one that is added.
const PLACES: usize = 21;

/// Names a frame; 0 is none.
pub type FrameId = u32;

/// What the events of one frame have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    id: FrameId,
    /// When the first of the events happened.
    pub start: f64,
    /// When the first listener ran.
    pub processing_start: f64,
    /// When the last listener returned.
    pub processing_end: f64,
    render: f64,
}

/// How a long animation frame lies to the events that are held; the numbers are those of `interaction_frames.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// It belongs to none of them.
    Apart = 0,
    /// It is newer than all events, and its own may be to come.
    After = 1,
    /// It overlaps one.
    Overlaps = 2,
}

/// The frames of the last events, and of the longest interactions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frames {
    frames: [Frame; PLACES],
    newest: FrameId,
    latest_processing_end: f64,
}

impl Frames {
    /// Adds an event to its frame. `is_used` says which frames an interaction has, so that these stay.
    pub fn add(&mut self, event: &Event, is_used: impl Fn(FrameId) -> bool) -> FrameId {
        self.latest_processing_end = self.latest_processing_end.max(event.processing_end);
        let render = event.start + event.duration;
        let near = |it: &&mut Frame| it.id != 0 && (render - it.render).abs() <= NEAR;
        // The newest one that is near.
        if let Some(frame) = self.frames.iter_mut().filter(near).max_by_key(|it| it.id) {
            frame.start = frame.start.min(event.start);
            frame.processing_start = frame.processing_start.min(event.processing_start);
            frame.processing_end = frame.processing_end.max(event.processing_end);
            return frame.id;
        }
        self.newest += 1;
        let id = self.newest;
        let is_free = |it: &&mut Frame| it.id == 0 || (id - it.id > RECENT && !is_used(it.id));
        if let Some(free) = self.frames.iter_mut().filter(is_free).min_by_key(|it| it.id) {
            *free = Frame {
                id,
                start: event.start,
                processing_start: event.processing_start,
                processing_end: event.processing_end,
                render,
            };
        }
        id
    }

    /// A frame, if it is held still.
    #[must_use]
    pub fn frame(&self, id: FrameId) -> Option<&Frame> {
        self.frames.iter().find(|it| it.id == id && id != 0)
    }

    /// How a long animation frame lies to the events.
    #[must_use]
    pub fn overlap(&self, start: f64, end: f64) -> Overlap {
        let overlaps = |it: &Frame| it.id != 0 && end >= it.start && start <= it.processing_end;
        if self.frames.iter().any(overlaps) {
            Overlap::Overlaps
        } else if start > self.latest_processing_end {
            Overlap::After
        } else {
            Overlap::Apart
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(start: f64, duration: f64, processing: (f64, f64)) -> Event {
        Event {
            interaction: 0.0,
            start,
            duration,
            processing_start: processing.0,
            processing_end: processing.1,
        }
    }

    #[test]
    fn events_of_one_paint_are_one_frame() {
        let mut frames = Frames::default();
        let id = frames.add(&event(100.0, 80.0, (110.0, 150.0)), |_| false);
        assert_eq!(frames.add(&event(104.0, 80.0, (105.0, 120.0)), |_| false), id);
        assert_ne!(frames.add(&event(200.0, 80.0, (210.0, 220.0)), |_| false), id);
        let frame = frames.frame(id).unwrap();
        assert_eq!((frame.start, frame.processing_start, frame.processing_end), (100.0, 105.0, 150.0));
    }

    #[test]
    fn frames_of_interactions_and_the_last_ones_stay() {
        let mut frames = Frames::default();
        let at = |n: f64| event(n * 100.0, 16.0, (n * 100.0 + 1.0, n * 100.0 + 2.0));
        let used = frames.add(&at(1.0), |_| false);
        let unused = frames.add(&at(2.0), |_| false);
        let mut last = 0;
        for n in 3..1000 {
            last = frames.add(&at(f64::from(n)), |id| id == used);
        }
        assert!(frames.frame(used).is_some() && frames.frame(unused).is_none());
        assert!(frames.frame(last).is_some() && frames.frame(last - 9).is_some());
    }

    #[test]
    fn long_frames_beside_an_event_and_after_all() {
        let mut frames = Frames::default();
        assert_eq!(frames.overlap(10.0, 90.0), Overlap::After);
        frames.add(&event(100.0, 80.0, (110.0, 150.0)), |_| false);
        for (start, end, expect) in [
            (10.0, 90.0, Overlap::Apart),
            (10.0, 100.0, Overlap::Overlaps),
            (150.0, 300.0, Overlap::Overlaps),
            (150.1, 300.0, Overlap::After),
        ] {
            assert_eq!(frames.overlap(start, end), expect, "{start} {end}");
        }
        frames.add(&event(1000.0, 80.0, (1010.0, 1050.0)), |_| false);
        assert_eq!(frames.overlap(500.0, 600.0), Overlap::Apart);
    }

    #[test]
    fn no_frame_has_the_number_of_none() {
        assert_eq!(Frames::default().frame(0), None);
    }
}
