//! Puts every file of the workspace's `dist/` (the built SDK and demo) into the program, plain and gzipped.
//!
//! Without `dist/` the program is built all the same, and says at those addresses what it lacks.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use flate2::{Compression, Crc};

fn main() -> io::Result<()> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("../dist");
    let out = PathBuf::from(variable("OUT_DIR")?);
    println!("cargo:rerun-if-changed=build.rs");
    // Cargo runs this at every build while a watched folder is absent, so there is one; where the sources
    // cannot be written, that is a matter of seconds only.
    let _ = fs::create_dir_all(&root);
    println!("cargo:rerun-if-changed={}", root.display());

    let mut paths = Vec::new();
    if root.is_dir() {
        collect(&root, &mut paths)?;
    }
    paths.sort();
    let mut table = String::from("/// All of them, by path.\npub static FILES: &[Embedded] = &[\n");
    for (number, path) in paths.iter().enumerate() {
        table.push_str(&entry(&root, path, &out, number)?);
    }
    table.push_str("];\n");
    fs::write(out.join("embedded.rs"), table)
}

fn variable(name: &str) -> io::Result<String> {
    std::env::var(name).map_err(io::Error::other)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// A copy, so that a later build of the SDK does not change what `include_bytes!` sees behind the table's back.
fn entry(root: &Path, path: &Path, out: &Path, number: usize) -> io::Result<String> {
    let content = fs::read(path)?;
    let plain = out.join(format!("{number}"));
    fs::write(&plain, &content)?;
    let zipped = gzip(&content)?;
    let mut gzip = "None".to_owned();
    if zipped.len() < content.len() {
        let path = out.join(format!("{number}.gz"));
        fs::write(&path, zipped)?;
        gzip = format!("Some(include_bytes!({path:?}))");
    }
    let name = path.strip_prefix(root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
    let mut crc = Crc::new();
    crc.update(&content);
    let hash = format!("{:08x}{:x}", crc.sum(), content.len());
    Ok(format!(
        "    Embedded {{ path: {name:?}, hash: {hash:?}, plain: include_bytes!({plain:?}), gzip: {gzip} }},\n"
    ))
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}
