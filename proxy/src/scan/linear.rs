//! Checks that work grows only linearly with the length of a text. It counts the bytes that are read, and uses no
//! clock.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::visits;

/// Lengths of the test texts, in bytes.
const SIZES: [usize; 3] = [16 << 10, 256 << 10, 1 << 20];
/// Lengths of the shorter test texts, in bytes, for rules that run again at another place.
const SHORT: [usize; 2] = [2 << 10, 10 << 10];

/// Fails if `work` reads a byte of the repeated `unit` more than `per_byte` times on average, or more often in longer
/// texts.
#[track_caller]
pub(crate) fn check(name: &str, unit: &str, per_byte: usize, work: &dyn Fn(&str)) {
    check_sizes(&SIZES, name, unit, per_byte, work);
}

/// The same check with shorter texts.
#[track_caller]
pub(crate) fn check_short(name: &str, unit: &str, per_byte: usize, work: &dyn Fn(&str)) {
    check_sizes(&SHORT, name, unit, per_byte, work);
}

#[track_caller]
fn check_sizes(sizes: &[usize], name: &str, unit: &str, per_byte: usize, work: &dyn Fn(&str)) {
    let mut shortest = None;
    for size in sizes {
        let text = unit.repeat(size / unit.len() + 1);
        let found = catch_unwind(AssertUnwindSafe(|| visits::of(per_byte * text.len(), || work(&text))));
        let Ok(visits) = found else {
            panic!("{name}, {unit:?}: of {size} bytes each is read more than {per_byte} times");
        };
        // A constant amount of work weighs more in a short text; a long text must not cost more per byte.
        let visits = visits as f64 / text.len() as f64;
        let least = *shortest.get_or_insert(visits);
        assert!(
            visits <= least * 1.1 + 0.5,
            "{name}, {unit:?}: of {size} bytes each is read {visits:.1} times, of the shortest {least:.1} times"
        );
    }
}

#[test]
fn a_search_from_each_place_to_the_end_is_noticed() {
    let quadratic = |text: &str| {
        for at in (0..text.len()).step_by(256) {
            super::run(text.as_bytes(), at, |byte| byte == b'a');
        }
    };
    let found = catch_unwind(AssertUnwindSafe(|| check("quadratic", "a", 64, &quadratic)));
    assert!(found.is_err());
}
