//! Adds the source location of a panic to the frames of its stack.

use alloc::vec::Vec;

use crate::frame::Frame;
use crate::text;

/// Puts the source location that Rust reports on the newest frame of the app's own Rust code. If there is no such
/// frame, because everything was inlined into other code, the location gets its own frame.
///
/// The URL of the wasm file stays as `abs_path`, next to the frame's address in it. `js/on_demand/wasm/panic.js` does
/// the same.
pub fn locate<'a>(frames: &mut Vec<Frame<'a>>, location: &'a str) {
    let Some((filename, line, column)) = split_location(location) else { return };
    let number = |digits| u32::try_from(text::unsigned(digits)?).ok();
    let (lineno, colno) = (number(line), number(column));
    let is_rust = |frame: &Frame<'_>| frame.instruction_addr.is_some() || !frame.raw_function.is_empty();
    match frames.iter_mut().rev().find(|frame| frame.in_app && is_rust(frame)) {
        Some(frame) => *frame = Frame { filename, abs_path: frame.filename, lineno, colno, ..*frame },
        None => frames.push(Frame { filename, lineno, colno, in_app: true, ..Frame::default() }),
    }
}

/// File, line and column of `src/main.rs:7:3`.
#[must_use]
pub fn split_location(location: &str) -> Option<(&str, &str, &str)> {
    let (rest, column) = text::rsplit_once(location, ":")?;
    let (file, line) = text::rsplit_once(rest, ":")?;
    Some((file, line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

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
