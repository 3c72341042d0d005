//! Frames of a stack, as fields.

use alloc::string::String;

use balefire_protocol::{json, panic, stacktrace};

use crate::fields::SEPARATOR;

/// The frames of a stack, oldest first, as eight fields each, which `js/core/frames.js` reads. `location` is that of
/// a panic, or nothing; `to_pop` newest frames belong to a helper that made the error.
#[must_use]
pub fn frames(location: &str, stack: &str, to_pop: usize) -> String {
    let mut frames = stacktrace::parse(stack);
    for _ in 0..to_pop.min(frames.len()) {
        frames.pop();
    }
    panic::locate(&mut frames, location);
    let mut out = String::new();
    for frame in &frames {
        for text in [
            frame.function,
            frame.filename,
            frame.abs_path,
            frame.raw_function,
            if frame.in_app { "1" } else { "" },
        ] {
            out.push_str(text);
            out.push_str(SEPARATOR);
        }
        for number in [frame.lineno.map(u64::from), frame.colno.map(u64::from), frame.instruction_addr] {
            if let Some(number) = number {
                json::write_unsigned(&mut out, number);
            }
            out.push_str(SEPARATOR);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_eight_fields_and_carry_the_location_of_the_panic() {
        let stack = "at app.wasm.f (http://h/m.wasm:wasm-function[1]:0x10)\nat g (https://a.test/x.js:7:3)";
        let read = |[location, stack]: [&str; 2], to_pop| frames(location, stack, to_pop);
        let all = |fields: &[&str]| fields.iter().map(|field| format!("{field}\u{1f}")).collect::<String>();
        let below = ["g", "https://a.test/x.js", "", "", "1", "7", "3", ""];
        assert_eq!(
            read(["src/main.rs:7:3", stack], 0),
            all(&below) + &all(&["f", "src/main.rs", "http://h/m.wasm", "", "1", "7", "3", "16"])
        );
        assert_eq!(
            read(["", stack], 0),
            all(&below) + &all(&["f", "http://h/m.wasm", "", "", "1", "", "", "16"])
        );
        assert_eq!(read(["", stack], 1), all(&below));
        assert_eq!((read(["", stack], 2), read(["", "no stack"], 9)), (String::new(), String::new()));
    }
}
