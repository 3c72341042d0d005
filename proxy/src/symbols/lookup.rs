//! Places of modules, and what knows them.

/// A place in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeLocation {
    /// The offset in the file, in bytes: what Chromium and Firefox say.
    Address(u64),
    /// The index of a function, those that are imported counted first: all that Safari says.
    Function(u32),
}

/// A place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLocation {
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
    fn locate(&self, debug_id: &str, place: CodeLocation) -> Option<Vec<SourceLocation>>;
}

/// What has the text of sources.
pub trait Sources: Send + Sync {
    /// A file of a build, by the path that its symbols name.
    fn source(&self, debug_id: &str, path: &str) -> Option<String>;
}

/// Knows nothing.
impl Lookup for () {
    fn locate(&self, _: &str, _: CodeLocation) -> Option<Vec<SourceLocation>> {
        None
    }
}

/// Has none.
impl Sources for () {
    fn source(&self, _: &str, _: &str) -> Option<String> {
        None
    }
}
