//! A wasm file into the two files that are looked up.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use balefire_protocol::wasm::Module;
use symbolic::common::ByteView;
use symbolic::debuginfo::wasm::WasmObject;
use symbolic::symcache::SymCacheConverter;
use wasmparser::{BinaryReaderError, Parser, Payload, TypeRef};

use super::Added;

/// What the two files end with.
pub(super) const CACHE: &str = "symcache";
pub(super) const FUNCTIONS: &str = "functions";
/// And while they are written.
pub(super) const PART: &str = "part";

/// Why an upload is of no use.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The file cannot be read, or the new ones not written.
    #[error("cannot read or write the file")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("not a wasm module, nor a source bundle")]
    NotWasm,
    /// It has neither a build id nor code.
    #[error("the module has neither a build id nor code, so no event can name it")]
    NoId,
    /// It was stripped.
    #[error(
        "the module has neither DWARF nor names of functions: upload the file that was built, before it is stripped"
    )]
    NoSymbols {
        /// By which events name it.
        debug_id: String,
    },
    /// A bundle of sources that cannot be read.
    #[error("the source bundle cannot be read: {0}")]
    BrokenSources(String),
    /// What it has cannot be read.
    #[error("the module's debug information cannot be read: {0}")]
    Broken(String),
}

/// Converts a file; the new ones take the place of those of the same id.
pub(super) fn convert(file: &Path, folder: &Path) -> Result<Added, AddError> {
    let bytes = ByteView::open(file)?;
    let module = Module::parse(&bytes).ok_or(AddError::NotWasm)?;
    let debug_id = module.debug_id().ok_or(AddError::NoId)?;
    if !module.has_dwarf && !module.has_names {
        return Err(AddError::NoSymbols { debug_id });
    }
    let cache = folder.join(format!("{debug_id}.{CACHE}"));
    if !module.has_dwarf && cache.exists() {
        // What is there knows as much, or more: what is shipped has the id of what has the lines.
        return Ok(Added { debug_id, has_lines: false, has_sources: false });
    }
    let broken = |error: &dyn std::error::Error| AddError::Broken(error.to_string());
    let object = WasmObject::parse(&bytes).map_err(|error| broken(&error))?;
    let mut converter = SymCacheConverter::new();
    converter.process_object(&object).map_err(|error| broken(&error))?;
    let starts = function_starts(&bytes).map_err(|error| broken(&error))?;
    write(folder, &debug_id, FUNCTIONS, |out| {
        starts.iter().try_for_each(|start| out.write_all(&start.to_le_bytes()))
    })?;
    write(folder, &debug_id, CACHE, |out| converter.serialize(out))?;
    Ok(Added { debug_id, has_lines: module.has_dwarf, has_sources: false })
}

/// Writes a file beside its place, and puts it there when it is whole.
fn write(
    folder: &Path,
    id: &str,
    ending: &str,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let part = folder.join(format!("{id}.{ending}.{PART}"));
    let mut out = BufWriter::new(File::create(&part)?);
    fill(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(part, folder.join(format!("{id}.{ending}")))
}

/// Where each function begins in the file, by its index; 0 for those that are imported.
fn function_starts(bytes: &[u8]) -> Result<Vec<u32>, BinaryReaderError> {
    let mut starts = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports {
                    if matches!(import?.ty, TypeRef::Func(_)) {
                        starts.push(0);
                    }
                }
            }
            // A file of 4 GB is larger than any that is taken.
            Payload::CodeSectionEntry(body) => starts.push(u32::try_from(body.range().start).unwrap_or(0)),
            _ => {}
        }
    }
    Ok(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two imported functions and a memory, and two bodies.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\x00\x00\
        \x02\x15\x03\x01a\x01b\x00\x00\x01a\x01m\x02\x01\x01\x02\x01a\x01c\x00\x00\
        \x03\x03\x02\x00\x00\
        \x0a\x07\x02\x02\x00\x0b\x02\x00\x0b";

    #[test]
    fn functions_are_counted_behind_those_that_are_imported() {
        let starts = function_starts(MODULE).unwrap();
        assert_eq!(starts.len(), 4);
        assert_eq!(&starts[..2], [0, 0]);
        for start in &starts[2..] {
            assert_eq!(MODULE[*start as usize - 1..][..3], [2, 0, 0x0b]);
        }
    }

    #[test]
    fn build_ids_are_those_of_sentry() {
        for length in [&b"\x10"[..], b""] {
            let mut section = b"\x08build_id".to_vec();
            section.extend(length);
            section.extend(1..=16);
            let module = [MODULE, &[0, section.len() as u8], &section].concat();
            let theirs = WasmObject::parse(&module).unwrap().debug_id();
            assert_eq!(Module::parse(&module).unwrap().debug_id(), Some(theirs.to_string()));
        }
    }

    #[test]
    fn what_is_cut_is_an_error() {
        // At the end of its header, and between its sections, it is a module still.
        let whole = [8, 14, 37, 42];
        for end in (1..MODULE.len()).filter(|end| !whole.contains(end)) {
            assert!(function_starts(&MODULE[..end]).is_err(), "{end}");
        }
        assert!(function_starts(b"\0asm\x01\0\0\0\x0a\x06\xff\xff\xff\xff\x0f\x00").is_err());
    }

    #[test]
    fn names_do_not_take_the_place_of_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let upload = folder.path().join("names.upload");
        // A name for function 2, the first that is not imported.
        fs::write(&upload, [MODULE, b"\x00\x0b\x04name\x01\x04\x01\x02\x01f"].concat()).unwrap();
        let added = convert(&upload, folder.path()).unwrap();
        assert!(!added.has_lines);
        let cache = folder.path().join(format!("{}.{CACHE}", added.debug_id));
        fs::write(&cache, "with lines").unwrap();
        assert_eq!(convert(&upload, folder.path()).unwrap(), added);
        assert_eq!(fs::read(cache).unwrap(), b"with lines");
    }
}
