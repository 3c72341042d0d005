//! Thrown values, as exceptions with frames.

use alloc::vec::Vec;

use balefire_protocol::event::{Exception, Frame, Mechanism};
use balefire_protocol::stacktrace;

use crate::capture::Thrown;

/// The exceptions of an event: the last cause first, what was thrown last, as the wire wants it.
#[must_use]
pub fn exceptions<'a>(thrown: &[Thrown<'a>], mechanism: Mechanism<'a>) -> Vec<Exception<'a>> {
    let mut exceptions: Vec<Exception<'_>> = thrown.iter().rev().map(exception).collect();
    if let Some(thrown) = exceptions.last_mut() {
        thrown.mechanism = Some(mechanism);
    }
    exceptions
}

fn exception<'a>(thrown: &Thrown<'a>) -> Exception<'a> {
    let mut frames = stacktrace::parse(stacktrace::after_message(thrown.stack, thrown.value));
    if frames.is_empty() && !thrown.url.is_empty() {
        frames.push(place(thrown));
    }
    Exception { kind: thrown.kind, value: thrown.value, frames, mechanism: None }
}

/// The one frame that the browser's `error` event names itself.
fn place<'a>(thrown: &Thrown<'a>) -> Frame<'a> {
    let given = |n: u32| (n > 0).then_some(n);
    Frame {
        filename: thrown.url,
        lineno: given(thrown.line),
        colno: given(thrown.column),
        in_app: true,
        ..Frame::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thrown(kind: &'static str, stack: &'static str) -> Thrown<'static> {
        Thrown { kind, stack, ..Thrown::default() }
    }

    #[test]
    fn the_cause_comes_first_and_the_mechanism_is_of_what_was_thrown() {
        let chain = [thrown("Outer", ""), thrown("Cause", "")];
        let exceptions = exceptions(&chain, Mechanism { kind: "onerror", handled: false });
        let kinds: Vec<_> = exceptions.iter().map(|e| (e.kind, e.mechanism.is_some())).collect();
        assert_eq!(kinds, [("Cause", false), ("Outer", true)]);
    }

    #[test]
    fn a_missing_stack_is_replaced_by_the_place() {
        let thrown = [Thrown { url: "https://a.test/x.js", line: 7, ..Thrown::default() }];
        let frame = exceptions(&thrown, Mechanism::default())[0].frames[0];
        assert_eq!((frame.filename, frame.lineno, frame.colno), ("https://a.test/x.js", Some(7), None));
    }

    #[test]
    fn a_stack_goes_before_the_place() {
        let thrown = [Thrown { url: "https://b.test/", ..thrown("E", "at f (https://a.test/x.js:1:1)") }];
        assert_eq!(exceptions(&thrown, Mechanism::default())[0].frames[0].filename, "https://a.test/x.js");
    }

    #[test]
    fn a_message_that_looks_like_frames_gives_none() {
        let stack = "E: no\n    at evil (https://b.test/x.js:1:1)\n    at f (https://a.test/x.js:1:1)";
        let value = "no\n    at evil (https://b.test/x.js:1:1)";
        let frames = &exceptions(&[Thrown { value, ..thrown("E", stack) }], Mechanism::default())[0].frames;
        assert_eq!(frames.iter().map(|frame| frame.function).collect::<Vec<_>>(), ["f"]);
    }
}
