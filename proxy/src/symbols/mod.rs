//! Symbols of wasm modules: what was uploaded, and what a place in a module is in the source.
//!
//! An upload is converted once, to a symcache (a file that is looked up where it lies, without reading it whole) and a
//! table of where each function begins, or to a folder of sources; all lie in the data directory, named by the debug id.

mod add_error;
mod chunks;
mod convert;
mod converter;
mod find;
mod names;
mod nesting;
mod process_limits;
mod room;
mod source_name;
mod sources;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use symbolic::common::ByteView;

pub use add_error::AddError;
pub use chunks::{Checksum, ChunkError, Chunks, PIECE};
pub use convert::Converted;
pub use converter::{COMMAND, Converter, answer};
pub use find::find;
pub use source_name::source_name;

/// Largest file that is taken, in bytes.
pub const LARGEST: u64 = 200 << 20;
/// Most builds that are kept; those go that were uploaded first.
const BUILDS: usize = 1000;
/// Most modules that are held open.
const HELD: usize = 16;
/// What files end with that are still being uploaded.
const UPLOAD: &str = "upload";
/// Length of a debug id as text.
const ID: usize = 36;

/// A place in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The offset in the file, in bytes: what Chromium and Firefox say.
    Address(u64),
    /// The index of a function, those that are imported counted first: all that Safari says.
    Function(u32),
}

/// A place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The function, demangled.
    pub function: String,
    /// The file as those who wrote it know it: `src/main.rs`.
    pub filename: String,
    /// The file as the compiler knew it; empty if it is the same.
    pub abs_path: String,
    /// The line, from 1; 0 where only the function is known.
    pub lineno: u32,
    /// Whether it is the app's own, and not a dependency's or the standard library's.
    pub in_app: bool,
}

/// What knows places of modules.
pub trait Lookup {
    /// The calls at a place that were inlined into one another, the innermost first; `None` where nothing was uploaded
    /// for the module.
    fn look(&self, debug_id: &str, place: Place) -> Option<Vec<Source>>;
}

/// What has the text of sources.
pub trait Sources: Send + Sync {
    /// A file of a build, by the path that its symbols name.
    fn source(&self, debug_id: &str, path: &str) -> Option<String>;
}

/// Knows nothing.
impl Lookup for () {
    fn look(&self, _: &str, _: Place) -> Option<Vec<Source>> {
        None
    }
}

/// Has none.
impl Sources for () {
    fn source(&self, _: &str, _: &str) -> Option<String> {
        None
    }
}

/// What an upload was.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Added {
    /// The id of the build, by which its events name it.
    pub debug_id: String,
    /// Whether it knows lines; else only names of functions.
    pub has_lines: bool,
    /// Whether it is the sources themselves.
    pub has_sources: bool,
}

/// The symbols of a data directory.
pub struct Symbols {
    folder: PathBuf,
    converter: Converter,
    /// Files that come in pieces.
    pub chunks: Chunks,
    /// Those that were asked for last, the newest at the end.
    held: Mutex<Vec<(String, Arc<Held>)>>,
}

/// The files of a module.
struct Held {
    cache: ByteView<'static>,
    functions: ByteView<'static>,
}

impl Symbols {
    /// Opens the symbols of a data directory, and makes their folder if there is none. What an upload left that did not
    /// end goes.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("symbols");
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == UPLOAD || ending == convert::PART) {
                if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
            }
        }
        let chunks = Chunks::open(folder.join("chunks"))?;
        Ok(Self { folder, converter: Converter::Thread, chunks, held: Mutex::default() })
    }

    /// Converts uploads so from now on.
    #[must_use]
    pub fn converter(self, converter: Converter) -> Self {
        Self { converter, ..self }
    }

    /// Where an upload of this name is written before it is added.
    #[must_use]
    pub fn place_of(&self, name: &str) -> PathBuf {
        self.folder.join(name).with_extension(UPLOAD)
    }

    /// Takes a wasm file with DWARF, or at least names, or a bundle of sources. Takes as long as its DWARF is large;
    /// whoever looks up meanwhile is not kept waiting.
    pub fn add(&self, file: &Path) -> Result<Added, AddError> {
        let added = self.converter.convert(file, &self.folder)?;
        room::make_room(&self.folder, BUILDS)?;
        self.lock().retain(|(id, _)| *id != added.debug_id);
        Ok(added)
    }

    fn held(&self, debug_id: &str) -> Option<Arc<Held>> {
        let debug_id = id(debug_id)?;
        let mut held = self.lock();
        let known = held.iter().position(|(id, _)| *id == debug_id).map(|at| held.remove(at));
        let (id, files) = match known {
            Some(known) => known,
            None => {
                let open = |ending| ByteView::open(self.folder.join(format!("{debug_id}.{ending}"))).ok();
                // The cache is what is written last.
                let cache = open(convert::CACHE)?;
                (debug_id.clone(), Arc::new(Held { cache, functions: open(convert::FUNCTIONS)? }))
            }
        };
        held.push((id, Arc::clone(&files)));
        if held.len() > HELD {
            held.remove(0);
        }
        Some(files)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(String, Arc<Held>)>> {
        // What it guards is whole at any time.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lookup for Symbols {
    fn look(&self, debug_id: &str, place: Place) -> Option<Vec<Source>> {
        let held = self.held(debug_id)?;
        Some(find::find(&held.cache, &held.functions, place))
    }
}

impl Sources for Symbols {
    fn source(&self, debug_id: &str, path: &str) -> Option<String> {
        sources::read(&self.folder, &id(debug_id)?, path)
    }
}

/// A debug id that may name a file: it came from outside.
fn id(text: &str) -> Option<String> {
    let is_id = text.len() == ID && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_id.then(|| text.to_ascii_lowercase())
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
        fs::write(symbols.place_of("b"), "").unwrap();
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
            assert_eq!(symbols.look(id, Place::Address(7)), None, "{id}");
            assert_eq!(symbols.source(id, "/etc/passwd"), None, "{id}");
        }
    }

    #[test]
    fn what_is_of_no_use_is_refused() {
        let data = tempfile::tempdir().unwrap();
        let symbols = Symbols::open(data.path()).unwrap();
        let add = |bytes: &[u8]| {
            let path = symbols.place_of("x");
            fs::write(&path, bytes).unwrap();
            symbols.add(&path)
        };
        assert!(matches!(add(b"PK"), Err(AddError::NotWasm)));
        assert!(matches!(add(b"\0asm\x01\0\0\0"), Err(AddError::NoId)));
        assert!(matches!(add(b"\0asm\x01\0\0\0\x0a\x01\x00"), Err(AddError::NoSymbols { .. })));
        // A section that says it is DWARF, and is not.
        let broken = b"\0asm\x01\0\0\0\x0a\x01\x00\x00\x10\x0b.debug_info\xff\xff\xff\xff";
        assert!(matches!(add(broken), Err(AddError::Broken(_))));
    }
}
