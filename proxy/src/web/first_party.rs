//! Paths that no other route has: the SDK's files at the root, and the path that the operator chose on the page's own origin.
//!
//! The operator's path is looked up in the configuration as it is now, so a reload changes it.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;

use super::assets::{RenamedFiles, sdk_files};
use super::{cors, ingest, not_found};
use crate::app::App;

/// The parts that requests below the operator's path share.
#[derive(Debug, Clone, Default)]
pub(super) struct FirstPartyParts {
    /// Shared with the endpoints of envelopes.
    pub(super) ingest: ingest::Shared,
    pub(super) files: RenamedFiles,
}

/// The answer to a request that no other route takes.
pub(super) async fn answer(parts: FirstPartyParts, app: Arc<App>, request: Request) -> Response {
    let config = app.config();
    let path = request.uri().path();
    if let Some(name) = config.first_party.below(path) {
        if name.is_empty() {
            return ingest::tunnel(&app, &parts.ingest, request).await;
        }
        let word = config.first_party.name.as_str();
        return file(request.method(), || parts.files.answer(name, word, request.headers()));
    }
    match path.strip_prefix('/') {
        Some(name) if !name.contains('/') && sdk_files::is_name(name) => {
            file(request.method(), || sdk_files::answer(name, request.headers()))
        }
        _ => not_found::answer(request.uri(), request.headers(), &config.public_url),
    }
}

/// The answer with a file, which pages of any origin may use.
fn file(method: &Method, answer: impl FnOnce() -> Response) -> Response {
    if matches!(*method, Method::GET | Method::HEAD) {
        cors::opened(answer())
    } else {
        not_found::refused_method()
    }
}
