//! Text search, byte by byte.
//!
//! The standard library's `find`, `split_once`, `lines` and `parse` add their searchers, Unicode tables and panic
//! messages to the core, 5 KB of compressed wasm. The functions here add none of these and never panic. They compare at
//! each byte: the searched word is short, and a text that may be long is cut before the search.

#[cfg(test)]
pub(crate) mod steps;
#[cfg(test)]
pub(crate) use steps::step;
/// Counts a comparison. Outside of tests it does nothing.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn step() {}

/// The position of the first occurrence, in bytes.
#[must_use]
pub fn find(text: &str, needle: &str) -> Option<usize> {
    (0..text.len()).find(|at| stands_at(text, needle, *at))
}

/// The position of the last occurrence, in bytes.
#[must_use]
pub fn rfind(text: &str, needle: &str) -> Option<usize> {
    (0..text.len()).rev().find(|at| stands_at(text, needle, *at))
}

/// The text before and after the first occurrence of the separator.
#[must_use]
pub fn split_once<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    around(text, find(text, needle)?, needle.len())
}

/// The text before and after the last occurrence of the separator.
#[must_use]
pub fn rsplit_once<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    around(text, rfind(text, needle)?, needle.len())
}

/// Removes and returns the part before the next separator; none if nothing is left.
pub fn part<'a>(rest: &mut Option<&'a str>, separator: &str) -> Option<&'a str> {
    let text = rest.take()?;
    let Some((part, after)) = split_once(text, separator) else { return Some(text) };
    *rest = Some(after);
    Some(part)
}

/// Reads a whole decimal number. Only digits are allowed.
#[must_use]
pub fn unsigned(text: &str) -> Option<u64> {
    number(text, 10)
}

/// Reads a whole hexadecimal number. Only digits are allowed.
#[must_use]
pub fn hex(text: &str) -> Option<u64> {
    number(text, 16)
}

/// The first `most` bytes, or fewer if that would cut a character.
#[must_use]
pub fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    // `floor_char_boundary` is of Rust 1.91.
    loop {
        match text.get(..end) {
            Some(cut) => return cut,
            None => end -= 1,
        }
    }
}

fn stands_at(text: &str, needle: &str, at: usize) -> bool {
    step();
    text.as_bytes().get(at..).is_some_and(|rest| rest.starts_with(needle.as_bytes()))
}

fn around(text: &str, at: usize, length: usize) -> Option<(&str, &str)> {
    Some((text.get(..at)?, text.get(at + length..)?))
}

fn number(text: &str, radix: u8) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_u64, |value, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'A'..=b'F' => byte - b'A' + 10,
            _ => return None,
        };
        // The same as `checked_mul`, which would add 128-bit multiplication to the core.
        let fits = digit < radix && value <= (u64::MAX - u64::from(digit)) / u64::from(radix);
        fits.then(|| value * u64::from(radix) + u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_library_does() {
        for text in ["", "a", "aXb", "XXaXXbXX", "é漢X😀", "X", "aaaa"] {
            for needle in ["X", "XX", "a", "漢", "zz"] {
                assert_eq!(find(text, needle), text.find(needle));
                assert_eq!(rfind(text, needle), text.rfind(needle));
                assert_eq!(split_once(text, needle), text.split_once(needle));
                assert_eq!(rsplit_once(text, needle), text.rsplit_once(needle));
            }
        }
    }

    #[test]
    fn parts() {
        let mut rest = Some("a,,b");
        let parts: [_; 4] = core::array::from_fn(|_| part(&mut rest, ","));
        assert_eq!(parts, [Some("a"), Some(""), Some("b"), None]);
    }

    #[test]
    fn numbers() {
        for (text, expected) in
            [("0", Some(0)), ("18446744073709551615", Some(u64::MAX)), ("18446744073709551616", None)]
        {
            assert_eq!(unsigned(text), expected);
        }
        for text in ["", "-1", "+1", "1a", "1.0", " 1"] {
            assert_eq!(unsigned(text), None);
        }
        assert_eq!((hex("1aC"), hex("g"), hex("")), (Some(0x1ac), None, None));
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!((cut("é漢", 2), cut("é漢", 4), cut("é漢", 9), cut("", 3)), ("é", "é", "é漢", ""));
    }
}
