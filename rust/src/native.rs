//! The page, where there is none: nothing happens.

use std::panic::PanicHookInfo;

use crate::options::Options;

pub(crate) fn start(_: &Options) {}

pub(crate) fn flush() {}

pub(crate) fn capture_message(_: &str, _: &str) {}

pub(crate) fn capture_error(_: &str) -> Option<String> {
    None
}

pub(crate) fn capture_panic(_: &str, _: &str) {}

pub(crate) fn console_hook() -> fn(&PanicHookInfo<'_>) {
    |_| {}
}
