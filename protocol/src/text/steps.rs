//! Counts text comparisons, so that a test can measure how the work grows without a clock.

use std::cell::Cell;

std::thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Counts one comparison.
pub(crate) fn step() {
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

/// Number of comparisons in this thread so far.
pub(crate) fn done() -> usize {
    STEPS.with(Cell::get)
}
