//! Tests with text that is made to be slow or to break the parser.

use super::*;
use crate::linear;
use crate::text::steps;
use alloc::string::String;

/// The texts that the parser searches for, and the text around them.
const ALPHABET: [&str; 32] = [
    "at ",
    "    at ",
    "async ",
    "(",
    ")",
    "), ",
    " (",
    "(eval at ",
    " (eval at ",
    "<anonymous>",
    "@",
    ":",
    "1",
    "4294967296",
    "\n",
    "\r\n",
    " ",
    "é",
    "\u{1f600}",
    " line ",
    " > ",
    "*",
    "async*",
    ":wasm-function[",
    ".wasm-function[",
    "]",
    ":0x",
    ".wasm.",
    "data:",
    ",",
    "https://a.test/x.js:1:2",
    "balefireWrapped",
];

fn texts() -> impl Iterator<Item = String> {
    let mut state = 7_u32;
    (0..40_000).map(move |_| {
        (0..24)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ALPHABET[(state >> 16) as usize % ALPHABET.len()]
            })
            .collect()
    })
}

#[test]
fn never_panics() {
    let mut most = 0;
    for text in texts() {
        let frames = parse(&text);
        most = most.max(frames.len());
        // A borrowed part cannot be longer than the line from which it was read.
        assert!(
            frames
                .iter()
                .all(|frame| frame.function.len() + frame.filename.len() <= text.len() + NOWHERE.len())
        );
    }
    assert!(most > 1, "the alphabet makes frames");
}

/// Counts the comparisons while a stack is read.
fn work_of(unit: &str, bytes: usize) -> usize {
    let stack = unit.repeat(bytes / unit.len() + 1);
    let before = steps::done();
    let _ = parse(&stack);
    steps::done() - before
}

/// Most comparisons for each byte of a hostile stack: two passes read it, and each searches its line, cut at
/// `MAX_LINE`, for a fixed number of words.
const MOST_PER_BYTE: usize = 16;

#[track_caller]
fn check(unit: &str, bytes: usize) {
    let (small, large) = (work_of(unit, bytes), work_of(unit, 4 * bytes));
    assert!(large <= MOST_PER_BYTE * 4 * bytes, "{unit:?} takes {large} steps for {} bytes", 4 * bytes);
    // Four times the text may cost four times the work; the rest allows for one more line where lines are cut.
    assert!(large <= 4 * small + MOST_PER_BYTE * MAX_LINE, "{unit:?}: {small} steps, then {large}");
}

#[test]
fn work_grows_with_the_text_and_no_faster() {
    let long = alloc::format!("    at {}", "(eval at ".repeat(100));
    let seeds = [
        "    at f (https://a.test/x.js:1:1)",
        &long,
        "f@g@",
        "    at (",
        "    at :wasm-function[",
        "@ line 1 > ",
    ];
    for seed in ALPHABET.into_iter().chain(seeds) {
        for unit in [String::from(seed), alloc::format!("{seed}\n"), alloc::format!("    at {seed}{seed}\n")]
        {
            check(&unit, 8 << 10);
        }
    }
}

#[test]
fn a_megabyte_is_read_in_the_same_way() {
    for unit in
        ["@", "(eval at ", " ", ")", ".wasm.", "    at @ (eval at :1\n", "    at f (https://a.test/x.js:1:1"]
    {
        linear::check("stack", unit.as_bytes(), MOST_PER_BYTE, &|bytes| drop(parse(linear::text(bytes))));
    }
}
