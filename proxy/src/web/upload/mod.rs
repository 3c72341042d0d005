//! Uploads of what source lines are found with.

pub mod artifacts;
pub mod chunk_upload;
