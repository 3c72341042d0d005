//! Converts a wasm file into the two files that lookups need.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use balefire_protocol::wasm::Module;
use symbolic::common::ByteView;
use symbolic::debuginfo::wasm::WasmObject;
use symbolic::symcache::SymCacheConverter;
use wasmparser::{BinaryReaderError, Parser, Payload, TypeRef};

use super::names::Demangler;
use super::nesting::{self, TooDeep};
use super::{AddError, UploadedSymbols};

/// File extensions of the two files.
pub(super) const CACHE: &str = "symcache";
pub(super) const FUNCTIONS: &str = "functions";
/// File extension while a file is being written.
pub(super) const PART: &str = "part";

/// A converted module.
#[derive(Debug)]
pub struct Converted {
    /// The id of the build.
    pub debug_id: String,
    /// Whether it has line numbers.
    pub has_lines: bool,
    symbols: SymCacheConverter<'static>,
    starts: Vec<u32>,
}

impl Converted {
    /// Reads a wasm module with DWARF or function names.
    pub fn read(bytes: &[u8]) -> Result<Self, AddError> {
        let (module, debug_id) = identified(bytes)?;
        let broken = |error: &dyn std::error::Error| AddError::Broken(error.to_string());
        // This validates the module, so all sections are complete from here on.
        let object = WasmObject::parse(bytes).map_err(|error| broken(&error))?;
        nesting::check(bytes).map_err(|error: TooDeep| AddError::Dwarf(error.to_string()))?;
        let mut symbols = SymCacheConverter::new();
        symbols.add_transformer(Demangler);
        symbols.process_object(&object).map_err(|error| broken(&error))?;
        let starts = function_starts(bytes).map_err(|error| broken(&error))?;
        Ok(Self { debug_id, has_lines: module.has_dwarf, symbols, starts })
    }

    /// Writes the start offset of each function.
    pub fn write_functions(&self, out: &mut impl Write) -> io::Result<()> {
        self.starts.iter().try_for_each(|start| out.write_all(&start.to_le_bytes()))
    }

    /// Writes the symcache.
    pub fn write_symcache(self, out: &mut impl Write) -> io::Result<()> {
        self.symbols.serialize(out)
    }
}

/// The module and its debug id, if it has an id and symbols.
fn identified(bytes: &[u8]) -> Result<(Module<'_>, String), AddError> {
    let module = Module::parse(bytes).ok_or(AddError::NotWasm)?;
    let debug_id = module.debug_id().ok_or(AddError::NoId)?;
    if module.has_dwarf || module.has_names {
        Ok((module, debug_id))
    } else {
        Err(AddError::NoSymbols { debug_id })
    }
}

/// Converts a file; the results replace older files with the same id.
pub(super) fn convert(file: &Path, folder: &Path) -> Result<UploadedSymbols, AddError> {
    let bytes = ByteView::open(file)?;
    let (module, debug_id) = identified(&bytes)?;
    if !module.has_dwarf && folder.join(format!("{debug_id}.{CACHE}")).exists() {
        // The existing files have as much information, or more: a stripped module has the same id as the module with
        // lines.
        return Ok(UploadedSymbols { debug_id, has_lines: false, has_sources: false });
    }
    let converted = Converted::read(&bytes)?;
    let has_lines = converted.has_lines;
    write(folder, &debug_id, FUNCTIONS, |out| converted.write_functions(out))?;
    write(folder, &debug_id, CACHE, |out| converted.write_symcache(out))?;
    Ok(UploadedSymbols { debug_id, has_lines, has_sources: false })
}

/// Writes a temporary file, and renames it when it is complete.
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

/// The start offset of each function in the file, by its index; 0 for imported functions.
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
            // A file of 4 GB is larger than the largest accepted upload.
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
        // A module that is cut after its header, or between two sections, is still a module.
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
        // A name for function 2, the first one after the imported functions.
        fs::write(&upload, [MODULE, b"\x00\x0b\x04name\x01\x04\x01\x02\x01f"].concat()).unwrap();
        let added = convert(&upload, folder.path()).unwrap();
        assert!(!added.has_lines);
        let cache = folder.path().join(format!("{}.{CACHE}", added.debug_id));
        fs::write(&cache, "with lines").unwrap();
        assert_eq!(convert(&upload, folder.path()).unwrap(), added);
        assert_eq!(fs::read(cache).unwrap(), b"with lines");
    }
}
