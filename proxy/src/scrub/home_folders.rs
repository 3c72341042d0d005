//! Finds user names in the paths of home folders: `/home/jane/app.js`, `C:\Users\Jane Doe\app.js`.

use std::ops::Range;

use super::cuts::Cuts;
use super::words::{is_space, is_word};
use crate::scan::{run, stands_at};

/// Longest second part of a user name with a space, in bytes.
const SECOND: usize = 40;

/// Finds the names of home folders. In a page's URL, a similar path belongs to the site and stays.
pub(super) fn find(text: &str, cuts: &mut Cuts) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let start = run(bytes, at, ends_word);
        let end = run(bytes, start, |byte| !ends_word(byte));
        if start == end {
            return;
        }
        at = end;
        if !bytes.get(start..).is_some_and(|word| word.starts_with(b"http")) {
            at = of_word(bytes, start..end, cuts).max(end);
        }
    }
}

/// Finds home folders in a word without spaces. Returns where the last one ends.
fn of_word(bytes: &[u8], word: Range<usize>, cuts: &mut Cuts) -> usize {
    let mut at = word.start;
    loop {
        at = run(bytes.get(..word.end).unwrap_or_default(), at, |byte| byte != b'/' && byte != b'\\');
        if at == word.end {
            return at;
        }
        let Some(name) = home_at(bytes, at, word.start) else {
            at += 1;
            continue;
        };
        let mut end = run(bytes, name, |byte| !ends_name(byte));
        if bytes.get(name - 1) == Some(&b'\\') {
            end = with_spaces(bytes, end);
        }
        cuts.add(name..end);
        at = end;
        if at >= word.end {
            return at;
        }
    }
}

/// Where the user name begins, if the slash at `at` begins a folder of home folders.
fn home_at(bytes: &[u8], at: usize, least: usize) -> Option<usize> {
    for folder in ["/home/", "/Users/"] {
        if bytes.get(at..).is_some_and(|rest| rest.starts_with(folder.as_bytes())) {
            return Some(at + folder.len());
        }
    }
    // `c:\users\`, `C:/Users/`, also with escaped backslashes.
    let drive = at.checked_sub(2).filter(|drive| *drive >= least)?;
    let is_drive = bytes.get(drive..at).is_some_and(|it| it[0].is_ascii_alphabetic() && it[1] == b':')
        && drive.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|before| !is_word(*before));
    if !is_drive {
        return None;
    }
    let is_slash = |byte| byte == b'/' || byte == b'\\';
    let folder = run(bytes, at, is_slash);
    let end = [&b"users"[..], b"documents and settings"]
        .into_iter()
        .find(|name| stands_at(bytes, folder, name))
        .map(|name| folder + name.len())?;
    let name = run(bytes, end, is_slash);
    (name > end).then_some(name)
}

/// Where a Windows user name with a space ends, if a backslash follows soon.
fn with_spaces(bytes: &[u8], end: usize) -> usize {
    if bytes.get(end) != Some(&b' ') {
        return end;
    }
    let near = bytes.get(..(end + SECOND).min(bytes.len())).unwrap_or_default();
    let second = run(near, end, |byte| is_word(byte) || matches!(byte, b' ' | b'.' | b'-'));
    if bytes.get(second) == Some(&b'\\') { second } else { end }
}

const fn ends_word(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'"' | b'\'' | b'(' | b'<') || !byte.is_ascii()
}

const fn ends_name(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'\\' | b'"' | b'\'')
}
