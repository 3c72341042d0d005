//! The result of an upload, and the limits of uploads.

use serde::{Deserialize, Serialize};

/// Largest accepted file, in bytes.
pub const LARGEST: u64 = 200 << 20;
/// File extension of unfinished uploads.
pub(super) const UPLOAD: &str = "upload";
/// Length of a debug id as text.
pub(super) const ID: usize = 36;
/// The result of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct UploadedSymbols {
    /// The id of the build, as in its events.
    pub debug_id: String,
    /// Whether it has line numbers; otherwise it has only names of functions.
    pub has_lines: bool,
    /// Whether it is a source bundle.
    pub has_sources: bool,
}

/// A debug id that is safe as a file name. It comes from outside, so it is checked.
pub(super) fn id(text: &str) -> Option<String> {
    let is_id = text.len() == ID && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_id.then(|| text.to_ascii_lowercase())
}
