//! Decides whether a frame is the page's own code or library code below it.

use crate::text::{self, split_once};

/// Prefixes of files that are not the page's own code; the last is Safari's for extensions.
const FOREIGN_FILES: [&str; 6] =
    ["<anonymous>", "[native code]", "index ", "chrome:", "resource:", "webkit-masked-url:"];

/// Crates that run between an app's code and the trap, and names that the linker and wasm-bindgen generate.
const RUST_MACHINERY: [&str; 12] = [
    "core",
    "std",
    "alloc",
    "__rust",
    "rust_",
    "wasm_bindgen",
    "wasm_bindgen__",
    "__wbindgen",
    "__wbg",
    "js_sys",
    "console_error_panic_hook",
    "balefire",
];

/// Balefire's own script, which appears in stacks of calls that it wraps.
const SCRIPT: &str = "/balefire.min.js";

/// Names of Balefire's functions that appear in stacks: the wrappers, which call the page's functions to catch their
/// errors, and the functions with which the crate `balefire` takes a stack.
const WRAPPER: &str = "balefireWrapped";

/// Whether a frame is the page's own code, judged by its function and its file.
///
/// ```
/// use balefire_protocol::stacktrace::is_in_app;
///
/// assert!(is_in_app("shop::price", "src/lib.rs"));
/// assert!(!is_in_app("core::panicking::panic", "library/core/src/panicking.rs"));
/// ```
#[must_use]
pub fn is_in_app(function: &str, filename: &str) -> bool {
    let is_foreign = FOREIGN_FILES.iter().any(|start| filename.starts_with(start));
    !is_foreign && !is_extension(filename) && !filename.ends_with(SCRIPT) && !is_machinery(function)
}

/// Whether a function belongs to Balefire and not to the error: the wrapper anywhere in the stack, or a public function
/// such as `captureMessage` among the newest frames.
pub(super) fn is_ours(function: &str, is_newest: bool) -> bool {
    // `XMLHttpRequest.balefireWrapped [as onload]`
    if text::find(function, WRAPPER).is_some() {
        return true;
    }
    // `Object.captureException`, `e.captureException`
    let name = text::rsplit_once(function, ".").map_or(function, |(_, name)| name);
    is_newest && matches!(name, "captureException" | "captureMessage" | "captureEvent")
}

/// `chrome-extension://..`, `moz-extension://..`, `safari-web-extension://..`
fn is_extension(filename: &str) -> bool {
    split_once(filename, ":").is_some_and(|(scheme, _)| scheme.ends_with("-extension"))
}

/// `core::panicking::panic`, `<alloc::vec::Vec<T> as ..>::index`, `__rustc[5224e6b8]::rust_begin_unwind`.
fn is_machinery(function: &str) -> bool {
    let mut name = function;
    while let Some(inner) = name.strip_prefix("<") {
        name = inner;
    }
    RUST_MACHINERY.iter().any(|start| {
        let Some(rest) = name.strip_prefix(start) else { return false };
        start.ends_with("_") || start.starts_with("__") || rest.starts_with("::") || rest.starts_with("[")
    })
}
