//! Parses the text of `Error().stack` into frames.
//!
//! Two families exist: Chromium's `at function (location)`, and `function@location` of Firefox and Safari.
//! The formats have no specification. The shapes here are those that the browsers print, wasm frames included, and each
//! is recorded in `tests/fixtures/stacks`. Chromium puts the message before the frames, and the message may look like
//! frames; callers that know the message remove it (`js/report/exceptions.js`). The formats of Opera 10 to 11 and of
//! Internet Explorer before 10 are not read.

mod location;
mod origin;

use alloc::vec::Vec;

use crate::frame::Frame;
use crate::text::{self, rsplit_once, split_once};
use location::{Location, NOWHERE};

pub use origin::is_in_app;

/// Most frames kept, the newest ones. Sentry has the same limit, and `Error.stackTraceLimit` is set to it.
pub const MAX_FRAMES: usize = 50;

/// The file of frames in a module that was made of bytes, and has no address.
const MODULE_OF_BYTES: &str = "wasm://wasm";

/// Longest part of a line that is read, in bytes. It keeps hostile stacks cheap.
const MAX_LINE: usize = 1024;

/// Reads a stack, oldest frame first, as on the wire. It never fails: unknown lines and the frames of Balefire's own
/// functions are skipped.
///
/// ```
/// let stack = "Error: x\n    at pay (https://shop.example/app.js:7:3)\n    at https://shop.example/app.js:9:1";
/// let frames = balefire_protocol::stacktrace::parse(stack);
/// assert_eq!(frames[1].function, "pay");
/// assert_eq!((frames[1].lineno, frames[1].colno), (Some(7), Some(3)));
/// ```
#[must_use]
pub fn parse(stack: &str) -> Vec<Frame<'_>> {
    // Chromium's stack begins with the message, which may contain an `@`: if one line is Chromium's, all lines are.
    let mut newest_first = frames(stack, chromium);
    if newest_first.is_empty() {
        newest_first = frames(stack, gecko);
    }
    // The same as `reverse`, without its panics.
    let mut oldest_first = Vec::with_capacity(newest_first.len());
    while let Some(frame) = newest_first.pop() {
        oldest_first.push(frame);
    }
    oldest_first
}

fn frames(stack: &str, parse_line: fn(&str) -> Option<Frame<'_>>) -> Vec<Frame<'_>> {
    let mut frames = Vec::new();
    let mut rest = Some(stack);
    while frames.len() < MAX_FRAMES {
        let Some(line) = text::part(&mut rest, "\n") else { break };
        let Some(frame) = parse_line(text::cut(line, MAX_LINE).trim_ascii_end()) else { continue };
        if !origin::is_ours(frame.function, frames.is_empty()) {
            frames.push(frame);
        }
    }
    frames
}

/// `at f (location)`, `at location`, `at async f (location)`, `at new F (location)`,
/// `at f (eval at g (location), <anonymous>:1:1)`.
fn chromium(line: &str) -> Option<Frame<'_>> {
    let rest = line.trim_ascii_start();
    // Chromium indents frames. Without spaces, `at f@location` is a function of Firefox or Safari with an odd name.
    if rest.len() == line.len() && text::find(line, "@").is_some() {
        return None;
    }
    let rest = rest.strip_prefix("at ")?;
    let rest = rest.strip_prefix("async ").unwrap_or(rest);
    // Names of Rust functions and URLs may contain parentheses, but a URL contains no space. For code from eval, the
    // last parentheses contain the place that called eval, and the frame is shown there.
    let (function, location) = rsplit_once(rest, " (").unwrap_or(("", rest));
    let function = split_once(function, " (eval at ").map_or(function, |(made, _)| made);
    let mut location = split_once(location, "), ").map_or(location, |(caller, _)| caller);
    while let Some(inner) = location.strip_suffix(")") {
        location = inner;
    }
    frame(function, Location::parse(location)?)
}

/// `f@location`, `@location`, `async*f@location`.
fn gecko(line: &str) -> Option<Frame<'_>> {
    let (mut function, location) = split_once(line.trim_ascii_start(), "@")?;
    // Safari reports no location for code from eval or for a class field; the function name alone is still a useful
    // frame.
    let mut location = match location {
        "" if !function.is_empty() => Location { filename: NOWHERE, ..Location::default() },
        _ => Location::parse(location)?,
    };
    // Firefox: `https://a.test/x.js line 5 > eval:1:1`, also with `> Function` and `> WebAssembly.instantiate`. The
    // frame is shown at the place that created the code. A module has a frame of its own, and the place may be ours, as we
    // wrap the functions that create modules.
    if let Some((filename, made)) = split_once(location.filename, " line ") {
        if location.instruction_addr.is_some() {
            location.filename = MODULE_OF_BYTES;
        } else if let Some((line, _)) = split_once(made, " > ") {
            let lineno = Some(u32::try_from(text::unsigned(line)?).ok()?);
            location = Location { filename, lineno, colno: None, ..location };
        }
    }
    // Older Safari: `module.wasm-function[f]@[wasm code]`, where f is a name or an index.
    if let Some((module, name)) = split_once(function, ".wasm-function[") {
        location.wasm_function = function.get(module.len() + 1..)?;
        function = name.strip_suffix("]")?;
    }
    // Firefox puts `async*` or `setTimeout handler*` before the first function of an async frame. The prefix stays, as
    // in Sentry: Firefox reports the frames before it only while its developer tools are open. In wasm frames the
    // module's name is in this place.
    if !location.wasm_function.is_empty() {
        function = rsplit_once(function, "*").map_or(function, |(_, name)| name);
    }
    frame(function, location)
}

fn frame<'a>(function: &'a str, location: Location<'a>) -> Option<Frame<'a>> {
    let mut function = match function {
        "<?>" | NOWHERE | "anonymous" | "?" => "",
        name => name,
    };
    if !location.wasm_function.is_empty() {
        // `app.wasm.f` is `f` of the module `app.wasm`.
        function = split_once(function, ".wasm.").map_or(function, |(_, name)| name);
        // Safari uses the index as the name of an unnamed function.
        if function.is_empty() || text::unsigned(function).is_some() {
            function = location.wasm_function;
        }
    }
    Some(Frame {
        in_app: is_in_app(function, location.filename),
        function,
        raw_function: if location.instruction_addr.is_none() { location.wasm_function } else { "" },
        filename: location.filename,
        abs_path: "",
        lineno: location.lineno,
        colno: location.colno,
        instruction_addr: location.instruction_addr,
    })
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
