//! Reads a whole text, or a text up to the first character of another class.

use super::{find, run, run_back, visit};

/// The length of the run of matching characters at the beginning of a text, in bytes.
#[inline]
pub(crate) fn run_of_chars(text: &str, is: impl Fn(char) -> bool) -> usize {
    let length = text.find(|c| !is(c)).unwrap_or(text.len());
    visit(length + 1);
    length
}

/// The characters of a text, from its start.
#[inline]
pub(crate) fn chars(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().inspect(|c| visit(c.len_utf8()))
}

/// The bytes of a text, from its start.
#[inline]
pub(crate) fn bytes(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().inspect(|_| visit(1))
}

/// The character at a position; `None` at the end.
#[inline]
pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    visit(1);
    text.get(at..)?.chars().next()
}

/// Whether all bytes of a text match; true for an empty text.
#[inline]
pub(crate) fn all(text: &str, is: impl Fn(u8) -> bool) -> bool {
    run(text.as_bytes(), 0, is) == text.len()
}

/// Whether any byte of a text matches.
#[inline]
pub(crate) fn any(text: &str, is: impl Fn(u8) -> bool) -> bool {
    !all(text, |byte| !is(byte))
}

/// The number of matching bytes in a text.
#[inline]
pub(crate) fn count(text: &str, is: impl Fn(u8) -> bool) -> usize {
    visit(text.len());
    text.bytes().filter(|byte| is(*byte)).count()
}

/// The text without the matching bytes at its end. They must be ASCII, so that no character is cut.
#[inline]
pub(crate) fn trim_end(text: &str, is: impl Fn(u8) -> bool) -> &str {
    text.get(..run_back(text.as_bytes(), text.len(), 0, is)).unwrap_or(text)
}

/// The text without white space at its ends.
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    let trimmed = text.trim();
    visit(text.len() - trimmed.len() + 1);
    trimmed
}

/// The text without white space at its start.
#[inline]
pub(crate) fn trim_space_start(text: &str) -> &str {
    let trimmed = text.trim_start();
    visit(text.len() - trimmed.len() + 1);
    trimmed
}

/// The text without white space at its end.
#[inline]
pub(crate) fn trim_space_end(text: &str) -> &str {
    let trimmed = text.trim_end();
    visit(text.len() - trimmed.len() + 1);
    trimmed
}

/// The text up to the end of its first line.
#[inline]
pub(crate) fn first_line(text: &str) -> &str {
    let Some(end) = find(text, 0, '\n') else { return text };
    let line = text.get(..end).unwrap_or(text);
    line.strip_suffix('\r').unwrap_or(line)
}

/// The lines of a text.
pub(crate) fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let line = first_line(rest?);
        rest = rest.and_then(|it| it.get(line.len()..)).map(|it| it.strip_prefix('\r').unwrap_or(it));
        rest = rest.and_then(|it| it.strip_prefix('\n'));
        Some(line)
    })
}

/// Whether two texts are the same.
#[inline]
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    visit(if one.len() == other.len() { one.len() } else { 1 });
    one == other
}

/// The parts of a text between matching bytes. They must be ASCII, so that no character is cut.
pub(crate) fn split(text: &str, is: impl Fn(u8) -> bool) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let end = run(text.as_bytes(), 0, |byte| !is(byte));
        // After the end of the text, `get` gives `None`, so no further part follows.
        rest = text.get(end + 1..);
        text.get(..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_standard_library_does() {
        for text in ["", "1", "a1", " a\r\n1 \n", "11a11", "é1漢1", "\u{a0}x\u{2009}", "a\r", "\n", "1\r\n"]
        {
            let is = |byte: u8| byte == b'1';
            assert_eq!(run_of_chars(text, |c| c == '1'), text.len() - text.trim_start_matches('1').len());
            assert_eq!(chars(text).collect::<String>(), text);
            assert_eq!(bytes(text).collect::<Vec<_>>(), text.as_bytes());
            assert_eq!(char_at(text, 0), text.chars().next());
            assert_eq!(all(text, is), text.bytes().all(is));
            assert_eq!(any(text, is), text.bytes().any(is));
            assert_eq!(count(text, is), text.matches('1').count());
            assert_eq!(trim_end(text, is), text.trim_end_matches('1'));
            assert_eq!(trim(text), text.trim());
            assert_eq!(trim_space_start(text), text.trim_start());
            assert_eq!(trim_space_end(text), text.trim_end());
            assert_eq!(first_line(text), text.lines().next().unwrap_or_default());
            assert_eq!(split(text, is).collect::<Vec<_>>(), text.split('1').collect::<Vec<_>>());
        }
        assert!(is_same("a", "a") && !is_same("a", "b") && !is_same("a", "aa"));
        assert_eq!((char_at("é", 1), char_at("é", 2)), (None, None));
    }
}
