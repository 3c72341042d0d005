//! The sources of a build: unpacks a source bundle into files, which are found by the compiler's path.
//!
//! `sentry-cli --include-sources` and our own uploader send bundles: eight bytes, and a zip with a `manifest.json`:
//! <https://docs.rs/symbolic-debuginfo/13/symbolic_debuginfo/sourcebundle/>

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use zip::ZipArchive;

use super::add_error::AddError;
use super::convert::PART;
use super::uploaded_symbols::{ID, UploadedSymbols};
use crate::model::hash::sha256_hex;

/// The first bytes of a bundle.
const MAGIC: &[u8] = b"SYSB";
/// The extension of the folder of sources.
pub(super) const SOURCES: &str = "sources";
/// Most files of a bundle.
const FILES: usize = 20_000;
/// Largest manifest, in bytes.
const MANIFEST: u64 = 16 << 20;
/// Largest file, in bytes; larger files are generated, and are left out.
const FILE: u64 = 1 << 20;
/// Most bytes of a bundle's files, unpacked.
const ALL: u64 = 256 << 20;

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    files: BTreeMap<String, Entry>,
    #[serde(default)]
    debug_id: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    path: String,
}

/// Whether a file is a bundle.
pub(super) fn is_bundle(file: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(file)?.take(MAGIC.len() as u64).read_to_end(&mut start)?;
    Ok(start == MAGIC)
}

/// Unpacks a bundle; its files replace older files with the same id.
pub(super) fn unpack(file: &Path, folder: &Path) -> Result<UploadedSymbols, AddError> {
    let broken = |error: &dyn std::error::Error| AddError::BrokenSources(error.to_string());
    // Offsets in a zip count from its end, so bytes before it do no harm.
    let mut zip = ZipArchive::new(BufReader::new(File::open(file)?)).map_err(|error| broken(&error))?;
    let manifest = {
        let entry = zip.by_name("manifest.json").map_err(|error| broken(&error))?;
        let mut text = Vec::new();
        entry.take(MANIFEST).read_to_end(&mut text).map_err(|error| broken(&error))?;
        serde_json::from_slice::<Manifest>(&text).map_err(|error| broken(&error))?
    };
    let debug_id = id_of(&manifest).ok_or(AddError::NoId)?;
    let part = Part::new(folder.join(format!("{debug_id}.{SOURCES}.{PART}")))?;
    let mut room = ALL;
    for (name, Entry { path }) in manifest.files.into_iter().take(FILES) {
        let Ok(entry) = zip.by_name(&name) else { continue };
        let mut text = Vec::new();
        entry.take(FILE.min(room) + 1).read_to_end(&mut text).map_err(|error| broken(&error))?;
        let size = text.len() as u64;
        if size > room {
            break;
        }
        if size <= FILE && !path.is_empty() {
            room -= size;
            fs::write(part.0.join(name_of(&path)), text)?;
        }
    }
    let place = folder.join(format!("{debug_id}.{SOURCES}"));
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::rename(&part.0, place)?;
    Ok(UploadedSymbols { debug_id, has_lines: false, has_sources: true })
}

/// A source file of a build, by the path in its symbols.
pub(super) fn read(folder: &Path, debug_id: &str, path: &str) -> Option<String> {
    let bytes = fs::read(folder.join(format!("{debug_id}.{SOURCES}")).join(name_of(path))).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Paths come from outside, so the file is named by a hash of its path.
fn name_of(path: &str) -> String {
    sha256_hex(path.replace('\\', "/").as_bytes())
}

/// The id of the build. `sentry-cli` may append an age, which wasm does not have.
fn id_of(manifest: &Manifest) -> Option<String> {
    let id = super::uploaded_symbols::id(manifest.debug_id.as_deref()?.get(..ID)?)?;
    let is_nil = id.bytes().all(|byte| matches!(byte, b'0' | b'-'));
    (!is_nil).then_some(id)
}

/// A temporary folder, which is removed unless it was renamed.
struct Part(PathBuf);

impl Part {
    fn new(path: PathBuf) -> io::Result<Self> {
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After a success the folder was renamed, so there is nothing to remove.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    const DEBUG_ID: &str = "1052940d-02c3-c844-4fa7-5c18b3999903";

    /// A bundle with this manifest and these files.
    fn bundle(folder: &Path, manifest: &str, files: &[(&str, &[u8])]) -> PathBuf {
        let path = folder.join("bundle.upload");
        let mut file = File::create(&path).unwrap();
        file.write_all(b"SYSB\x02\0\0\0").unwrap();
        let mut zip = ZipWriter::new(&mut file);
        for (name, bytes) in files.iter().copied().chain([("manifest.json", manifest.as_bytes())]) {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
        file.rewind().unwrap();
        path
    }

    fn manifest(files: &[(&str, &str)]) -> String {
        let files: BTreeMap<_, _> = files
            .iter()
            .map(|(name, path)| (name, serde_json::json!({"type": "source", "path": path})))
            .collect();
        serde_json::json!({"files": files, "debug_id": DEBUG_ID}).to_string()
    }

    #[test]
    fn files_are_found_by_their_path() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["first", "second"] {
            let manifest =
                manifest(&[("files/a.rs", "/home/me/a.rs"), ("files/b.rs", "C:\\me\\b.rs"), ("no", "x")]);
            let files: &[(&str, &[u8])] = &[("files/a.rs", text.as_bytes()), ("files/b.rs", b"b")];
            let added = unpack(&bundle(folder.path(), &manifest, files), folder.path()).unwrap();
            assert_eq!(added.debug_id, DEBUG_ID);
            let read = |path| read(folder.path(), DEBUG_ID, path);
            assert_eq!(read("/home/me/a.rs").as_deref(), Some(text));
            assert_eq!(read("C:/me/b.rs").as_deref(), Some("b"));
            assert_eq!((read("x"), read("../bundle.upload")), (None, None));
        }
    }

    #[test]
    fn large_files_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let large = vec![b' '; FILE as usize + 1];
        let manifest = manifest(&[("a", "/a.rs"), ("b", "/b.rs")]);
        unpack(&bundle(folder.path(), &manifest, &[("a", &large), ("b", b"b")]), folder.path()).unwrap();
        assert_eq!(read(folder.path(), DEBUG_ID, "/a.rs"), None);
        assert_eq!(read(folder.path(), DEBUG_ID, "/b.rs").as_deref(), Some("b"));
    }

    #[test]
    fn what_is_no_bundle_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for manifest in ["", "7", r#"{"files": 7}"#] {
            let refused = unpack(&bundle(folder.path(), manifest, &[]), folder.path());
            assert!(matches!(refused, Err(AddError::BrokenSources(_))), "{manifest}");
        }
        for id in ["", "../../../../../../../../../../../../", "00000000-0000-0000-0000-000000000000"] {
            let manifest = serde_json::json!({"debug_id": id}).to_string();
            assert!(matches!(
                unpack(&bundle(folder.path(), &manifest, &[]), folder.path()),
                Err(AddError::NoId)
            ));
        }
        // A bundle in which one file is damaged.
        let whole = bundle(folder.path(), &manifest(&[("a", "/a.rs")]), &[("a", &[7; 500])]);
        let mut bytes = fs::read(&whole).unwrap();
        for byte in &mut bytes[40..46] {
            *byte ^= 0xff;
        }
        fs::write(&whole, bytes).unwrap();
        assert!(matches!(unpack(&whole, folder.path()), Err(AddError::BrokenSources(_))));
        let path = folder.path().join("x");
        fs::write(&path, "SYSB and no zip").unwrap();
        assert!(matches!(unpack(&path, folder.path()), Err(AddError::BrokenSources(_))));
    }
}
