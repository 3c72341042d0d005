//! Symbols of wasm modules: what was uploaded, and what a place in a module is in the source.
//!
//! An upload is converted once, to a symcache (a file that is looked up where it lies, without reading it whole) and a
//! table of where each function begins, or to a folder of sources; all lie in the data directory, named by the debug id.

mod add_error;
mod build;
mod chunks;
mod convert;
mod converter;
mod directory;
mod find;
mod lookup;
mod names;
mod nesting;
mod process_limits;
mod retention;
mod source_name;
mod sources;

pub use add_error::AddError;
pub use chunks::{Checksum, ChunkError, Chunks, PIECE};
pub use convert::Converted;
pub use converter::{COMMAND, Converter, answer};
pub use find::find;
pub use source_name::{package_of, source_name};

pub use build::{Added, LARGEST};
pub use directory::Symbols;
pub use lookup::{CodeLocation, Lookup, SourceLocation, Sources};
