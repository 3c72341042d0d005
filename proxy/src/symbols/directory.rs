//! The symbols in a data directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use symbolic::common::ByteView;

use super::add_error::AddError;
use super::chunks::Chunks;
use super::conversion_process::Converter;
use crate::symbols::uploaded_symbols::{UPLOAD, id};
use crate::symbols::{CodeLocation, Lookup, SourceLocation, Sources, UploadedSymbols, find};

/// Most builds that are stored; the oldest uploads are deleted first.
const BUILDS: usize = 1000;
/// Most modules whose files stay open.
const HELD: usize = 16;
/// The symbols of a data directory.
pub struct Symbols {
    folder: PathBuf,
    converter: Converter,
    /// Files that are uploaded in chunks.
    pub chunks: Chunks,
    /// The modules that were used last, the newest at the end.
    held: Mutex<Vec<(String, Arc<OpenSymbols>)>>,
}

/// The files of a module.
struct OpenSymbols {
    cache: ByteView<'static>,
    functions: ByteView<'static>,
}

impl Symbols {
    /// Opens the symbols of a data directory, and creates their folder if it is missing. Deletes the remains of uploads
    /// that did not end.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("symbols");
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == UPLOAD || ending == super::convert::PART) {
                if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
            }
        }
        let chunks = Chunks::open(folder.join("chunks"))?;
        Ok(Self { folder, converter: Converter::Thread, chunks, held: Mutex::default() })
    }

    /// Sets how uploads are converted.
    #[must_use]
    pub fn converter(self, converter: Converter) -> Self {
        Self { converter, ..self }
    }

    /// The path to which an upload of this name is written before it is added.
    #[must_use]
    pub fn path_of(&self, name: &str) -> PathBuf {
        self.folder.join(name).with_extension(UPLOAD)
    }

    /// Adds a wasm file with DWARF or at least function names, or a source bundle. A large DWARF takes long, but
    /// lookups go on meanwhile.
    pub fn add(&self, file: &Path) -> Result<UploadedSymbols, AddError> {
        let added = self.converter.convert(file, &self.folder)?;
        super::retention::drop_oldest(&self.folder, BUILDS)?;
        self.lock().retain(|(id, _)| *id != added.debug_id);
        Ok(added)
    }

    fn open_symbols(&self, debug_id: &str) -> Option<Arc<OpenSymbols>> {
        let debug_id = id(debug_id)?;
        let mut held = self.lock();
        let known = held.iter().position(|(id, _)| *id == debug_id).map(|at| held.remove(at));
        let (id, files) = match known {
            Some(known) => known,
            None => {
                let open = |ending| ByteView::open(self.folder.join(format!("{debug_id}.{ending}"))).ok();
                // The cache is written last.
                let cache = open(super::convert::CACHE)?;
                (
                    debug_id.clone(),
                    Arc::new(OpenSymbols { cache, functions: open(super::convert::FUNCTIONS)? }),
                )
            }
        };
        held.push((id, Arc::clone(&files)));
        if held.len() > HELD {
            held.remove(0);
        }
        Some(files)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(String, Arc<OpenSymbols>)>> {
        // The guarded value is valid at any time.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lookup for Symbols {
    fn locate(&self, debug_id: &str, place: CodeLocation) -> Option<Vec<SourceLocation>> {
        let held = self.open_symbols(debug_id)?;
        Some(find::find(&held.cache, &held.functions, place))
    }
}

impl Sources for Symbols {
    fn source(&self, debug_id: &str, path: &str) -> Option<String> {
        super::sources::read(&self.folder, &id(debug_id)?, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_end_goes_and_what_is_there_stays() {
        let data = tempfile::tempdir().unwrap();
        let symbols = Symbols::open(data.path()).unwrap();
        let folder = data.path().join("symbols");
        for name in ["a.symcache", "a.functions", "a.symcache.part"] {
            fs::write(folder.join(name), "").unwrap();
        }
        fs::create_dir(folder.join("a.sources.part")).unwrap();
        fs::write(symbols.path_of("b"), "").unwrap();
        Symbols::open(data.path()).unwrap();
        let mut left: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["a.functions", "a.symcache", "chunks"]);
    }

    #[test]
    fn an_id_of_a_browser_names_no_other_file() {
        let data = tempfile::tempdir().unwrap();
        let symbols = Symbols::open(data.path()).unwrap();
        for id in ["", "../../store", "1052940d-02c3-c844-4fa7-5c18b3999903", &"../".repeat(12)] {
            assert_eq!(symbols.locate(id, CodeLocation::Address(7)), None, "{id}");
            assert_eq!(symbols.source(id, "/etc/passwd"), None, "{id}");
        }
    }

    #[test]
    fn what_is_of_no_use_is_refused() {
        let data = tempfile::tempdir().unwrap();
        let symbols = Symbols::open(data.path()).unwrap();
        let add = |bytes: &[u8]| {
            let path = symbols.path_of("x");
            fs::write(&path, bytes).unwrap();
            symbols.add(&path)
        };
        assert!(matches!(add(b"PK"), Err(AddError::NotWasm)));
        assert!(matches!(add(b"\0asm\x01\0\0\0"), Err(AddError::NoId)));
        assert!(matches!(add(b"\0asm\x01\0\0\0\x0a\x01\x00"), Err(AddError::NoSymbols { .. })));
        // A section with the name of DWARF and other content.
        let broken = b"\0asm\x01\0\0\0\x0a\x01\x00\x00\x10\x0b.debug_info\xff\xff\xff\xff";
        assert!(matches!(add(broken), Err(AddError::Broken(_))));
    }
}
