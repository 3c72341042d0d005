//! Runs of bytes of one class, and words at a position.

use super::visits::visit;

/// The end of the run of matching bytes that begins at `from`.
#[inline]
pub(crate) fn run(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest.iter().position(|byte| !is(*byte)).unwrap_or(rest.len());
    visit(length + 1);
    from + length
}

/// The same, but at most `most` bytes are read.
#[inline]
pub(crate) fn run_within(bytes: &[u8], from: usize, most: usize, is: impl Fn(u8) -> bool) -> usize {
    let end = bytes.len().min(from.saturating_add(most));
    run(bytes.get(..end).unwrap_or_default(), from, is)
}

/// The beginning of the run of matching bytes that ends at `end`, but at least `least`.
#[inline]
pub(crate) fn run_back(bytes: &[u8], end: usize, least: usize, is: impl Fn(u8) -> bool) -> usize {
    let before = bytes.get(least..end).unwrap_or_default();
    let length = before.iter().rev().position(|byte| !is(*byte)).unwrap_or(before.len());
    visit(length + 1);
    end - length
}

/// Whether the text has this word at a position, in any case.
#[inline]
pub(crate) fn stands_at(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    visit(word.len());
    bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
}
