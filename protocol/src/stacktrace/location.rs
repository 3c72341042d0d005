//! Parses the location of a frame: the part of its line after the function.

use crate::text::{self, rsplit_once, split_once};

/// A parsed location.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Location<'a> {
    pub filename: &'a str,
    pub lineno: Option<u32>,
    pub colno: Option<u32>,
    /// `wasm-function[n]`, or empty.
    pub wasm_function: &'a str,
    /// The offset in the wasm file, in bytes.
    pub instruction_addr: Option<u64>,
}

/// Chromium's name for code that came from no file.
pub(super) const NOWHERE: &str = "<anonymous>";

impl<'a> Location<'a> {
    /// `url:line:column`, `url:line`, `url:wasm-function[n]:0xoffset`, `[native code]`, `<anonymous>`, ...
    pub fn parse(text: &'a str) -> Option<Self> {
        if let Some(location) = Self::wasm(text) {
            return Some(location);
        }
        if is_place_without_lines(text) {
            return Some(Self { filename: text, ..Self::default() });
        }
        // Of a `data:` URL only the part before the data is kept, without line and column, as in Sentry: the stack line
        // may have been cut within the data.
        if text.starts_with("data:") {
            return Some(Self { filename: split_once(text, ",")?.0, ..Self::default() });
        }
        let (rest, last) = number(text)?;
        let (filename, lineno, colno) = match number(rest) {
            Some((filename, line)) => (filename, line, Some(last)),
            None => (rest, last, None),
        };
        let is_url = split_once(filename, ":")
            .is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.starts_with(" "));
        let is_file = is_url || filename == NOWHERE || (colno.is_some() && is_relative(filename));
        is_file.then_some(Self { filename, lineno: Some(lineno), colno, ..Self::default() })
    }

    /// A file, and `wasm-function[n]` or `wasm-function[n]:0xoffset`.
    fn wasm(text: &'a str) -> Option<Self> {
        let at = text::rfind(text, ":wasm-function[")?;
        let wasm = text.get(at + 1..)?;
        let (wasm_function, instruction_addr) = match split_once(wasm, ":0x") {
            Some((function, offset)) => (function, Some(text::hex(offset)?)),
            None => (wasm, None),
        };
        wasm_function.ends_with("]").then_some(Self {
            filename: text.get(..at)?,
            wasm_function,
            instruction_addr,
            ..Self::default()
        })
    }
}

fn is_place_without_lines(text: &str) -> bool {
    matches!(text, NOWHERE | "[native code]" | "[wasm code]" | "[wasm-code]")
        || text.strip_prefix("index ").is_some_and(|n| text::unsigned(n).is_some())
}

/// `widget.js` of a `sourceURL`, `./src/pay.js`, `/assets/app.js`: letters with a dot or a slash, and no spaces. Such a
/// location needs a line and a column, because prose may also end in a colon and a number.
fn is_relative(filename: &str) -> bool {
    let has = |is: fn(u8) -> bool| filename.bytes().any(is);
    is_scheme(filename) && has(|byte| matches!(byte, b'.' | b'/')) && has(|byte| byte > b'9')
}

/// Whether a text is a URL: a scheme followed by something.
fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte > b' ')
}

/// Splits a decimal number after the last colon.
fn number(text: &str) -> Option<(&str, u32)> {
    let (rest, digits) = rsplit_once(text, ":")?;
    let number = u32::try_from(text::unsigned(digits)?).ok()?;
    (!rest.is_empty()).then_some((rest, number))
}
