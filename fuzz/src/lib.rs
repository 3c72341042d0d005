//! What must hold for any bytes that come to Balefire: a file for each way in, and in it one `check`.
//!
//! libFuzzer calls it in `targets/`, and so does `cargo test`, for a moment, in `protocol/tests/fuzz.rs` and
//! `proxy/tests/fuzz.rs`.
#![forbid(unsafe_code)]

pub mod batch;
pub mod config;
pub mod decode;
pub mod dsn;
pub mod dwarf;
pub mod envelope;
pub mod event;
pub mod header;
pub mod json;
pub mod performance;
pub mod query;
pub mod search;
pub mod security;
mod server;
pub mod stacktrace;
pub mod upload;
pub mod wasm;
mod within;
