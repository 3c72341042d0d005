//! Files that the binary carries: the SDK and the demo.

pub mod demo;
pub mod embedded;
pub mod sdk_files;
mod static_file;
