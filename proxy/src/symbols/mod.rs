//! Symbols of wasm modules: uploads, and lookups of source locations.
//!
//! An upload is converted once: a module becomes a symcache (a file that is searched in place) and a table with the
//! start of each function, and a source bundle becomes a folder of sources. All are in the data directory, named by the
//! debug id.

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
