//! Symbols of wasm modules: what was uploaded, and what a place in a module is in the source.
//!
//! An upload is converted once, to a symcache (a file that is looked up where it lies, without reading it whole) and a
//! table of where each function begins; both lie in the data directory, named by the debug id.

mod convert;
mod find;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use symbolic::common::ByteView;

pub use convert::AddError;

/// Most modules that are held open.
const HELD: usize = 16;
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

/// Knows nothing.
impl Lookup for () {
    fn look(&self, _: &str, _: Place) -> Option<Vec<Source>> {
        None
    }
}

/// What an upload was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The id of the build, by which its events name it.
    pub debug_id: String,
    /// Whether it knows lines; else only names of functions.
    pub has_lines: bool,
}

/// The symbols of a data directory.
pub struct Symbols {
    folder: PathBuf,
    /// Those that were asked for last, the newest at the end.
    held: Mutex<Vec<(String, Arc<Held>)>>,
}

/// The files of a module.
struct Held {
    cache: ByteView<'static>,
    functions: ByteView<'static>,
}

impl Symbols {
    /// Opens the symbols of a data directory, and makes their folder if there is none.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("symbols");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, held: Mutex::default() })
    }

    /// Where uploads are written before they are added: on the same disk.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes a wasm file with DWARF, or at least names. Takes as long as its DWARF is large; whoever looks up meanwhile
    /// is not kept waiting.
    pub fn add(&self, file: &Path) -> Result<Added, AddError> {
        let added = convert::convert(file, &self.folder)?;
        self.lock().retain(|(id, _)| *id != added.debug_id);
        Ok(added)
    }

    fn held(&self, debug_id: &str) -> Option<Arc<Held>> {
        // It came from a browser, and names a file.
        if debug_id.len() != ID || !debug_id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
            return None;
        }
        let debug_id = debug_id.to_ascii_lowercase();
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
