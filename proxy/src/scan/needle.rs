//! Searches a text for a text or a character, from the front or from the back.

use super::visit;

/// A text or a character to search for.
pub(crate) trait Needle: Copy {
    /// Its length, in bytes.
    fn length(self) -> usize;
    /// The position of its first occurrence in a text.
    fn first_in(self, text: &str) -> Option<usize>;
    /// The position of its last occurrence in a text.
    fn last_in(self, text: &str) -> Option<usize>;
}

impl Needle for &str {
    #[inline]
    fn length(self) -> usize {
        self.len()
    }

    #[inline]
    fn first_in(self, text: &str) -> Option<usize> {
        text.find(self)
    }

    #[inline]
    fn last_in(self, text: &str) -> Option<usize> {
        text.rfind(self)
    }
}

impl Needle for char {
    #[inline]
    fn length(self) -> usize {
        self.len_utf8()
    }

    #[inline]
    fn first_in(self, text: &str) -> Option<usize> {
        text.find(self)
    }

    #[inline]
    fn last_in(self, text: &str) -> Option<usize> {
        text.rfind(self)
    }
}

/// The position of the next occurrence in a text, from `from` on.
#[inline]
pub(crate) fn find(text: &str, from: usize, needle: impl Needle) -> Option<usize> {
    let found = needle.first_in(text.get(from..)?);
    visit(found.map_or(text.len() - from, |at| at + needle.length()));
    Some(from + found?)
}

/// Whether a text contains a needle.
#[inline]
pub(crate) fn contains(text: &str, needle: impl Needle) -> bool {
    find(text, 0, needle).is_some()
}

/// The texts before and after the first occurrence of a needle.
#[inline]
pub(crate) fn split_once(text: &str, needle: impl Needle) -> Option<(&str, &str)> {
    let at = find(text, 0, needle)?;
    Some((text.get(..at)?, text.get(at + needle.length()..)?))
}

/// The texts before and after the last occurrence of a needle.
#[inline]
pub(crate) fn rsplit_once(text: &str, needle: impl Needle) -> Option<(&str, &str)> {
    let found = needle.last_in(text);
    visit(found.map_or(text.len(), |at| text.len() - at));
    let at = found?;
    Some((text.get(..at)?, text.get(at + needle.length()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_library_does() {
        for text in ["", "a", "aXb", "XXaXXbXX", "é漢X😀", "X", "aaaa"] {
            for needle in ["X", "XX", "a", "漢", "zz"] {
                assert_eq!(find(text, 0, needle), text.find(needle));
                assert_eq!(contains(text, needle), text.contains(needle));
                assert_eq!(split_once(text, needle), text.split_once(needle));
                assert_eq!(rsplit_once(text, needle), text.rsplit_once(needle));
            }
            for needle in ['X', 'a', '漢', 'z'] {
                assert_eq!(contains(text, needle), text.contains(needle));
                assert_eq!(split_once(text, needle), text.split_once(needle));
                assert_eq!(rsplit_once(text, needle), text.rsplit_once(needle));
            }
        }
    }

    #[test]
    fn from_a_place_on() {
        assert_eq!((find("aXbX", 2, 'X'), find("aXb", 2, 'X'), find("é", 1, 'X')), (Some(3), None, None));
    }
}
