//! A moment of fuzzing on any Rust: the corpus of a target, and what a few changes make of it, always the same ones.

use std::path::Path;
use std::{fs, thread};

/// What parsers look for.
const WORDS: [&[u8]; 24] = [
    b"\n",
    b"\r\n",
    b" ",
    b"\"",
    b"\\",
    b"\\u",
    b"\\ud83d",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"@",
    b"/",
    b"://",
    b"%",
    b"0",
    b"-1",
    b"18446744073709551616",
    b"\xff",
    b"\xe6\xbc\xa2",
    b"\0",
    b"null",
];
/// Most changes from a file of the corpus to an input.
const CHANGES: usize = 6;
/// Longest input that is made, in bytes.
const LONGEST: usize = 64 << 10;

/// Checks the corpus, then so many inputs made of it.
pub fn replay(target: &str, check: fn(&[u8]), made: u32) {
    let corpus = corpus(target);
    for file in &corpus {
        checked(check, file);
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..made {
        let mut input = random.of(&corpus).clone();
        for _ in 0..=random.below(CHANGES) {
            change(&mut input, &mut random, &corpus);
        }
        input.truncate(LONGEST);
        checked(check, &input);
    }
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{}", folder.display());
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn checked(check: fn(&[u8]), input: &[u8]) {
    let _said = SaidOnPanic(input);
    check(input);
}

/// An input, told if its check does not come back.
struct SaidOnPanic<'a>(&'a [u8]);

impl Drop for SaidOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the input: b\"{}\"", self.0.escape_ascii());
        }
    }
}

fn change(input: &mut Vec<u8>, random: &mut Random, corpus: &[Vec<u8>]) {
    let at = random.below(input.len() + 1);
    let to = (at + random.below(32)).min(input.len());
    match random.below(6) {
        0 => drop(input.drain(at..to)),
        1 => input.truncate(at),
        2 => drop(input.splice(at..to, random.of(&WORDS).iter().copied())),
        3 => drop(input.splice(at..at, random.of(&WORDS).iter().copied())),
        4 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        _ => {
            let other = random.of(corpus);
            let from = random.below(other.len() + 1);
            let end = (from + random.below(256)).min(other.len());
            input.splice(at..to, other[from..end].iter().copied());
        }
    }
}

/// xorshift64*: <https://www.jstatsoft.org/article/view/v008i14>
struct Random(u64);

impl Random {
    /// A number below this one.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
