//! Packs the sources of a build into a bundle.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;

use balefire_protocol::wasm::Module;
use symbolic::common::ByteView;
use symbolic::debuginfo::sourcebundle::{
    SourceBundleError, SourceBundleWriter, SourceFileInfo, SourceFileType,
};
use symbolic::debuginfo::wasm::WasmObject;

/// The reason why no bundle was made.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The file cannot be read.
    #[error("cannot read the file")]
    File(#[from] std::io::Error),
    /// The file has no debug id, or its line information cannot be read.
    #[error("the file has no debug information that can be read")]
    NoLines,
    /// The bundle cannot be written.
    #[error("cannot write the bundle")]
    Bundle(#[from] SourceBundleError),
}

/// Bundles the sources of a wasm file with DWARF, as far as they are on this machine. Returns `None` if there are none.
pub(super) fn bundle(path: &Path) -> Result<Option<Vec<u8>>, BundleError> {
    let bytes = ByteView::open(path)?;
    let debug_id = Module::parse(&bytes).and_then(|module| module.debug_id()).ok_or(BundleError::NoLines)?;
    let object = WasmObject::parse(&bytes).map_err(|_| BundleError::NoLines)?;
    let session = object.debug_session().map_err(|_| BundleError::NoLines)?;
    let mut out = Cursor::new(Vec::new());
    let mut writer = SourceBundleWriter::start(&mut out)?;
    writer.set_attribute("debug_id", debug_id);
    let mut paths: Vec<String> = session.files().flatten().map(|file| file.abs_path_str()).collect();
    paths.sort();
    paths.dedup();
    for (index, path) in paths.into_iter().enumerate() {
        // The sources of libraries that were built elsewhere are missing here.
        let Ok(file) = File::open(&path) else { continue };
        let mut info = SourceFileInfo::new();
        info.set_ty(SourceFileType::Source);
        info.set_path(path);
        writer.add_file(index.to_string(), file, info)?;
    }
    let is_empty = writer.is_empty();
    writer.finish()?;
    Ok((!is_empty).then(|| out.into_inner()))
}
