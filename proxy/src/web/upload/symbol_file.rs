//! `POST /api/0/files/wasm/`: one file of symbols, or a bundle of sources, as body.

use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;

use super::uploads::Uploads;
use crate::secret::random_hex;
use crate::store::StoreError;
use crate::symbols::{AddError, LARGEST, Symbols, UploadedSymbols};
use crate::web::json_response;
use crate::web::read_error::ReadError;
use crate::web::routes::Routes;
use crate::web::viewer::{Permitted, UploadSymbols};

/// Longest time in which a file may arrive.
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(600);
/// Most files that arrive or wait to be converted at once: each lies on the disk meanwhile.
const MOST_UPLOADS: usize = 8;
static UPLOAD_SLOTS: Semaphore = Semaphore::const_new(MOST_UPLOADS);
/// One conversion at a time in the whole process, since its memory grows with the file.
static CONVERSION_TURN: Semaphore = Semaphore::const_new(1);

/// The reason why a file is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum UploadError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the file is larger than {LARGEST} bytes")]
    TooLarge,
    #[error("the file did not arrive whole in time")]
    BrokenOff,
    #[error(transparent)]
    Add(#[from] AddError),
    #[error("{MOST_UPLOADS} files are being uploaded: try again later")]
    Busy,
    #[error("the file cannot be stored")]
    Io(#[from] io::Error),
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("the server is going down")]
    Interrupted,
}

impl UploadError {
    /// The answer's status. Faults of the server are logged.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Read(error) => error.status(),
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BrokenOff => StatusCode::REQUEST_TIMEOUT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Add(AddError::Io(_)) | Self::Io(_) | Self::Store(_) | Self::Interrupted => {
                tracing::error!(error = self as &dyn std::error::Error, "upload failed");
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Add(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for UploadError {
    fn into_response(self) -> Response {
        json_response::detail(self.status(), &self.to_string())
    }
}

/// The route.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Uploads: FromRef<S>,
{
    Routes::new().post("/api/0/files/wasm/", upload)
}

async fn upload(
    _: Permitted<UploadSymbols>,
    State(uploads): State<Uploads>,
    body: Body,
) -> Result<Response, UploadError> {
    if body.size_hint().lower() > LARGEST {
        return Err(UploadError::TooLarge);
    }
    let _place = UPLOAD_SLOTS.try_acquire().map_err(|_| UploadError::Busy)?;
    let part = TemporaryFile::new(&uploads.symbols)?;
    tokio::time::timeout(RECEIVE_TIMEOUT, receive(body, &part.0))
        .await
        .map_err(|_| UploadError::BrokenOff)??;
    let (added, symbolicated) = add(&uploads, part).await?;
    let shown = json!({
        "debugId": added.debug_id,
        "hasLines": added.has_lines,
        "hasSources": added.has_sources,
        "resolvedEvents": symbolicated,
    });
    Ok(json_response::answer(StatusCode::CREATED, &shown))
}

/// Converts a file that has arrived, when it is its turn. Also gives the number of events that are symbolicated by it.
pub(super) async fn add(
    uploads: &Uploads,
    part: TemporaryFile,
) -> Result<(UploadedSymbols, usize), UploadError> {
    let _turn = CONVERSION_TURN.acquire().await.map_err(|_| UploadError::Interrupted)?;
    let uploads = uploads.clone();
    let work = tokio::task::spawn_blocking(move || convert(&uploads, &part));
    let (added, symbolicated) = work.await.map_err(|_| UploadError::Interrupted)??;
    tracing::info!(debug_id = added.debug_id, symbolicated, "symbols uploaded");
    Ok((added, symbolicated))
}

/// Converts the file, then symbolicates the events that waited for it.
fn convert(uploads: &Uploads, part: &TemporaryFile) -> Result<(UploadedSymbols, usize), UploadError> {
    let added = uploads.symbols.add(&part.0)?;
    if added.has_sources {
        // Sources are read when an event is shown.
        return Ok((added, 0));
    }
    let symbolicated = uploads.symbolicate_pending(&added.debug_id)?;
    Ok((added, symbolicated))
}

/// Writes the body to a file as it arrives.
async fn receive(mut body: Body, path: &Path) -> Result<(), UploadError> {
    let mut file = tokio::fs::File::create(path).await?;
    let mut size = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| UploadError::BrokenOff)?;
        let Ok(chunk) = frame.into_data() else { continue };
        size += chunk.len() as u64;
        if size > LARGEST {
            return Err(UploadError::TooLarge);
        }
        file.write_all(&chunk).await?;
    }
    Ok(file.flush().await?)
}

/// A file that is removed when this is dropped.
pub(super) struct TemporaryFile(PathBuf);

impl TemporaryFile {
    pub(super) fn new(symbols: &Symbols) -> io::Result<Self> {
        let name = random_hex(16).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Self(symbols.path_of(&name)))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // Fails if the file was never made.
        let _ = std::fs::remove_file(&self.0);
    }
}
