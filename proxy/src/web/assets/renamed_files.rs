//! The files of the SDK under names that the operator chooses, for pages whose visitors block names of error reporters.
//!
//! `balefire` becomes the operator's word in the names of files, and in the names by which scripts load other files.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use flate2::write::GzEncoder;
use flate2::{Compression, Crc};

use super::embedded::Embedded;
use super::sdk_files::{files, hashed_stem, no_such_file};
use super::static_file::{StaticFile, file_answer};

/// The word that is replaced.
const WORD: &str = "balefire";

/// The files under the word of the configuration; made when the first one is asked for, and when the word changes.
#[derive(Debug, Clone, Default)]
pub struct RenamedFiles(Arc<Mutex<Made>>);

#[derive(Debug, Default)]
struct Made {
    word: String,
    files: Arc<[StaticFile]>,
}

impl RenamedFiles {
    /// The answer to a name below the operator's path.
    pub fn answer(&self, name: &str, word: &str, headers: &HeaderMap) -> Response {
        let files = self.under(word);
        match files.iter().find(|file| file.name == name) {
            Some(file) => file_answer(file.clone(), headers),
            None => no_such_file(name, files.iter().map(|file| file.name.as_str())),
        }
    }

    fn under(&self, word: &str) -> Arc<[StaticFile]> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if made.word != word {
            let names: Vec<&str> = files().map(|file| file.path).collect();
            let files = files().map(|file| renamed(file, &names, word)).collect();
            *made = Made { word: word.to_owned(), files };
        }
        Arc::clone(&made.files)
    }
}

/// The file under another name. Scripts are written anew; their hash is that of the written one.
fn renamed(file: &'static Embedded, names: &[&str], word: &str) -> StaticFile {
    let name = file.path.replace(WORD, word);
    let unchanged = StaticFile { name, ..StaticFile::of(file, hashed_stem(file.path).is_some()) };
    let Ok(script) = std::str::from_utf8(file.plain) else { return unchanged };
    if !file.path.ends_with(".js") {
        return unchanged;
    }
    let script = with_names(script, names, word);
    let mut crc = Crc::new();
    crc.update(script.as_bytes());
    let gzip = gzip(script.as_bytes()).filter(|zipped| zipped.len() < script.len());
    StaticFile {
        hash: format!("{:08x}{:x}", crc.sum(), script.len()),
        gzip: gzip.map(Bytes::from),
        plain: Bytes::from(script),
        ..unchanged
    }
}

/// The script with other names of files. A name may be put together or be part of a pattern, so the part before its first dot
/// and its hash is replaced too, unless it is the word alone, which stands for much else.
fn with_names(script: &str, names: &[&str], word: &str) -> String {
    let mut parts = Vec::new();
    for name in names.iter().filter(|name| name.contains(WORD)) {
        let stem = hashed_stem(name).or_else(|| name.split('.').next()).unwrap_or(name);
        parts.push(if stem == WORD { *name } else { stem });
    }
    // The longest first, as one may begin with another.
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts.dedup();
    parts.iter().fold(script.to_owned(), |script, part| script.replace(part, &part.replace(WORD, word)))
}

/// None where memory is exhausted, which writing to it says with an error.
fn gzip(content: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = [
        "balefire.min.js",
        "balefire-report-1a2b3c4d.min.js",
        "balefire_bg.wasm",
        "balefire-wasm.min.js",
        "loader.min.js",
    ];

    #[test]
    fn names_within_a_script() {
        let script = r#"import("./balefire-report-1a2b3c4d.min.js");x("balefire-report-"+y);/\/balefire_bg\.wasm$/;
            get("balefire-batch");window.Balefire=z;src="balefire.min.js""#;
        let expect = r#"import("./x-report-1a2b3c4d.min.js");x("x-report-"+y);/\/x_bg\.wasm$/;
            get("balefire-batch");window.Balefire=z;src="x.min.js""#;
        assert_eq!(with_names(script, &NAMES, "x"), expect);
    }

    #[test]
    fn a_renamed_script_has_a_hash_of_its_own() {
        static FILE: Embedded = Embedded {
            path: "balefire.min.js",
            hash: "0",
            plain: b"import('./balefire-report-1a2b3c4d.min.js')",
            gzip: None,
        };
        let file = renamed(&FILE, &NAMES, "x");
        assert_eq!((file.name.as_str(), file.is_immutable), ("x.min.js", false));
        assert_eq!(file.plain, "import('./x-report-1a2b3c4d.min.js')");
        assert_ne!(file.hash, FILE.hash);
    }

    #[test]
    fn wasm_is_served_as_it_is() {
        static FILE: Embedded =
            Embedded { path: "balefire_bg.wasm", hash: "7", plain: b"balefire_bg.wasm", gzip: None };
        let file = renamed(&FILE, &NAMES, "x");
        assert_eq!((file.name.as_str(), &file.plain[..]), ("x_bg.wasm", FILE.plain));
    }
}
