//! The files of the SDK at the root, out of the binary: all files directly in `dist/`, whatever the build has put there.

use axum::http::HeaderMap;
use axum::response::Response;

use super::embedded::{Embedded, FILES};
use super::static_file::{StaticFile, file_answer, missing, not_embedded};

/// Digits of the hash in the name of a file.
const HASH: usize = 8;
/// How the names begin of files that any build has. They are known in a program that was built without the SDK.
const OURS: [&str; 4] = ["balefire", "loader.", "index.d.", "protocol.d."];

/// The files of the SDK, without the demo, which is in a folder.
pub(super) fn files() -> impl Iterator<Item = &'static Embedded> {
    FILES.iter().filter(|file| !file.path.contains('/'))
}

/// Whether a name at the root is that of a file of the SDK, of this build or another.
#[must_use]
pub fn is_name(name: &str) -> bool {
    files().any(|file| file.path == name) || OURS.iter().any(|begin| name.starts_with(begin))
}

/// The answer with a file of the SDK, by its name.
pub fn answer(name: &str, headers: &HeaderMap) -> Response {
    match files().find(|file| file.path == name) {
        Some(file) => file_answer(StaticFile::of(file, hashed_stem(name).is_some()), headers),
        None => no_such_file(name, files().map(|file| file.path)),
    }
}

/// The answer to a name that no file has. For a file of another build it says which build is here.
pub(super) fn no_such_file<'n>(name: &str, mut names: impl Iterator<Item = &'n str>) -> Response {
    if hashed_stem(name).is_none() {
        return not_embedded();
    }
    match names.find(|other| is_same_file(name, other)) {
        Some(other) => missing(&format!(
            "this file is of another build of the SDK; this server (version {}) has {other}",
            env!("CARGO_PKG_VERSION")
        )),
        None => not_embedded(),
    }
}

/// Whether two names differ in their hash alone: npm's file of a stage has the stem of the script tag's and another ending.
fn is_same_file(name: &str, other: &str) -> bool {
    let ending = |name: &str| name.split_once('.').map(|(_, ending)| ending.to_owned());
    hashed_stem(name) == hashed_stem(other) && ending(name) == ending(other)
}

/// The part of a name before the hash of the content, as in `balefire-report-1a2b3c4d.min.js`. None without a hash.
pub(super) fn hashed_stem(name: &str) -> Option<&str> {
    let (stem, _) = name.split_once('.')?;
    let (stem, hash) = stem.rsplit_once('-')?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (hash.len() == HASH && hash.bytes().all(is_digit)).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash() {
        for (name, expect) in [
            ("balefire-report-1a2b3c4d.min.js", Some("balefire-report")),
            ("app-00000000.js", Some("app")),
            ("balefire-core-1a2b3c4d.wasm", Some("balefire-core")),
            ("balefire-report-1A2B3C4D.min.js", None),
            ("balefire-report-1a2b3c4.min.js", None),
            ("balefire.min.js", None),
            ("balefire-wasm.min.js", None),
            ("1a2b3c4d.js", None),
            ("balefire-report-1a2b3c4d", None),
        ] {
            assert_eq!(hashed_stem(name), expect, "{name}");
        }
    }

    #[test]
    fn a_file_of_another_build_is_said_to_be_one() {
        let detail = |name: &str| {
            let names = ["balefire.min.js", "balefire-report-5e6f7a8b.js", "balefire-report-1a2b3c4d.min.js"];
            let answer = no_such_file(name, names.into_iter());
            assert_eq!(answer.status(), 404);
            let cache = answer.headers().get("cache-control").map(|it| it.to_str().unwrap().to_owned());
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let body = runtime.block_on(axum::body::to_bytes(answer.into_body(), 1_000)).unwrap();
            (String::from_utf8(body.to_vec()).unwrap(), cache)
        };
        let (text, cache) = detail("balefire-report-00000000.min.js");
        assert!(text.contains("has balefire-report-1a2b3c4d.min.js"), "{text}");
        assert_eq!(cache.as_deref(), Some("no-store"));
        assert!(is_name("balefire-core-00000000.wasm") && is_name("loader.min.js"));
        assert!(!is_name("favicon.ico") && !is_name("robots.txt"));
    }
}
