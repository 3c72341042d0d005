//! An app without shared memory: only the thread of `init` runs its code.

pub(crate) use crate::platform::start as start_by_init;

pub(crate) fn start_by_panic() {}
