//! The text of a stack, as a browser prints it or a page makes it up.

use balefire_protocol::frame::{Frame, write_frames};
use balefire_protocol::stacktrace::{MAX_FRAMES, parse};
use balefire_protocol::{json, panic};
use serde_json::Value;

use super::within::is_within;

/// What is read are bounded frames of one line each, which are written as JSON, with the place of a panic too.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut frames = parse(&text);
    assert!(frames.len() <= MAX_FRAMES);
    for Frame { function, raw_function, filename, abs_path, .. } in &frames {
        for part in [function, raw_function, filename, abs_path] {
            assert!(!part.contains('\n'), "{part:?}");
            assert!(
                is_within(part.as_bytes(), text.as_bytes()) || ["<anonymous>", "wasm://wasm"].contains(part),
                "{part:?}"
            );
        }
    }
    check_written(&frames);
    panic::locate(&mut frames, &text);
    check_written(&frames);
}

fn check_written(frames: &[Frame<'_>]) {
    let mut text = String::new();
    write_frames(&mut text, frames);
    let written: Vec<Value> = serde_json::from_str(&text).expect("a list");
    assert_eq!(written.len(), frames.len());
    for (frame, object) in frames.iter().zip(written) {
        assert_eq!(object["filename"], frame.filename);
        // Our own reader too.
        let read = json::string_member(&object.to_string(), "filename");
        assert_eq!(read.as_deref(), Some(frame.filename));
    }
}
