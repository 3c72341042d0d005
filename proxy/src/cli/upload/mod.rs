//! `balefire-proxy upload`: uploads wasm files to a running server.

mod bundle;
mod client;

use std::path::PathBuf;

use anyhow::Context;

use self::client::{upload, upload_sources};
use super::output::say;

/// Uploads the files one by one and prints the result of each.
pub fn run(url: &str, token: &str, include_sources: bool, files: &[PathBuf]) -> anyhow::Result<()> {
    for file in files {
        let name = file.display();
        let uploaded = upload(url, token, file).with_context(|| format!("cannot upload {name}"))?;
        let found = if uploaded.has_lines { "functions and lines" } else { "names of functions, no lines" };
        let events = if uploaded.symbolicated == 1 { "event" } else { "events" };
        say(&format!(
            "{name}: {}, {found}, {} {events} symbolicated",
            uploaded.debug_id, uploaded.symbolicated
        ))?;
        if include_sources {
            let sources = upload_sources(url, token, file);
            let sources = sources.with_context(|| format!("cannot upload the sources of {name}"))?;
            let uploaded =
                if sources.is_some() { "sources uploaded" } else { "no source of it is on this machine" };
            say(&format!("{name}: {uploaded}"))?;
        }
    }
    Ok(())
}
