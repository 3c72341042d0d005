//! The files that the binary carries: the SDK and the demo, as `build.rs` found them in `dist/`.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A file of `dist/`.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    /// The path below `dist/`, with slashes: `demo/index.html`.
    pub path: &'static str,
    /// Changes with the content; hex digits.
    pub hash: &'static str,
    /// The content.
    pub plain: &'static [u8],
    /// The content as gzip, if that is smaller.
    pub gzip: Option<&'static [u8]>,
}

/// The file at a path below `dist/`.
#[must_use]
pub fn find(path: &str) -> Option<&'static Embedded> {
    FILES.iter().find(|file| file.path == path)
}

/// The `Content-Type` that goes with a file name.
#[must_use]
pub fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        // Browsers compile wasm while it arrives only if it has this type:
        // <https://webassembly.github.io/spec/web-api/#streaming-modules>
        Some("wasm") => "application/wasm",
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("ts" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
