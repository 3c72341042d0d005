//! Stack frames in the format of Sentry's wire.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/#frame-attributes>

use alloc::string::String;

use crate::json::{self, Object};

/// One frame of a stack trace. It borrows from the text from which it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The function; empty where the browser names none.
    pub function: &'a str,
    /// `wasm-function[n]`, if that index is the only known position, because Safari reports no offsets. Else empty.
    pub raw_function: &'a str,
    /// The URL (or the browser's text in its place), or the source file if it is known.
    pub filename: &'a str,
    /// The URL, if `filename` is a source file; else empty.
    pub abs_path: &'a str,
    /// The line, from 1.
    pub lineno: Option<u32>,
    /// The column, from 1.
    pub colno: Option<u32>,
    /// Whether the frame is the page's own code, as opposed to code of the browser, an extension or Rust's standard
    /// library.
    pub in_app: bool,
    /// The offset in the wasm file, in bytes.
    pub instruction_addr: Option<u64>,
}

/// Appends the frames as a JSON array.
pub fn write_frames(out: &mut String, frames: &[Frame<'_>]) {
    json::write_array(out, frames, write_frame);
}

fn write_frame(out: &mut String, frame: &Frame<'_>) {
    let mut object = Object::new(out);
    let function = if frame.function.is_empty() { "?" } else { frame.function };
    object.string("function", function).string("filename", frame.filename);
    object.given("abs_path", frame.abs_path).given("raw_function", frame.raw_function);
    if let Some(line) = frame.lineno {
        object.unsigned("lineno", line.into());
    }
    if let Some(column) = frame.colno {
        object.unsigned("colno", column.into());
    }
    object.boolean("in_app", frame.in_app);
    if let Some(address) = frame.instruction_addr {
        object.string("platform", "native");
        json::write_hex_string(object.key("instruction_addr"), address);
    }
    object.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use sentry_types::protocol::v7::Stacktrace;

    #[test]
    fn sentry_types_read_what_we_write() {
        let stack = "at f (https://a.test/x.js:7:3)\nat app.wasm.g (https://a.test/m.wasm:wasm-function[2]:0x1ac)\nat https://a.test/y.js:1:1";
        let mut out = String::from("{\"frames\":");
        write_frames(&mut out, &crate::stacktrace::parse(stack));
        out.push('}');
        let frames = serde_json::from_str::<Stacktrace>(&out).unwrap().frames;
        assert_eq!(frames[0].function.as_deref(), Some("?"));
        assert_eq!(frames[1].function.as_deref(), Some("g"));
        assert_eq!(frames[1].instruction_addr.unwrap().0, 0x1ac);
        assert_eq!((frames[2].lineno, frames[2].colno, frames[2].in_app), (Some(7), Some(3), Some(true)));
        assert_eq!(frames[2].filename.as_deref(), Some("https://a.test/x.js"));
    }
}
