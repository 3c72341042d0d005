//! Locations in modules, and the traits that look them up.

/// A location in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeLocation {
    /// The offset in the file, in bytes, as Chromium and Firefox report it.
    Address(u64),
    /// The index of a function, with imported functions counted first. Safari reports only this.
    Function(u32),
}

/// A location in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLocation {
    /// The function, demangled.
    pub function: String,
    /// The file without the folders of the build machine: `src/main.rs`.
    pub filename: String,
    /// The path that the compiler used; empty if it is the same.
    pub abs_path: String,
    /// The line, from 1; 0 if only the function is known.
    pub lineno: u32,
    /// Whether the file belongs to the app, and not to a dependency or to the standard library.
    pub in_app: bool,
}

/// Looks up locations in modules.
pub trait Lookup {
    /// The inlined calls at a location, the innermost first; `None` if the module has no uploaded symbols.
    fn locate(&self, debug_id: &str, place: CodeLocation) -> Option<Vec<SourceLocation>>;
}

/// Reads the text of source files.
pub trait Sources: Send + Sync {
    /// A source file of a build, by the path in its symbols.
    fn source(&self, debug_id: &str, path: &str) -> Option<String>;
}

/// A lookup without any symbols.
impl Lookup for () {
    fn locate(&self, _: &str, _: CodeLocation) -> Option<Vec<SourceLocation>> {
        None
    }
}

/// A lookup without any sources.
impl Sources for () {
    fn source(&self, _: &str, _: &str) -> Option<String> {
        None
    }
}
