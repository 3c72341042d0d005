//! Counts the places at which text was compared, so that a test can tell how work grows without a clock.

use std::cell::Cell;

std::thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Counts a place.
pub(crate) fn step() {
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

/// The steps of this thread so far.
pub(crate) fn done() -> usize {
    STEPS.with(Cell::get)
}
