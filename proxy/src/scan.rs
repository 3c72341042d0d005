//! Reading a text forward, byte by byte, in steps that a test can count.
//!
//! Every rule that looks for something in the text of a stranger reads through these functions, so that a test can say
//! how its work grows with the text. Nothing here reads backward further than its caller says.

#[cfg(test)]
pub(crate) mod linear;
#[cfg(test)]
pub(crate) mod visits;
#[cfg(test)]
pub(crate) use visits::visit;
/// Counts bytes that were read; outside of tests there is nothing to count for.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn visit(_bytes: usize) {}

/// Where the run of such bytes ends that begins at `from`.
#[inline]
pub(crate) fn run(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest.iter().position(|byte| !is(*byte)).unwrap_or(rest.len());
    visit(length + 1);
    from + length
}

/// Where the run of such bytes begins that ends at `end`; no further back than `least`.
#[inline]
pub(crate) fn run_back(bytes: &[u8], end: usize, least: usize, is: impl Fn(u8) -> bool) -> usize {
    let before = bytes.get(least..end).unwrap_or_default();
    let length = before.iter().rev().position(|byte| !is(*byte)).unwrap_or(before.len());
    visit(length + 1);
    end - length
}

/// Where a text next stands in another, from `from` on.
#[inline]
pub(crate) fn find(text: &str, from: usize, needle: &str) -> Option<usize> {
    let found = text.get(from..)?.find(needle);
    visit(found.map_or(text.len() - from, |at| at + needle.len()));
    Some(from + found?)
}

/// Whether the bytes at a place are these, in small letters or large.
#[inline]
pub(crate) fn stands_at(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    visit(word.len());
    bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
}

/// How long the run of such characters is that a text begins with, in bytes.
pub(crate) fn run_of_chars(text: &str, is: impl Fn(char) -> bool) -> usize {
    let length = text.find(|c| !is(c)).unwrap_or(text.len());
    visit(length + 1);
    length
}

/// What stands before and behind the first place of a needle.
pub(crate) fn split_once<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, 0, needle)?;
    Some((text.get(..at)?, text.get(at + needle.len()..)?))
}

/// What stands before and behind the last place of a needle.
pub(crate) fn rsplit_once<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    let found = text.rsplit_once(needle);
    visit(found.map_or(text.len(), |(_, behind)| behind.len() + needle.len()));
    found
}

/// The characters of a text, from its start.
pub(crate) fn chars(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().inspect(|c| visit(c.len_utf8()))
}
