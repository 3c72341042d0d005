//! Counts the bytes that were read, so that a test can tell how work grows without a clock.

#[cfg(test)]
use std::cell::Cell;

#[cfg(test)]
thread_local! {
    static VISITS: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Counts bytes that were read; outside of tests there is nothing to count for.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn visit(_bytes: usize) {}

/// Counts bytes that were read.
#[cfg(test)]
pub(crate) fn visit(bytes: usize) {
    let visits = VISITS.with(|visits| visits.replace(visits.get() + bytes)) + bytes;
    assert!(visits <= MOST.with(Cell::get), "more bytes are read than the test allows");
}

/// How many bytes this thread reads while it does something; panics once they are more than `most`, so that what would
/// take hours fails at once.
#[cfg(test)]
pub(crate) fn of(most: usize, work: impl FnOnce()) -> usize {
    VISITS.with(|visits| visits.set(0));
    MOST.with(|limit| limit.set(most));
    work();
    MOST.with(|limit| limit.set(usize::MAX));
    VISITS.with(Cell::get)
}
