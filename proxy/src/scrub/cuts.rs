//! Collects the ranges to replace in a text. All rules read the original text, and it is rewritten once at the end.

use std::ops::Range;

use super::FILTERED;
use crate::scan::visit;

/// The ranges of a text to replace, each with its replacement.
#[derive(Debug, Default)]
pub(super) struct Cuts(Vec<(Range<usize>, &'static str)>);

impl Cuts {
    /// Adds a range; an empty range is ignored.
    pub(super) fn add(&mut self, range: Range<usize>) {
        self.add_as(range, FILTERED);
    }

    /// Adds a range with its own replacement.
    pub(super) fn add_as(&mut self, range: Range<usize>, by: &'static str) {
        if !range.is_empty() {
            self.0.push((range, by));
        }
    }

    /// Replaces the ranges in the text; ranges that overlap or touch are replaced together. Returns whether there were
    /// any.
    pub(super) fn apply(mut self, text: &mut String) -> bool {
        if self.0.is_empty() {
            return false;
        }
        visit(text.len());
        self.0.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        let mut ranges = self.0.into_iter().peekable();
        while let Some((range, by)) = ranges.next() {
            let (start, mut end) = (range.start, range.end);
            while let Some((next, _)) = ranges.next_if(|(next, _)| next.start <= end) {
                end = end.max(next.end);
            }
            let start = text.floor_char_boundary(start).max(done);
            out.push_str(text.get(done..start).unwrap_or_default());
            out.push_str(by);
            done = text.ceil_char_boundary(end);
        }
        out.push_str(text.get(done..).unwrap_or_default());
        *text = out;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ranges: &[Range<usize>], expect: &str) {
        let mut text = "0123456789é".to_owned();
        let mut cuts = Cuts::default();
        ranges.iter().cloned().for_each(|range| cuts.add(range));
        assert_eq!(cuts.apply(&mut text), text != "0123456789é");
        assert_eq!(text, expect);
    }

    #[test]
    fn places_that_overlap_or_touch_become_one() {
        check(&[], "0123456789é");
        check(&[3..3, 5..5], "0123456789é");
        check(&[6..8, 0..2], "[Filtered]2345[Filtered]89é");
        check(&[1..5, 2..3, 4..7], "0[Filtered]789é");
        check(&[1..3, 3..5], "0[Filtered]56789é");
    }

    #[test]
    fn no_character_is_cut_in_two() {
        check(&[9..11, 10..12], "012345678[Filtered]");
    }
}
