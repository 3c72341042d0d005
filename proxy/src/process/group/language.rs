//! The language of a frame, which decides how function names are parsed.

use super::parts::Parts;
use crate::scan::{contains, run};

/// The language of a frame. Each language writes function names in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Browsers, Node.js, React Native, Electron.
    JavaScript,
    /// Rust, C and C++, as machine code or as wasm.
    Native,
    /// Go.
    Go,
    /// Java, Kotlin, Scala, Groovy, Clojure.
    Jvm,
    /// C#, F#, Visual Basic.
    DotNet,
    /// PHP.
    Php,
    /// Swift and Objective-C.
    Apple,
    /// Python.
    Python,
    /// Ruby.
    Ruby,
    /// Any other language: names are used unchanged.
    Other,
}

/// The language of a frame: the frame's own `platform`, else the event's.
/// <https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/#frame-attributes>
pub(super) fn language(platform: &str, frame: &Parts<'_>) -> Language {
    match if frame.platform.is_empty() { platform } else { frame.platform } {
        "javascript" | "node" if is_native(frame) => Language::Native,
        "javascript" | "node" => Language::JavaScript,
        "native" | "c" | "rust" => Language::Native,
        "go" => Language::Go,
        "java" | "kotlin" | "scala" | "groovy" | "clojure" | "android" => Language::Jvm,
        "csharp" | "fsharp" | "vb" | "dotnet" => Language::DotNet,
        "php" => Language::Php,
        "cocoa" | "objc" | "swift" => Language::Apple,
        "python" => Language::Python,
        "ruby" => Language::Ruby,
        _ if is_native(frame) => Language::Native,
        _ if is_script(frame) => Language::JavaScript,
        _ => Language::Other,
    }
}

/// Whether a frame of a page is a wasm frame.
fn is_native(frame: &Parts<'_>) -> bool {
    let file = frame.file();
    frame.has_address || file.ends_with(".rs") || file.ends_with(".wasm") || contains(frame.function, "::")
}

/// Whether a frame of an unknown platform is a script frame.
fn is_script(frame: &Parts<'_>) -> bool {
    let file = frame.file();
    let file = &file[..run(file.as_bytes(), 0, |byte| !matches!(byte, b'?' | b'#'))];
    ["http://", "https://"].iter().any(|start| file.starts_with(start))
        || [".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".vue", ".svelte"]
            .iter()
            .any(|end| file.ends_with(end))
}
