//! Uploads of symbols as `sentry-cli debug-files upload` sends them: it asks what the server takes, says which file is
//! made of which chunks, sends those that are missing, and says it again.
//!
//! <https://develop.sentry.dev/backend/application-domains/symbolication/chunk-uploading/>

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRef, Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::model::scope::Access;
use crate::symbols::{AddError, Checksum, ChunkError, LARGEST, PIECE};
use crate::web::api::project_slug;
use crate::web::json_response;
use crate::web::reading::{ReadError, Reading};
use crate::web::upload::symbol_file::{TemporaryFile, UploadError, add};
use crate::web::viewer::token_auth::bearer;

/// Where chunks go.
const PATH: &str = "/api/0/organizations/balefire/chunk-upload/";
/// Most chunks in a request.
const CHUNKS: u64 = 4;
/// Largest request of chunks, in bytes: each may come as it is, with some words around it.
const REQUEST: u64 = CHUNKS * (PIECE + 1024);
/// Largest request that says what files are made of, in bytes.
const ASSEMBLE: usize = 1 << 20;
/// Most files in a request that says what files are made of.
const FILES: usize = 1_000;
/// Most chunks of all of them together: those of a hundred of the largest files.
const MOST_CHUNKS: usize = 100 * LARGEST.div_ceil(PIECE) as usize;
/// Most parts of other names in a request of chunks.
const OTHER_PARTS: u64 = 16;
/// Longest time for a request of chunks.
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(120);
/// Two requests of chunks at a time, as is said: that bounds the memory they take.
const CONCURRENCY: usize = 2;
static TURNS: Semaphore = Semaphore::const_new(CONCURRENCY);

/// The routes.
pub fn router() -> Router<Arc<App>> {
    let chunks = post(upload).layer(DefaultBodyLimit::max(REQUEST as usize));
    Router::new().route(PATH, get(options).merge(chunks)).route(
        "/api/0/projects/balefire/{project}/files/difs/assemble/",
        post(assemble).layer(DefaultBodyLimit::max(ASSEMBLE)),
    )
}

/// Why chunks are not taken.
#[derive(Debug, thiserror::Error)]
enum ChunksError {
    #[error(transparent)]
    Upload(#[from] UploadError),
    #[error(transparent)]
    Chunk(#[from] ChunkError),
    #[error("not a request of chunks: {0}")]
    Multipart(#[from] MultipartError),
    #[error("not the json that is expected: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the chunks did not come whole in time")]
    Slow,
    #[error("a request has at most {CHUNKS} chunks")]
    TooManyChunks,
    #[error(
        "a request says of at most {FILES} files what they are made of, and of at most {MOST_CHUNKS} chunks"
    )]
    TooManyFiles,
}

impl From<ReadError> for ChunksError {
    fn from(error: ReadError) -> Self {
        Self::Upload(error.into())
    }
}

impl IntoResponse for ChunksError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Upload(error) => error.status(),
            Self::Chunk(ChunkError::Io(_) | ChunkError::Full) => {
                tracing::error!(error = &self as &dyn std::error::Error, "an upload failed");
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Chunk(ChunkError::TooLarge(_)) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Multipart(error) => error.status(),
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::TooManyChunks | Self::TooManyFiles => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Chunk(ChunkError::Checksum) | Self::Json(_) => StatusCode::BAD_REQUEST,
        };
        json_response::detail(status, &self.to_string())
    }
}

/// What the server takes.
async fn options(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, ChunksError> {
    Reading::from_ref(&app).authenticate(bearer(&headers), Access::Upload).await?;
    let options = json!({
        "url": format!("{}{PATH}", app.config().public_url),
        "chunkSize": PIECE,
        "chunksPerRequest": CHUNKS,
        "maxFileSize": LARGEST,
        "maxRequestSize": CHUNKS * PIECE,
        "concurrency": CONCURRENCY,
        "hashAlgorithm": "sha1",
        "compression": ["gzip"],
        "accept": ["debug_files", "sources"],
    });
    Ok(json_response::answer(StatusCode::OK, &options))
}

/// Keeps chunks: parts named `file` or `file_gzip`, whose file names are their checksums.
async fn upload(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    parts: Multipart,
) -> Result<Response, ChunksError> {
    Reading::from_ref(&app).authenticate(bearer(&headers), Access::Upload).await?;
    let _turn = TURNS.acquire().await.map_err(|_| UploadError::Interrupted)?;
    tokio::time::timeout(RECEIVE_TIMEOUT, store_chunks(&app, parts))
        .await
        .map_err(|_| ChunksError::Slow)??;
    Ok(json_response::answer(StatusCode::OK, &json!({})))
}

async fn store_chunks(app: &Arc<App>, mut parts: Multipart) -> Result<(), ChunksError> {
    let (mut chunks, mut others) = (0, 0);
    while let Some(part) = parts.next_field().await? {
        let is_zipped = match part.name() {
            Some("file") => false,
            Some("file_gzip") => true,
            _ if others < OTHER_PARTS => {
                others += 1;
                continue;
            }
            _ => return Err(ChunksError::TooManyChunks),
        };
        if chunks == CHUNKS {
            return Err(ChunksError::TooManyChunks);
        }
        chunks += 1;
        let name = part.file_name().unwrap_or_default().to_owned();
        let checksum = Checksum::try_from(name)?;
        let bytes = part.bytes().await?;
        let app = Arc::clone(app);
        let work = blocking(move || {
            let bytes = if is_zipped { unzip(&bytes)? } else { bytes.into() };
            if bytes.len() as u64 > PIECE {
                return Err(ChunkError::TooLarge(PIECE));
            }
            app.symbols.chunks.put(&checksum, &bytes)
        });
        work.await??;
    }
    Ok(())
}

fn unzip(bytes: &Bytes) -> Result<Vec<u8>, ChunkError> {
    let mut unzipped = Vec::new();
    // What is no gzip has not the content that its name says.
    let read = MultiGzDecoder::new(bytes.as_ref()).take(PIECE + 1).read_to_end(&mut unzipped);
    read.map(|_| unzipped).map_err(|_| ChunkError::Checksum)
}

/// A file, and what it is made of.
#[derive(Deserialize)]
struct FileChunks {
    #[serde(default)]
    name: String,
    #[serde(default)]
    chunks: Vec<Checksum>,
}

/// Says of each file whether it is there, or which of its chunks are missing; puts those together that are all there.
async fn assemble(
    State(app): State<Arc<App>>,
    Path(project): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ChunksError> {
    let reading = Reading::from_ref(&app);
    reading.authenticate(bearer(&headers), Access::Upload).await?;
    reading.ask(move |store| project_slug(store, &project)).await?;
    let wanted = blocking(move || wanted(&body)).await??;
    let mut states = serde_json::Map::new();
    for (checksum, wanted) in wanted {
        states.insert(checksum.clone().into(), file_state(&app, &checksum, wanted).await?);
    }
    Ok(json_response::answer(StatusCode::OK, &Value::Object(states)))
}

/// Which files are made of which chunks. The size of the request bounds what is read before they are counted.
fn wanted(body: &[u8]) -> Result<BTreeMap<Checksum, FileChunks>, ChunksError> {
    let wanted: BTreeMap<Checksum, FileChunks> = serde_json::from_slice(body)?;
    let chunks: usize = wanted.values().map(|wanted| wanted.chunks.len()).sum();
    if wanted.len() > FILES || chunks > MOST_CHUNKS { Err(ChunksError::TooManyFiles) } else { Ok(wanted) }
}

async fn file_state(app: &Arc<App>, checksum: &Checksum, wanted: FileChunks) -> Result<Value, ChunksError> {
    let FileChunks { name, chunks } = wanted;
    let (asked, sum) = (Arc::clone(app), checksum.clone());
    // A file is looked for in the folder for each chunk.
    let (known, missing, chunks) = blocking(move || {
        let all = &asked.symbols.chunks;
        (all.known(&sum), all.missing(&chunks), chunks)
    })
    .await?;
    if let Some(debug_id) = known {
        return Ok(assembled_json(checksum, &name, &debug_id));
    }
    if chunks.is_empty() || !missing.is_empty() {
        return Ok(json!({ "state": "not_found", "missingChunks": missing }));
    }
    let part = assembled(app, checksum.clone(), chunks).await?;
    let debug_id = match add(app, part).await {
        Ok((added, _)) => added.debug_id,
        // Whole folders are uploaded: what is shipped lies beside its symbols.
        Err(UploadError::Add(AddError::NoSymbols { debug_id })) => debug_id,
        // The file is of no use, which is no fault of the request, nor of the other files.
        Err(UploadError::Add(error)) if !matches!(error, AddError::Io(_)) => {
            return Ok(json!({ "state": "error", "missingChunks": [], "detail": error.to_string() }));
        }
        Err(error) => return Err(error.into()),
    };
    let (app, sum, id) = (Arc::clone(app), checksum.clone(), debug_id.clone());
    blocking(move || app.symbols.chunks.know(&sum, &id)).await??;
    Ok(assembled_json(checksum, &name, &debug_id))
}

/// The file of some chunks.
async fn assembled(
    app: &Arc<App>,
    checksum: Checksum,
    chunks: Vec<Checksum>,
) -> Result<TemporaryFile, ChunksError> {
    let app = Arc::clone(app);
    blocking(move || {
        let part = TemporaryFile::new(&app.symbols).map_err(UploadError::from)?;
        app.symbols.chunks.assemble(&checksum, &chunks, part.path())?;
        Ok(part)
    })
    .await?
}

/// Works on a thread that may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, UploadError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| UploadError::Interrupted)
}

/// As Sentry tells of a debug information file.
fn assembled_json(checksum: &Checksum, name: &str, debug_id: &str) -> Value {
    json!({
        "state": "ok",
        "missingChunks": [],
        "dif": {
            "sha1": checksum,
            "uuid": debug_id,
            "debugId": debug_id,
            "objectName": name,
            "cpuName": "wasm32",
            "symbolType": "wasm",
        },
    })
}
