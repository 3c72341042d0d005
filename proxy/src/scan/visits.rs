//! Counts the bytes that are read, so that a test can measure work without a clock.

#[cfg(test)]
use std::cell::Cell;

#[cfg(test)]
thread_local! {
    static VISITS: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Counts read bytes; outside of tests this does nothing.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn visit(_bytes: usize) {}

/// Counts read bytes.
#[cfg(test)]
pub(crate) fn visit(bytes: usize) {
    let visits = VISITS.with(|visits| visits.replace(visits.get() + bytes)) + bytes;
    assert!(visits <= MOST.with(Cell::get), "more bytes are read than the test allows");
}

/// The number of bytes that this thread reads during `work`. It panics above `most`, so that a test that would take
/// hours fails at once.
#[cfg(test)]
pub(crate) fn of(most: usize, work: impl FnOnce()) -> usize {
    VISITS.with(|visits| visits.set(0));
    MOST.with(|limit| limit.set(most));
    work();
    MOST.with(|limit| limit.set(usize::MAX));
    VISITS.with(Cell::get)
}
