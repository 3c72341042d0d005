//! Symbols of wasm modules: what was uploaded, and what a place in a module is in the source.
//!
//! An upload is converted once, to a symcache (a file that is looked up where it lies, without reading it whole) and a
//! table of where each function begins, or to a folder of sources; all lie in the data directory, named by the debug id.

mod add_error;
mod chunks;
mod conversion_process;
mod convert;
mod directory;
mod find;
mod lookup;
mod names;
mod nesting;
mod process_limits;
mod retention;
mod source_name;
mod sources;
mod uploaded_symbols;

pub use add_error::AddError;
pub use chunks::{Checksum, ChunkError, Chunks, PIECE};
pub use conversion_process::{COMMAND, Converter, answer};
pub use convert::Converted;
pub use find::find;
pub use source_name::{package_of, source_name};

pub use directory::Symbols;
pub use lookup::{CodeLocation, Lookup, SourceLocation, Sources};
pub use uploaded_symbols::{LARGEST, UploadedSymbols};
