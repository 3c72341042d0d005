//! Tests each parser with its worst input: the work must grow linearly with the length. It counts steps, not time.

use crate::envelope;
use crate::json::{Members, elements, member, string};
use crate::panic::locate;
use crate::text::steps;
use crate::wasm::Module;

/// Lengths of the inputs, in bytes.
const SIZES: [usize; 3] = [16 << 10, 256 << 10, 1 << 20];
/// Most steps for each byte in one walk over an input.
const PER_BYTE: usize = 4;

/// Fails if an input of these repeated units takes more than `per_byte` steps for each byte, or more steps for each
/// byte in a longer input.
#[track_caller]
pub(crate) fn check(name: &str, unit: &[u8], per_byte: usize, work: &dyn Fn(&[u8])) {
    let mut shortest = None;
    for size in SIZES {
        let input = unit.repeat(size / unit.len() + 1);
        let before = steps::done();
        work(&input);
        let steps = (steps::done() - before) as f64 / input.len() as f64;
        let unit = unit.escape_ascii();
        assert!(steps <= per_byte as f64, "{name}, {unit}: {steps:.1} steps for each of {size} bytes");
        // Constant costs weigh more in a short input; a long input must not cost more for each byte.
        let least = *shortest.get_or_insert(steps);
        assert!(
            steps <= least * 1.1 + 0.5,
            "{name}, {unit}: {steps:.1} steps for each of {size} bytes, of the shortest {least:.1}"
        );
    }
}

/// The text of an input, up to a unit that was cut.
pub(crate) fn text(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).expect("units are texts")
}

#[test]
fn a_search_from_each_place_to_the_end_is_noticed() {
    let quadratic = |bytes: &[u8]| {
        for at in (0..bytes.len()).step_by(256) {
            let _ = crate::text::find(&text(bytes)[at..], "b");
        }
    };
    assert!(std::panic::catch_unwind(|| check("quadratic", b"a", 16, &quadratic)).is_err());
}

#[test]
fn members_and_elements() {
    for unit in
        ["\"", "\\\"", "\\", "{", "[", "[1],", "{\"a\":", "\"a\":1,", ",", ":", " ", "1", "1,", "]", "\u{e9}"]
    {
        for (open, close) in
            [("", ""), ("{\"a\":", "}"), ("{", "}"), ("[", "]"), ("[\"", "\"]"), ("{\"a\":\"", "\"}")]
        {
            check(open, unit.as_bytes(), PER_BYTE, &|bytes| {
                let json = format!("{open}{}{close}", text(bytes));
                assert!(Members::of(&json).count() <= json.len());
                let _ = elements(&json, usize::MAX);
                let _ = member(&json, "b");
            });
        }
    }
}

#[test]
fn strings() {
    for unit in ["a", "\\", "\\n", "\\\"", "\\u", "\\u00e9", "\\ud83d", "\\ud83d\\ude00", "\u{e9}"] {
        check("string", unit.as_bytes(), PER_BYTE, &|bytes| {
            drop(string(&format!("\"{}\"", text(bytes))));
        });
    }
}

#[test]
fn envelopes() {
    let items = [
        "\n",
        "{}\n",
        "{\"type\":\"a\"}\n\n",
        "{\"type\":\"a\",\"length\":0}\n\n",
        "{\"a\":",
        " ",
        "a\n",
        "{\"type\":\"a\"}",
    ];
    for unit in items {
        for header in ["", "{}\n", "{\"a\":\"", "{}\n{\"type\":\"a\"}\n"] {
            check(header, unit.as_bytes(), PER_BYTE, &|bytes| {
                let _ = envelope::parse(format!("{header}{}", text(bytes)).as_bytes());
            });
        }
    }
}

#[test]
fn places_of_panics() {
    for unit in [":", "a", "1", "1:", "a:1:", "\u{e9}"] {
        check("place", unit.as_bytes(), PER_BYTE, &|bytes| locate(&mut Vec::new(), text(bytes)));
    }
}

#[test]
fn modules() {
    let header: &[u8] = b"\0asm\x01\0\0\0";
    let sections: [&[u8]; 7] =
        [b"\0\0", b"\0\x01\0", b"\x0a\0", b"\x0a\x01a", b"\0\x05\x04name", b"\0\x80\x80\x80\x80\0", b"\xff"];
    for unit in sections {
        check("module", unit, PER_BYTE, &|bytes| {
            let module = [header, bytes].concat();
            drop(Module::parse(&module).and_then(|module| module.debug_id()));
        });
        check("code", unit, PER_BYTE, &|bytes| {
            let size = u32::try_from(bytes.len()).expect("a megabyte");
            let size = [0, 7, 14, 21].map(|shift| (size >> shift) as u8 & 0x7f | 0x80);
            let module = [header, b"\x0a", &size, b"\0", bytes].concat();
            let id = Module::parse(&module).and_then(|module| module.debug_id());
            assert!(id.is_some());
        });
    }
}
