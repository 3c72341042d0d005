//! Counts the bytes that were read, so that a test can tell how work grows without a clock.

use std::cell::Cell;

thread_local! {
    static VISITS: Cell<usize> = const { Cell::new(0) };
}

/// Counts bytes that were read.
pub(crate) fn visit(bytes: usize) {
    VISITS.with(|visits| visits.set(visits.get() + bytes));
}

/// How many bytes this thread reads while it does something.
pub(crate) fn of(work: impl FnOnce()) -> usize {
    let before = VISITS.with(Cell::get);
    work();
    VISITS.with(Cell::get) - before
}
