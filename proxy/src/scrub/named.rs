//! Finds values after their names in a text: `password=x`, `"token": "x"`, `'pin' => 'x'`, `Authorization: Basic x`.
//!
//! In prose, a colon after a name without quotes has no meaning ("Unexpected token: <"). It counts after the name of a
//! header, and before a quote where an object or a line begins.

use std::borrow::Cow;
use std::ops::Range;

use super::FILTERED;
use super::cuts::Cuts;
use super::keys::{Keys, is_secret_header};
use super::quoted::{Quote, closing, closing_bracket, opening, quote_at, quote_before};
use super::unquoted::{self, Scheme};
use super::words::{is_blank, is_key, is_space};
use crate::scan::{run, run_back};

/// Most bytes of a name that are checked; of a longer name, the end is checked.
const NAME: usize = 128;
/// Longest list after a name without quotes, in bytes.
const LIST: usize = 256;
/// Texts that mean "no value".
pub(super) const NOTHING: [&str; 8] = ["", "''", "\"\"", "null", "undefined", "None", "nil", "NULL"];

/// The separator between a name and its value.
struct Separator {
    /// Where it ends.
    end: usize,
    is_colon: bool,
    /// The quote that closes the name.
    quote: Option<Quote>,
}

/// Finds the values whose names are secret.
pub(super) fn find(text: &str, keys: &Keys, cuts: &mut Cuts) {
    let mut pairs = Pairs { text, keys, line: 0, cookies: 0 };
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let start = run(bytes, at, |byte| !is_key(byte));
        let end = run(bytes, start, is_key);
        if start == end {
            return;
        }
        // In a JSON text, the letter of an escaped line end is not part of the name: `\nAuthorization`.
        let is_escape = start > at && bytes[start - 1] == b'\\' && matches!(bytes[start], b'n' | b'r' | b't');
        let start = (start + usize::from(is_escape)).min(end);
        let gap = at..start;
        at = end;
        if let Some(separator) = separator(text, end) {
            at = pairs.value(gap, start..end, &separator, cuts).unwrap_or(end).max(end);
        } else if bytes.get(end) == Some(&b' ') && bytes.get(start..start + 2) == Some(b"--") {
            at = pairs.argument(start..end, cuts).unwrap_or(end).max(end);
        }
    }
}

/// `=`, `:=`, `=>`, `==`, `:`, after a name and its closing quote.
fn separator(text: &str, end: usize) -> Option<Separator> {
    let bytes = text.as_bytes();
    let (behind, quote) = match quote_at(text, end) {
        Some((quote, end)) => (run(bytes, end, |byte| byte == b']' || byte == b')'), Some(quote)),
        None => (end, None),
    };
    let at = run(bytes, behind, |byte| is_blank(byte) || (quote.is_some() && is_space(byte)));
    match bytes.get(at)? {
        b'=' => {
            let end = run(bytes, at, |byte| matches!(byte, b'=' | b'>' | b'~'));
            Some(Separator { end, is_colon: false, quote })
        }
        b':' if bytes.get(at + 1) == Some(&b':') => None,
        b':' if bytes.get(at + 1) == Some(&b'=') => Some(Separator { end: at + 2, is_colon: false, quote }),
        b':' => Some(Separator { end: at + 1, is_colon: true, quote }),
        _ => None,
    }
}

struct Pairs<'a> {
    text: &'a str,
    keys: &'a Keys,
    /// The end of the line that was searched last.
    line: usize,
    /// The end of the range that was searched for cookies.
    cookies: usize,
}

impl Pairs<'_> {
    /// Cuts out the value of a name. Returns where to continue, if there is a value.
    fn value(
        &mut self,
        gap: Range<usize>,
        name: Range<usize>,
        separator: &Separator,
        cuts: &mut Cuts,
    ) -> Option<usize> {
        let whole = self.text.get(name.clone())?;
        let is_cookie = name.start >= self.cookies
            && (ends_with_word(whole, "cookie") || ends_with_word(whole, "cookies"));
        let shown = self
            .text
            .get(self.text.ceil_char_boundary(name.end.saturating_sub(NAME).max(name.start))..name.end)?;
        if !is_cookie && !self.keys.is_secret(&decoded(shown)) {
            return None;
        }
        let is_space = |byte| is_blank(byte) || (separator.quote.is_some() && is_space(byte));
        let start = run(self.text.as_bytes(), separator.end, is_space);
        let quote = opening(self.text, start);
        if separator.is_colon && separator.quote.is_none() {
            let header = whole.as_bytes();
            let is_authorization = ends_with_word(whole, "authorization");
            if is_authorization || is_cookie || is_secret_header(header) {
                return self.header(name.start, start, is_authorization, is_cookie, cuts);
            }
            if quote.is_none() || !self.begins_member(&gap) {
                return None;
            }
        }
        if let Some((quote, start)) = quote {
            if is_cookie {
                let end = closing(self.text, start, quote).map_or(self.text.len(), |(end, _)| end);
                self.cookies(start..end, cuts);
                self.cookies = end;
                return Some(start);
            }
            return self.quoted(start, quote, cuts);
        }
        if is_cookie { None } else { self.unquoted(start, separator.quote, cuts) }
    }

    /// Whether the name begins a member of an object, or a line.
    fn begins_member(&self, gap: &Range<usize>) -> bool {
        let bytes = self.text.as_bytes();
        let before = run_back(bytes, gap.end, gap.start, |byte| byte == b' ' || byte == b'\t');
        match before.checked_sub(1).and_then(|at| bytes.get(at)) {
            None => true,
            Some(byte) => {
                before > gap.start && matches!(byte, b'{' | b',' | b'(' | b'\n' | b'\r' | b';' | b'n' | b'r')
            }
        }
    }

    /// A list, an object, a word, or a scheme and a word.
    fn unquoted(&self, start: usize, name: Option<Quote>, cuts: &mut Cuts) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let by = name.map_or(FILTERED, Quote::around_filtered);
        if matches!(bytes.get(start), Some(b'[' | b'{')) {
            if name.is_some() {
                let end = closing_bracket(self.text, start).unwrap_or(self.text.len());
                cuts.add_as(start..end, by);
                return Some(end);
            }
            let near = self.text.get(..self.text.floor_char_boundary(start + LIST))?;
            if let Some(end) = closing_bracket(near, start) {
                cuts.add(start..end);
                return Some(end);
            }
        }
        let end = unquoted::end(self.text, start);
        let word = self.text.get(start..end)?;
        if NOTHING.contains(&word) {
            return None;
        }
        let next = run(bytes, end, is_blank);
        if next > end && unquoted::scheme(word) == Some(Scheme::OneWord) {
            let second = unquoted::end(self.text, next);
            cuts.add(next..second);
            return Some(second);
        }
        cuts.add_as(start..end, by);
        Some(end)
    }

    /// `name: value` up to the end of the line, or of the quotes around both.
    fn header(
        &mut self,
        name: usize,
        start: usize,
        is_authorization: bool,
        is_cookie: bool,
        cuts: &mut Cuts,
    ) -> Option<usize> {
        if start >= self.line {
            self.line = unquoted::end_of_line(self.text, start);
        }
        let around = quote_before(self.text, name);
        let within = self.text.get(..self.line)?;
        let line = around.and_then(|quote| closing(within, start, quote)).map_or(self.line, |(end, _)| end);
        if is_cookie {
            self.cookies(start..line, cuts);
            self.cookies = line;
            return Some(start);
        }
        if let (None, Some((quote, start))) = (around, opening(self.text, start)) {
            return self.quoted(start, quote, cuts);
        }
        let secret = if is_authorization || around.is_some() {
            unquoted::authorization(self.text, start, line, around.is_some())
        } else {
            start..unquoted::end(self.text, start).min(line)
        };
        let end = secret.end;
        cuts.add(secret);
        Some(end)
    }

    /// `a=1; session=2`
    fn cookies(&self, range: Range<usize>, cuts: &mut Cuts) {
        let mut start = range.start;
        for cookie in self.text.get(range).unwrap_or_default().split(';') {
            crate::scan::visit(cookie.len() + 1);
            if let Some((name, value)) = cookie.split_once('=')
                && self.keys.is_secret_cookie(name.trim())
            {
                cuts.add(start + name.len() + 1..start + name.len() + 1 + value.trim_end().len());
            }
            start += cookie.len() + 1;
        }
    }

    /// `--password x`
    fn argument(&self, name: Range<usize>, cuts: &mut Cuts) -> Option<usize> {
        if !self.keys.is_secret(self.text.get(name.clone())?) {
            return None;
        }
        let start = run(self.text.as_bytes(), name.end, is_blank);
        if let Some((quote, start)) = opening(self.text, start) {
            return self.quoted(start, quote, cuts);
        }
        let end = unquoted::end(self.text, start);
        let word = self.text.get(start..end)?;
        // "use --token to log in"
        let is_prose = word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_prose || word.starts_with('-') {
            return None;
        }
        cuts.add(start..end);
        Some(end)
    }

    /// A value between quotes. If the closing quote is missing, a limit has cut it off.
    fn quoted(&self, start: usize, quote: Quote, cuts: &mut Cuts) -> Option<usize> {
        let (end, next) = closing(self.text, start, quote).unwrap_or((self.text.len(), self.text.len()));
        cuts.add(start..end);
        Some(next)
    }
}

fn ends_with_word(name: &str, word: &str) -> bool {
    let Some(at) = name.len().checked_sub(word.len()) else { return false };
    let is_apart = at
        .checked_sub(1)
        .and_then(|at| name.as_bytes().get(at))
        .is_none_or(|byte| !byte.is_ascii_alphanumeric());
    is_apart && name.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// The name with its URL encoding decoded: `user%5Bpin%5D`.
pub(super) fn decoded(name: &str) -> Cow<'_, str> {
    if !name.contains('%') {
        return Cow::Borrowed(name);
    }
    let bytes = name.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let escaped = name.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(meant) => {
                out.push(meant);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}
