//! A file with symbols, as it comes: a wasm module or a bundle of sources.

use std::fs;
use std::sync::LazyLock;

use balefire_proxy::symbols::{AddError, CodeLocation, Lookup, Sources, Symbols, UploadedSymbols};
use tempfile::TempDir;

use super::server::folder;

/// Places that are asked for.
const ADDRESSES: u64 = 64;
/// Longest name of a function or a file, in bytes.
const NAME: usize = 8 << 10;

static FOLDER: LazyLock<(TempDir, Symbols)> = LazyLock::new(|| {
    let folder = folder();
    let symbols = Symbols::open(folder.path()).expect("a new folder");
    (folder, symbols)
});

/// It is taken and can be looked up within bounds, or it is refused; either way nothing is left beside.
pub fn check(input: &[u8]) {
    // Names of C++ may take any time; a process with a limit reads them in a server.
    if input.windows(2).any(|two| two == b"_Z") {
        return;
    }
    let (folder, symbols) = &*FOLDER;
    let path = symbols.path_of("upload");
    fs::write(&path, input).expect("the folder is ours");
    match symbols.add(&path) {
        Ok(added) => check_added(symbols, &added),
        Err(AddError::Io(error)) => panic!("{error}"),
        Err(error) => assert!(error.to_string().len() < 2_000, "{error}"),
    }
    fs::remove_file(path).expect("it is still there");
    for entry in fs::read_dir(folder.path().join("symbols")).expect("the folder is ours") {
        let path = entry.expect("the folder is ours").path();
        let ending = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        assert!(
            path.ends_with("chunks") || ["symcache", "functions", "sources"].contains(&ending),
            "{path:?}"
        );
        if !path.ends_with("chunks") {
            let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            removed.expect("the folder is ours");
        }
    }
}

fn check_added(symbols: &Symbols, added: &UploadedSymbols) {
    assert_eq!(added.debug_id.len(), 36);
    assert!(added.debug_id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'), "{added:?}");
    let places = (0..ADDRESSES).map(CodeLocation::Address).chain((0..8).map(CodeLocation::Function));
    for found in places.filter_map(|place| symbols.locate(&added.debug_id, place)) {
        assert!(found.len() <= 50);
        assert!(found.iter().all(|it| it.function.len() <= NAME && it.abs_path.len() <= NAME));
    }
    assert!(added.has_sources || symbols.source(&added.debug_id, "/src/a.rs").is_none());
}
