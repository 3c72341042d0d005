//! Uploads of what source lines are found with.

pub mod chunk_upload;
pub mod symbol_file;
