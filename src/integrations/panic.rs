//! Rust panics of the page's apps.
//!
//! A panic is told twice: by the app's panic hook, with its message, and a moment later by the trap that ends it,
//! as an `error` event that says `RuntimeError: unreachable` and nothing more. The second is dropped.

use alloc::vec::Vec;

use balefire_protocol::frame::Frame;
use balefire_protocol::text;

/// How long after a panic its trap may come, in milliseconds. The trap runs up to the event loop, which takes no
/// time; a busy page may still need some until its `error` event is dispatched.
const TRAP_WITHIN_MS: u64 = 1_000;

/// Remembers the last panic until its trap has come.
#[derive(Debug, Default)]
pub struct Trap {
    expected_until_ms: Option<u64>,
}

impl Trap {
    /// Notes a panic.
    pub fn expect(&mut self, now_ms: u64) {
        self.expected_until_ms = Some(now_ms + TRAP_WITHIN_MS);
    }

    /// Whether this is the trap of the panic noted before; each panic has one.
    pub fn is_echo(&mut self, kind: &str, value: &str, now_ms: u64) -> bool {
        let is_trap = kind == "RuntimeError" && is_unreachable(value);
        is_trap && self.expected_until_ms.take_if(|until| now_ms <= *until).is_some()
    }
}

/// Chromium says `unreachable`, Firefox `unreachable executed`, Safari `Unreachable code should not be executed`.
fn is_unreachable(value: &str) -> bool {
    text::find(value, "nreachable").is_some()
}

/// Puts the source location that Rust knows on the newest frame of the app's own Rust; where there is none, because
/// everything was inlined into others' code, it gets a frame of its own.
///
/// The wasm file's URL stays as `abs_path`, next to the frame's address in it. `js/wasm/panic.js` does the same.
pub fn locate<'a>(frames: &mut Vec<Frame<'a>>, location: &'a str) {
    let Some((filename, lineno, colno)) = split(location) else { return };
    let is_rust = |frame: &Frame<'_>| frame.instruction_addr.is_some() || !frame.raw_function.is_empty();
    match frames.iter_mut().rev().find(|frame| frame.in_app && is_rust(frame)) {
        Some(frame) => *frame = Frame { filename, abs_path: frame.filename, lineno, colno, ..*frame },
        None => frames.push(Frame { filename, lineno, colno, in_app: true, ..Frame::default() }),
    }
}

/// `src/main.rs:7:3`
fn split(location: &str) -> Option<(&str, Option<u32>, Option<u32>)> {
    let (rest, column) = text::rsplit_once(location, ":")?;
    let (file, line) = text::rsplit_once(rest, ":")?;
    let number = |digits| u32::try_from(text::unsigned(digits)?).ok();
    Some((file, number(line), number(column)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trap_of_a_panic_is_its_echo_once() {
        for value in [
            "unreachable",
            "unreachable executed",
            "Unreachable code should not be executed (evaluating 'f()')",
        ] {
            let mut panics = Trap::default();
            assert!(!panics.is_echo("RuntimeError", value, 0));
            panics.expect(1_000);
            assert!(panics.is_echo("RuntimeError", value, 1_010));
            assert!(!panics.is_echo("RuntimeError", value, 1_010));
        }
    }

    #[test]
    fn other_errors_and_late_traps_are_no_echo() {
        let mut panics = Trap::default();
        panics.expect(1_000);
        assert!(!panics.is_echo("TypeError", "unreachable", 1_000));
        assert!(!panics.is_echo("RuntimeError", "memory access out of bounds", 1_000));
        assert!(!panics.is_echo("RuntimeError", "unreachable", 2_001));
    }

    #[test]
    fn the_location_goes_to_the_newest_frame_of_the_app() {
        let rust =
            |filename, in_app| Frame { filename, in_app, instruction_addr: Some(7), ..Frame::default() };
        let glue = Frame { filename: "glue.js", in_app: true, ..Frame::default() };
        let mut frames = vec![rust("a", true), rust("m.wasm", true), glue, rust("std", false)];
        locate(&mut frames, "src/main.rs:7:3");
        assert_eq!((frames[1].filename, frames[1].abs_path), ("src/main.rs", "m.wasm"));
        assert_eq!((frames[1].lineno, frames[1].colno), (Some(7), Some(3)));
        assert_eq!((frames[0].filename, frames[2].filename, frames.len()), ("a", "glue.js", 4));
    }

    #[test]
    fn a_location_without_such_a_frame_is_one() {
        for mut frames in [vec![], vec![Frame { filename: "glue.js", in_app: true, ..Frame::default() }]] {
            locate(&mut frames, "src/main.rs:7:3");
            let newest = frames.last().unwrap();
            assert_eq!((newest.filename, newest.lineno, newest.in_app), ("src/main.rs", Some(7), true));
        }
    }

    #[test]
    fn no_location_changes_nothing() {
        let mut frames = vec![Frame { filename: "a", in_app: true, ..Frame::default() }];
        locate(&mut frames, "nowhere");
        assert_eq!(frames[0].filename, "a");
    }
}
