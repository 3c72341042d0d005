//! Files that the binary carries: the SDK and the demo.

pub mod demo;
pub mod embedded;
mod renamed_files;
pub mod sdk_files;
mod static_file;
