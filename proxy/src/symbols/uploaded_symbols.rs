//! What an upload was, and the limits of uploads.

use serde::{Deserialize, Serialize};

/// Largest file that is taken, in bytes.
pub const LARGEST: u64 = 200 << 20;
/// What files end with that are still being uploaded.
pub(super) const UPLOAD: &str = "upload";
/// Length of a debug id as text.
pub(super) const ID: usize = 36;
/// What an upload was.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct UploadedSymbols {
    /// The id of the build, by which its events name it.
    pub debug_id: String,
    /// Whether it knows lines; else only names of functions.
    pub has_lines: bool,
    /// Whether it is the sources themselves.
    pub has_sources: bool,
}

/// A debug id that may name a file: it came from outside.
pub(super) fn id(text: &str) -> Option<String> {
    let is_id = text.len() == ID && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_id.then(|| text.to_ascii_lowercase())
}
