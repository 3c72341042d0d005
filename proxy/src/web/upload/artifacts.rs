//! Uploads of symbols: `POST /api/0/files/wasm/`, a wasm file or a bundle of sources as body, and a token that reads.

use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::model::scope::Access;
use crate::process::symbolicate_pending;
use crate::secret::random_hex;
use crate::store::StoreError;
use crate::symbols::{AddError, Added, LARGEST, Symbols};
use crate::web::json;
use crate::web::reading::{ReadError, Reading};
use crate::web::viewer::token_auth::bearer;

/// Longest time that a file may take to come.
const PATIENCE: Duration = Duration::from_secs(600);
/// Most files that come at a time or wait to be converted: each lies on the disk meanwhile.
const WAITING: usize = 8;
static WAITING_ROOM: Semaphore = Semaphore::const_new(WAITING);
/// One at a time: what converting a file takes of memory grows with the file.
static TURN: Semaphore = Semaphore::const_new(1);

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum UploadError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the file is larger than {LARGEST} bytes")]
    TooLarge,
    #[error("the file did not come whole in time")]
    BrokenOff,
    #[error(transparent)]
    Add(#[from] AddError),
    #[error("{WAITING} files are being uploaded: try again later")]
    Busy,
    #[error("the file cannot be kept")]
    Io(#[from] io::Error),
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("the server is going down")]
    Interrupted,
}

impl UploadError {
    /// The answer's status; what is the server's fault is logged.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Read(error) => error.status(),
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BrokenOff => StatusCode::REQUEST_TIMEOUT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Add(AddError::Io(_)) | Self::Io(_) | Self::Store(_) | Self::Interrupted => {
                tracing::error!(error = self as &dyn std::error::Error, "an upload failed");
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Add(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for UploadError {
    fn into_response(self) -> Response {
        json::detail(self.status(), &self.to_string())
    }
}

/// The routes.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/api/0/files/wasm/", post(upload))
}

async fn upload(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, UploadError> {
    Reading::from_ref(&app).authenticate(bearer(&headers), Access::Upload).await?;
    if body.size_hint().lower() > LARGEST {
        return Err(UploadError::TooLarge);
    }
    let _place = WAITING_ROOM.try_acquire().map_err(|_| UploadError::Busy)?;
    let part = Part::new(&app.symbols)?;
    tokio::time::timeout(PATIENCE, receive(body, &part.0)).await.map_err(|_| UploadError::BrokenOff)??;
    let (added, symbolicated) = add(&app, part).await?;
    let shown = json!({
        "debugId": added.debug_id,
        "hasLines": added.has_lines,
        "hasSources": added.has_sources,
        "resolvedEvents": symbolicated,
    });
    Ok(json::answer(StatusCode::CREATED, &shown))
}

/// Takes a file that has come, when it is its turn; tells how many events are symbolicated by it.
pub(super) async fn add(app: &Arc<App>, part: Part) -> Result<(Added, usize), UploadError> {
    let _turn = TURN.acquire().await.map_err(|_| UploadError::Interrupted)?;
    let app = Arc::clone(app);
    let work = tokio::task::spawn_blocking(move || take(&app, &part));
    let (added, symbolicated) = work.await.map_err(|_| UploadError::Interrupted)??;
    tracing::info!(debug_id = added.debug_id, symbolicated, "symbols were uploaded");
    Ok((added, symbolicated))
}

/// Converts the file, then symbolicates the events that waited for it.
fn take(app: &App, part: &Part) -> Result<(Added, usize), UploadError> {
    let added = app.symbols.add(&part.0)?;
    if added.has_sources {
        // Sources are read when an event is shown.
        return Ok((added, 0));
    }
    let symbolicated = app
        .stores
        .pending_symbols
        .symbolicate_pending(&added.debug_id, &|body| symbolicate_pending(body, app.symbols.as_ref()))?;
    Ok((added, symbolicated))
}

/// Writes the body to a file, as it comes.
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

/// A file that goes when it is no longer needed, however that comes.
pub(super) struct Part(PathBuf);

impl Part {
    pub(super) fn new(symbols: &Symbols) -> io::Result<Self> {
        let name = random_hex(16).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Self(symbols.place_of(&name)))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Where it was never made, there is nothing to remove.
        let _ = std::fs::remove_file(&self.0);
    }
}
