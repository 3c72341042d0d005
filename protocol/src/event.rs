//! The event as Sentry's wire spells it.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/>

use alloc::string::String;

/// One frame of a stack trace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The function; none where the browser names none.
    pub function: Option<String>,
    /// The URL (or the words the browser puts in its place).
    pub filename: String,
    /// The line, from 1.
    pub lineno: Option<u32>,
    /// The column, from 1.
    pub colno: Option<u32>,
    /// The page's own code, as against the browser's, an extension's, or Rust's standard library.
    pub in_app: bool,
    /// The offset in the wasm file, in bytes.
    pub instruction_addr: Option<u64>,
}
