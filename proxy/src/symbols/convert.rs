//! A wasm file into the two files that are looked up.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use balefire_protocol::wasm::Module;
use symbolic::common::ByteView;
use symbolic::debuginfo::wasm::WasmObject;
use symbolic::symcache::SymCacheConverter;

use super::Added;

/// What the two files end with.
pub(super) const CACHE: &str = "symcache";
pub(super) const FUNCTIONS: &str = "functions";
/// And while they are written.
pub(super) const PART: &str = "part";

/// The sections of imports and of functions' bodies.
const IMPORT: u8 = 2;
const CODE: u8 = 10;

/// Why an upload is of no use.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The file cannot be read, or the new ones not written.
    #[error("cannot read or write the file")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("not a wasm module")]
    NotWasm,
    /// It has neither a build id nor code.
    #[error("the module has neither a build id nor code, so no event can name it")]
    NoId,
    /// It was stripped.
    #[error(
        "the module has neither DWARF nor names of functions: upload the file that was built, before it is stripped"
    )]
    NoSymbols,
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
        return Err(AddError::NoSymbols);
    }
    let broken = |error: &dyn std::error::Error| AddError::Broken(error.to_string());
    let object = WasmObject::parse(&bytes).map_err(|error| broken(&error))?;
    let mut converter = SymCacheConverter::new();
    converter.process_object(&object).map_err(|error| broken(&error))?;
    let starts = function_starts(&bytes).unwrap_or_default();
    write(folder, &debug_id, FUNCTIONS, |out| {
        starts.iter().try_for_each(|start| out.write_all(&start.to_le_bytes()))
    })?;
    write(folder, &debug_id, CACHE, |out| converter.serialize(out))?;
    Ok(Added { debug_id, has_lines: module.has_dwarf })
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
fn function_starts(bytes: &[u8]) -> Option<Vec<u32>> {
    let mut starts = Vec::new();
    let mut at = 8;
    while at < bytes.len() {
        let kind = *bytes.get(at)?;
        let (size, payload) = leb128(bytes, at + 1)?;
        let end = payload.checked_add(size).filter(|end| *end <= bytes.len())?;
        match kind {
            IMPORT => starts = vec![0; imported_functions(bytes.get(..end)?, payload)?],
            CODE => {
                let (count, mut body) = leb128(bytes, payload)?;
                for _ in 0..count {
                    let (size, start) = leb128(bytes, body)?;
                    starts.push(u32::try_from(start).ok()?);
                    body = start.checked_add(size).filter(|next| *next <= end)?;
                }
                return Some(starts);
            }
            _ => {}
        }
        at = end;
    }
    None
}

/// How many of the imports are functions.
fn imported_functions(bytes: &[u8], at: usize) -> Option<usize> {
    let (count, mut at) = leb128(bytes, at)?;
    let mut functions = 0;
    for _ in 0..count {
        for _ in 0..2 {
            let (length, name) = leb128(bytes, at)?;
            at = name.checked_add(length)?;
        }
        let kind = *bytes.get(at)?;
        at += 1;
        at = match kind {
            0 => {
                functions += 1;
                leb128(bytes, at)?.1
            }
            // A table: its type, then its limits.
            1 => limits(bytes, at + 1)?,
            2 => limits(bytes, at)?,
            // A global: its type, and whether it changes. An exception's tag: an attribute, and its type.
            3 => at + 2,
            4 => leb128(bytes, at + 1)?.1,
            _ => return None,
        };
    }
    Some(functions)
}

/// Behind the limits of a table or a memory.
fn limits(bytes: &[u8], at: usize) -> Option<usize> {
    let has_most = bytes.get(at)? & 1 == 1;
    let (_, at) = leb128(bytes, at + 1)?;
    if has_most { Some(leb128(bytes, at)?.1) } else { Some(at) }
}

/// A number, and where the bytes behind it begin.
fn leb128(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut value = 0_u64;
    for (shift, byte) in bytes.get(at..)?.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f).checked_shl(7 * u32::try_from(shift).ok()?)?;
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, at + shift + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two imported functions and a memory, and two bodies.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x02\x15\x03\x01a\x01b\x00\x00\x01a\x01m\x02\x01\x01\x02\x01a\x01c\x00\x00\
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
    fn what_is_cut_has_no_functions() {
        for end in 0..MODULE.len() {
            assert_eq!(function_starts(&MODULE[..end]), None, "{end}");
        }
        assert_eq!(function_starts(b"\0asm\x01\0\0\0\x0a\x06\xff\xff\xff\xff\x0f\x00"), None);
    }
}
