//! Uploads of symbols as `sentry-cli debug-files upload` sends them: it asks for the server's bounds, names the chunks of
//! each file, sends the chunks that are missing, and names them again.
//!
//! <https://develop.sentry.dev/backend/application-domains/symbolication/chunk-uploading/>

use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRef, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::symbol_file::{TemporaryFile, UploadError, add};
use super::uploads::Uploads;
use crate::symbols::{AddError, Checksum, ChunkError, LARGEST, PIECE};
use crate::web::json_response;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::routes::Routes;
use crate::web::viewer::{Permitted, UploadSymbols};

/// The address for chunks.
const PATH: &str = "/api/0/organizations/{organization}/chunk-upload/";
/// Most chunks in a request.
const CHUNKS: u64 = 4;
/// Largest request of chunks, in bytes: each chunk uncompressed, with the headers of its part.
const REQUEST: u64 = CHUNKS * (PIECE + 1024);
/// Largest request that names the chunks of files, in bytes.
const ASSEMBLE: usize = 1 << 20;
/// Most files in such a request.
const FILES: usize = 1_000;
/// Most chunks of all of them together: as many as a hundred of the largest files have.
const MOST_CHUNKS: usize = 100 * LARGEST.div_ceil(PIECE) as usize;
/// Most parts of other names in a request of chunks.
const OTHER_PARTS: u64 = 16;
/// Longest time for a request of chunks.
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(120);
/// Requests of chunks at once in the whole process, which bounds their memory. Clients are told this number.
const CONCURRENCY: usize = 2;
static TURNS: Semaphore = Semaphore::const_new(CONCURRENCY);

/// The routes.
pub(super) fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Uploads: FromRef<S>,
{
    Routes::new().get(PATH, options).post_up_to(PATH, REQUEST as usize, upload).post_up_to(
        "/api/0/projects/{organization}/{project}/files/difs/assemble/",
        ASSEMBLE,
        assemble,
    )
}

/// The reason why chunks are refused.
#[derive(Debug, thiserror::Error)]
enum ChunksError {
    #[error(transparent)]
    Upload(#[from] UploadError),
    #[error(transparent)]
    Chunk(#[from] ChunkError),
    #[error("the body is not a request of chunks: {0}")]
    Multipart(#[from] MultipartError),
    #[error("the body is not the expected json: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the chunks did not arrive whole in time")]
    Slow,
    #[error("a request has at most {CHUNKS} chunks")]
    TooManyChunks,
    #[error("a request names at most {FILES} files, of at most {MOST_CHUNKS} chunks in all")]
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
                tracing::error!(error = &self as &dyn std::error::Error, "upload failed");
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

/// `GET`: the bounds of the server.
async fn options(
    _: Permitted<UploadSymbols>,
    State(uploads): State<Uploads>,
) -> Result<Response, ChunksError> {
    let options = json!({
        "url": format!("{}{}", uploads.live.get().public_url, PATH.replace("{organization}", "balefire")),
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

/// `POST`: stores chunks, which are parts named `file` or `file_gzip` with their checksums as file names.
async fn upload(
    _: Permitted<UploadSymbols>,
    State(uploads): State<Uploads>,
    parts: Multipart,
) -> Result<Response, ChunksError> {
    let _turn = TURNS.acquire().await.map_err(|_| UploadError::Interrupted)?;
    tokio::time::timeout(RECEIVE_TIMEOUT, store_chunks(&uploads, parts))
        .await
        .map_err(|_| ChunksError::Slow)??;
    Ok(json_response::answer(StatusCode::OK, &json!({})))
}

async fn store_chunks(uploads: &Uploads, mut parts: Multipart) -> Result<(), ChunksError> {
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
        let uploads = uploads.clone();
        let work = blocking(move || {
            let bytes = if is_zipped { unzip(&bytes)? } else { bytes.into() };
            if bytes.len() as u64 > PIECE {
                return Err(ChunkError::TooLarge(PIECE));
            }
            uploads.symbols.chunks.put(&checksum, &bytes)
        });
        work.await??;
    }
    Ok(())
}

fn unzip(bytes: &Bytes) -> Result<Vec<u8>, ChunkError> {
    let mut unzipped = Vec::new();
    // Bytes that are not gzip cannot have the content that their checksum names.
    let read = MultiGzDecoder::new(bytes.as_ref()).take(PIECE + 1).read_to_end(&mut unzipped);
    read.map(|_| unzipped).map_err(|_| ChunkError::Checksum)
}

/// A file and its chunks.
#[derive(Deserialize)]
struct FileChunks {
    #[serde(default)]
    name: String,
    #[serde(default)]
    chunks: Vec<Checksum>,
}

/// Names the missing chunks of each file, and assembles the files that have all their chunks.
async fn assemble(
    _: Permitted<UploadSymbols>,
    State(uploads): State<Uploads>,
    Path((_, project)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, ChunksError> {
    uploads.reading.ask(move |store| project_slug(store, &project)).await?;
    let wanted = blocking(move || wanted(&body)).await??;
    let mut states = serde_json::Map::new();
    for (checksum, wanted) in wanted {
        states.insert(checksum.clone().into(), file_state(&uploads, &checksum, wanted).await?);
    }
    Ok(json_response::answer(StatusCode::OK, &Value::Object(states)))
}

/// The files of a request and their chunks. The request's size bounds the work before they are counted.
fn wanted(body: &[u8]) -> Result<BTreeMap<Checksum, FileChunks>, ChunksError> {
    let wanted: BTreeMap<Checksum, FileChunks> = serde_json::from_slice(body)?;
    let chunks: usize = wanted.values().map(|wanted| wanted.chunks.len()).sum();
    if wanted.len() > FILES || chunks > MOST_CHUNKS { Err(ChunksError::TooManyFiles) } else { Ok(wanted) }
}

async fn file_state(
    uploads: &Uploads,
    checksum: &Checksum,
    wanted: FileChunks,
) -> Result<Value, ChunksError> {
    let FileChunks { name, chunks } = wanted;
    let (asked, sum) = (uploads.clone(), checksum.clone());
    // Each chunk is looked up in the folder.
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
    let part = assembled(uploads, checksum.clone(), chunks).await?;
    let debug_id = match add(uploads, part).await {
        Ok((added, _)) => added.debug_id,
        // Whole folders are uploaded, in which a stripped module lies beside its symbols.
        Err(UploadError::Add(AddError::NoSymbols { debug_id })) => debug_id,
        // A file without use is an answer for this file; the request and its other files are sound.
        Err(UploadError::Add(error)) if !matches!(error, AddError::Io(_)) => {
            return Ok(json!({ "state": "error", "missingChunks": [], "detail": error.to_string() }));
        }
        Err(error) => return Err(error.into()),
    };
    let (uploads, sum, id) = (uploads.clone(), checksum.clone(), debug_id.clone());
    blocking(move || uploads.symbols.chunks.remember(&sum, &id)).await??;
    Ok(assembled_json(checksum, &name, &debug_id))
}

/// The file that the chunks make up.
async fn assembled(
    uploads: &Uploads,
    checksum: Checksum,
    chunks: Vec<Checksum>,
) -> Result<TemporaryFile, ChunksError> {
    let uploads = uploads.clone();
    blocking(move || {
        let part = TemporaryFile::new(&uploads.symbols).map_err(UploadError::from)?;
        uploads.symbols.chunks.assemble(&checksum, &chunks, part.path())?;
        Ok(part)
    })
    .await?
}

/// Runs work on a thread that may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, UploadError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| UploadError::Interrupted)
}

/// A debug information file in the shape of Sentry's API.
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
