//! Where a frame is: the part of its line after the function.

use crate::text::{self, rsplit_once, split_once};

/// A parsed location.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Location<'a> {
    pub filename: &'a str,
    pub lineno: Option<u32>,
    pub colno: Option<u32>,
    /// `wasm-function[n]`, or nothing.
    pub wasm_function: &'a str,
    /// The offset in the wasm file, in bytes.
    pub instruction_addr: Option<u64>,
}

impl<'a> Location<'a> {
    /// `url:line:column`, `url:line`, `url:wasm-function[n]:0xoffset`, `[native code]`, `<anonymous>`, ...
    pub fn parse(text: &'a str) -> Option<Self> {
        if let Some(at) = text::find(text, ":wasm-function[") {
            return Self::wasm(text.get(..at)?, text.get(at + 1..)?);
        }
        if is_place_without_lines(text) {
            return Some(Self { filename: text, ..Self::default() });
        }
        let (rest, last) = number(text)?;
        let (filename, lineno, colno) = match number(rest) {
            Some((filename, line)) => (filename, line, Some(last)),
            None => (rest, last, None),
        };
        // A URL has a scheme; anything else with a number behind it is prose.
        let has_scheme = text::find(filename, ":").is_some_and(|at| at > 0);
        has_scheme.then_some(Self { filename, lineno: Some(lineno), colno, ..Self::default() })
    }

    /// A file, and `wasm-function[n]` or `wasm-function[n]:0xoffset`.
    fn wasm(filename: &'a str, wasm: &'a str) -> Option<Self> {
        let (wasm_function, offset) = match split_once(wasm, ":") {
            Some((function, offset)) => (function, Some(offset)),
            None => (wasm, None),
        };
        let instruction_addr = match offset.and_then(|offset| offset.strip_prefix("0x")) {
            Some(hex) => Some(text::hex(hex)?),
            None => None,
        };
        Some(Self { filename, wasm_function, instruction_addr, ..Self::default() })
    }
}

fn is_place_without_lines(text: &str) -> bool {
    matches!(text, "<anonymous>" | "[native code]" | "[wasm code]" | "[wasm-code]")
        || text.strip_prefix("index ").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
}

/// Splits a decimal number after the last colon.
fn number(text: &str) -> Option<(&str, u32)> {
    let (rest, digits) = rsplit_once(text, ":")?;
    let number = u32::try_from(text::unsigned(digits)?).ok()?;
    (!rest.is_empty()).then_some((rest, number))
}
