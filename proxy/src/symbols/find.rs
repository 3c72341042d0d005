//! Translates a location in a module into locations in the source.

use symbolic::symcache::{self, Function, SymCache};

use super::{CodeLocation, SourceLocation, names, source_name};

/// Bytes per entry of the table of functions.
const ENTRY: usize = 4;
/// Most nested inlined calls; a table with more is broken.
const INLINED: usize = 50;
/// How far after the beginning of a function its first line may begin, in bytes: after its locals.
const LOCALS: u32 = 64;
/// Longest name of a function, in bytes.
const FUNCTION: usize = 8 << 10;
/// Longest path of a file, in bytes: longer than operating systems allow.
const PATH: usize = 4096;

/// The calls at a location, the innermost first. A broken file gives an empty list.
#[must_use]
pub fn find(cache: &[u8], functions: &[u8], place: CodeLocation) -> Vec<SourceLocation> {
    let Ok(cache) = SymCache::parse(cache) else { return Vec::new() };
    match place {
        CodeLocation::Address(address) => cache.lookup(address).take(INLINED).map(|it| source(&it)).collect(),
        // If only the function is known, its line is unknown, and the calls inlined at its beginning are irrelevant.
        CodeLocation::Function(index) => {
            let Some(start) = start_of(functions, index) else { return Vec::new() };
            let next = start_of(functions, index.saturating_add(1)).unwrap_or(u32::MAX);
            let outermost = |address: u32| cache.lookup(address.into()).take(INLINED).last();
            let has_file = |it: &symcache::SourceLocation<'_, '_>| it.file().is_some();
            let first_line =
                (start..next.min(start.saturating_add(LOCALS))).filter_map(outermost).find(has_file);
            let known = first_line.or_else(|| outermost(start));
            known.map(|it| SourceLocation { lineno: 0, ..source(&it) }).into_iter().collect()
        }
    }
}

fn start_of(functions: &[u8], index: u32) -> Option<u32> {
    let at = usize::try_from(index).ok()?.checked_mul(ENTRY)?;
    let bytes = functions.get(at..at.checked_add(ENTRY)?)?;
    bytes.try_into().ok().map(u32::from_le_bytes).filter(|start| *start > 0)
}

fn source(location: &symcache::SourceLocation<'_, '_>) -> SourceLocation {
    let function = name(&location.function());
    let path = location.file().map(|file| file.full_path().replace('\\', "/")).unwrap_or_default();
    let path = cut(path, PATH);
    let (filename, is_own) = source_name(&path);
    SourceLocation {
        in_app: is_own && !is_machinery(&function),
        function,
        filename: filename.to_owned(),
        abs_path: if filename == path { String::new() } else { path.clone() },
        lineno: location.line(),
    }
}

/// The name of a function. Older caches contain mangled names, and only Rust names are demangled here, because that
/// takes a bounded time; see `names`.
fn name(function: &Function<'_>) -> String {
    cut(names::rust(function.name()).into_owned(), FUNCTION)
}

/// Cuts a text to at most this many bytes.
fn cut(mut text: String, bytes: usize) -> String {
    text.truncate(text.floor_char_boundary(bytes));
    text
}

/// Whether linkers or wasm-bindgen generated the function. Such functions are in files of the app.
fn is_machinery(function: &str) -> bool {
    function.contains("__wasm_bindgen_generated")
        || ["__wbindgen", "__wbg", "wasm_bindgen::", "__rust"].iter().any(|start| function.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(cut("a漢".to_owned(), 4), "a漢");
        assert_eq!(cut("a漢".to_owned(), 3), "a");
        assert_eq!(cut("a漢".to_owned(), 1), "a");
    }

    #[test]
    fn broken_files_know_nothing() {
        assert_eq!(find(b"SYMC", &[], CodeLocation::Address(7)), []);
        assert_eq!(start_of(&[1, 0, 0, 0, 9, 0, 0], 0), Some(1));
        assert_eq!((start_of(&[1, 0, 0, 0, 9, 0, 0], 1), start_of(&[0; 4], 0)), (None, None));
    }
}
