//! The text of `Error().stack`, as frames.
//!
//! Two families exist: Chromium's `at function (location)`, and `function@location` of Firefox and Safari.
//! Nobody specifies them; the shapes here are those the browsers print, wasm frames included.

mod location;
mod origin;

use alloc::vec::Vec;

use crate::event::Frame;
use crate::text::{self, rsplit_once, split_once};
use location::Location;

/// Most frames kept, the newest ones: what Sentry keeps, and what `Error.stackTraceLimit` is set to.
pub const MAX_FRAMES: usize = 50;

/// Longest part of a line that is looked at, in bytes; keeps hostile stacks cheap.
const MAX_LINE: usize = 1024;

/// Reads a stack, oldest frame first, as the wire wants it. Never fails: what is no frame is passed over.
///
/// ```
/// let stack = "Error: x\n    at pay (https://shop.example/app.js:7:3)\n    at https://shop.example/app.js:9:1";
/// let frames = balefire_protocol::stacktrace::parse(stack);
/// assert_eq!(frames[1].function, "pay");
/// assert_eq!((frames[1].lineno, frames[1].colno), (Some(7), Some(3)));
/// ```
#[must_use]
pub fn parse(stack: &str) -> Vec<Frame<'_>> {
    // Chromium's stack begins with the message, which may hold an `@`: where one line is Chromium's, all are.
    let mut newest_first = frames(stack, chromium);
    if newest_first.is_empty() {
        newest_first = frames(stack, gecko);
    }
    // As `reverse` does, without its panics.
    let mut oldest_first = Vec::with_capacity(newest_first.len());
    while let Some(frame) = newest_first.pop() {
        oldest_first.push(frame);
    }
    oldest_first
}

fn frames(stack: &str, parse_line: fn(&str) -> Option<Frame<'_>>) -> Vec<Frame<'_>> {
    let mut frames = Vec::new();
    let mut rest = Some(stack);
    while frames.len() < MAX_FRAMES
        && let Some(line) = text::part(&mut rest, "\n")
    {
        frames.extend(parse_line(text::cut(line, MAX_LINE).trim_ascii()));
    }
    frames
}

/// `at f (location)`, `at location`, `at async f (location)`, `at new F (location)`.
fn chromium(line: &str) -> Option<Frame<'_>> {
    let rest = line.strip_prefix("at ")?;
    let rest = rest.strip_prefix("async ").unwrap_or(rest);
    let Some(rest) = rest.strip_suffix(")") else {
        return frame("", Location::parse(rest)?);
    };
    // The names of Rust's functions may hold parentheses, so the last one counts, except in
    // `eval (eval at f (location), <anonymous>:1:1)`, which is shown at the place that called eval.
    let (function, location) = match split_once(rest, " (eval at ") {
        Some((function, evaluated)) => (function, innermost(evaluated)),
        None => rsplit_once(rest, " (")?,
    };
    frame(function, Location::parse(location)?)
}

/// `f@location`, `@location`, `async*f@location`.
fn gecko(line: &str) -> Option<Frame<'_>> {
    let (function, location) = split_once(line, "@")?;
    let function = rsplit_once(function, "async*").map_or(function, |(_, name)| name);
    // Firefox: `https://a.test/x.js line 5 > eval:1:1` is shown at the place that called eval.
    if let Some((filename, evaluated)) = split_once(location, " line ") {
        let (line, _) = split_once(evaluated, " ")?;
        let lineno = Some(u32::try_from(text::unsigned(line)?).ok()?);
        return frame(function, Location { filename, lineno, ..Location::default() });
    }
    // Older Safari: `module.wasm-function[f]@[wasm code]`, where f is a name or an index.
    if let Some((_, name)) = split_once(function, ".wasm-function[") {
        return frame(name.strip_suffix("]")?, Location::parse(location)?);
    }
    frame(function, Location::parse(location)?)
}

fn frame<'a>(function: &'a str, location: Location<'a>) -> Option<Frame<'a>> {
    let mut function = clean(function);
    // Safari names a function without a name by its index.
    if function.is_empty() || text::unsigned(function).is_some() {
        function = location.wasm_function;
    }
    Some(Frame {
        in_app: origin::is_in_app(function, location.filename),
        function,
        filename: location.filename,
        abs_path: "",
        lineno: location.lineno,
        colno: location.colno,
        instruction_addr: location.instruction_addr,
    })
}

/// The function without what the engines put before it: `app.wasm.f` is `f` of the module `app.wasm`.
fn clean(function: &str) -> &str {
    let function = split_once(function, ".wasm.").map_or(function, |(_, name)| name);
    match function {
        "<?>" | "<anonymous>" | "anonymous" | "?" => "",
        name => name,
    }
}

/// Of `f (eval at g (https://a.test/x.js:1:2), <anonymous>:1:1), <anonymous>:3:4`, the innermost parentheses.
fn innermost(text: &str) -> &str {
    let inner = rsplit_once(text, "(").map_or(text, |(_, inner)| inner);
    split_once(inner, ")").map_or(inner, |(inner, _)| inner)
}

#[cfg(test)]
mod tests;
