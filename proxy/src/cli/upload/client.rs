//! Uploads files to a running server, over HTTP.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use ureq::{Agent, SendBody};

use balefire_proxy::symbols::LARGEST;

use super::bundle::BundleError;

/// Longest time for the upload and conversion of one file.
const PATIENCE: Duration = Duration::from_secs(900);

/// The server's answer to an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// The debug id by which events name the build.
    pub debug_id: String,
    /// Whether the file has line information, and not only function names.
    pub has_lines: bool,
    /// Number of earlier events that have source lines now.
    pub symbolicated: u64,
}

/// The reason why a file was not uploaded.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The file cannot be read.
    #[error("cannot read the file")]
    File(#[from] std::io::Error),
    /// The sources of the file cannot be bundled.
    #[error("cannot bundle the sources")]
    Bundle(#[from] BundleError),
    /// It is too large.
    #[error("the file is larger than {LARGEST} bytes")]
    TooLarge,
    /// The server did not answer.
    #[error("no answer from {0}: {1}")]
    NoAnswer(String, String),
    /// The server refused the file.
    #[error("the server says {status}: {detail}")]
    Refused {
        /// The HTTP status of the answer.
        status: u16,
        /// The server's error text.
        detail: String,
    },
}

/// Uploads a file.
pub fn upload(url: &str, token: &str, path: &Path) -> Result<Uploaded, UploadError> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    send(url, token, file, size)
}

/// Uploads the sources of a file, as far as they are on this machine. Returns `None` if there are none.
pub fn upload_sources(url: &str, token: &str, path: &Path) -> Result<Option<Uploaded>, UploadError> {
    let Some(bundle) = super::bundle::bundle(path)? else { return Ok(None) };
    let size = bundle.len() as u64;
    send(url, token, Cursor::new(bundle), size).map(Some)
}

fn send(url: &str, token: &str, mut content: impl Read, size: u64) -> Result<Uploaded, UploadError> {
    if size > LARGEST {
        return Err(UploadError::TooLarge);
    }
    let agent: Agent =
        Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build().into();
    let address = format!("{}/api/0/files/wasm/", url.trim_end_matches('/'));
    let answer = agent
        .post(&address)
        .header("Authorization", format!("Bearer {token}"))
        .header("Content-Type", "application/octet-stream")
        .header("Content-Length", size.to_string())
        // The file is sent only after the server's `100 Continue`: a server that refuses closes the connection, and its
        // answer would be lost in a broken pipe.
        .header("Expect", "100-continue")
        .send(SendBody::from_reader(&mut content));
    let no_answer = |error: ureq::Error| UploadError::NoAnswer(url.to_owned(), error.to_string());
    let mut answer = answer.map_err(no_answer)?;
    let status = answer.status().as_u16();
    let text = answer.body_mut().read_to_string().map_err(no_answer)?;
    let json: Value = serde_json::from_str(&text).unwrap_or_default();
    if status != 201 {
        let detail = json["detail"].as_str().unwrap_or("nothing").to_owned();
        return Err(UploadError::Refused { status, detail });
    }
    Ok(Uploaded {
        debug_id: json["debugId"].as_str().unwrap_or_default().to_owned(),
        has_lines: json["hasLines"].as_bool().unwrap_or_default(),
        symbolicated: json["resolvedEvents"].as_u64().unwrap_or_default(),
    })
}
