//! The long animation frames of an interaction: what its scripts took, and which one took longest.

use super::attribution::InpParts;

/// In which part of the interaction a script began; the numbers are those of `metric_names.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subpart {
    /// Before the first listener.
    InputDelay = 0,
    /// While the listeners ran.
    ProcessingDuration = 1,
    /// After them.
    PresentationDelay = 2,
}

/// What the long animation frames of one interaction took, in ms.
#[derive(Clone, Copy, Debug, Default)]
pub struct LongFrames {
    parts: InpParts,
    last_end: f64,
    longest: f64,
    /// Scripts, without the layout that they forced.
    pub script: f64,
    /// Style and layout, forced or not.
    pub style_and_layout: f64,
}

impl LongFrames {
    /// Begins with the interaction.
    #[must_use]
    pub fn of(parts: InpParts) -> Self {
        Self { parts, ..Self::default() }
    }

    fn processing_start(&self) -> f64 {
        self.parts.interaction_time + self.parts.input_delay
    }

    fn processing_end(&self) -> f64 {
        self.processing_start() + self.parts.processing_duration
    }

    /// Takes the next frame, if it overlaps the interaction up to the end of its listeners.
    pub fn frame(&mut self, start: f64, duration: f64, style_and_layout_start: f64) -> bool {
        let end = start + duration;
        let overlaps = end >= self.parts.interaction_time && start <= self.processing_end();
        if overlaps {
            self.last_end = end;
            self.style_and_layout += end - style_and_layout_start;
        }
        overlaps
    }

    /// Takes the next script of that frame: in which part it began, if it is the longest until now.
    pub fn script(&mut self, start: f64, duration: f64, forced: f64) -> Option<Subpart> {
        let end = start + duration;
        if end < self.parts.interaction_time {
            return None;
        }
        let inside = end - start.max(self.parts.interaction_time);
        // The browser does not say when a script forced a layout, so it is spread over the whole of it.
        let forced_inside = if duration > 0.0 { inside / duration * forced } else { 0.0 };
        self.script += inside - forced_inside;
        self.style_and_layout += forced_inside;
        if inside <= self.longest {
            return None;
        }
        self.longest = inside;
        Some(if start < self.processing_start() {
            Subpart::InputDelay
        } else if start >= self.processing_end() {
            Subpart::PresentationDelay
        } else {
            Subpart::ProcessingDuration
        })
    }

    /// How much of the longest script was inside the interaction.
    #[must_use]
    pub fn longest(&self) -> f64 {
        self.longest
    }

    /// Painting after the last frame.
    #[must_use]
    pub fn paint(&self) -> f64 {
        if self.last_end >= self.processing_end() { self.parts.next_paint_time - self.last_end } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Acted at 100, listeners from 110 to 190, painted at 220.
    fn frames() -> LongFrames {
        LongFrames::of(InpParts {
            interaction_time: 100.0,
            next_paint_time: 220.0,
            input_delay: 10.0,
            processing_duration: 80.0,
            presentation_delay: 30.0,
        })
    }

    #[test]
    fn frames_that_overlap() {
        for (start, duration, expect) in [
            (0.0, 99.0, false),
            (0.0, 100.0, true),
            (50.0, 300.0, true),
            (190.0, 60.0, true),
            (190.5, 60.0, false),
        ] {
            assert_eq!(frames().frame(start, duration, start + duration), expect, "{start}");
        }
    }

    #[test]
    fn the_longest_script_is_measured_inside_the_interaction() {
        let mut frames = frames();
        assert!(frames.frame(20.0, 190.0, 200.0));
        // 30 ms of its 100 are inside.
        assert_eq!(frames.script(30.0, 100.0, 50.0), Some(Subpart::InputDelay));
        assert_eq!(frames.script(10.0, 80.0, 0.0), None);
        assert_eq!(frames.script(131.0, 60.0, 0.0), Some(Subpart::ProcessingDuration));
        assert_eq!(frames.script(191.0, 60.0, 0.0), None);
        assert_eq!(frames.longest(), 60.0);
        assert_eq!(frames.script, 15.0 + 60.0 + 60.0);
        assert_eq!(frames.style_and_layout, 10.0 + 15.0);
        assert_eq!(frames.paint(), 10.0);
    }

    #[test]
    fn a_script_after_the_listeners() {
        assert_eq!(frames().script(190.0, 20.0, 0.0), Some(Subpart::PresentationDelay));
    }

    #[test]
    fn nothing_known_of_the_paint() {
        let mut frames = frames();
        frames.frame(20.0, 100.0, 110.0);
        assert_eq!(frames.paint(), 0.0);
        assert_eq!(frames.script(150.0, 0.0, 0.0), None);
    }
}
