//! The addresses to which sentry-cli and the plugins of bundlers send source maps, which this server has no use for yet.

use axum::http::StatusCode;
use axum::response::Response;

use crate::web::json_response;
use crate::web::routes::Routes;
use crate::web::viewer::{Permitted, UploadSymbols};

/// The routes: bundles of artifacts, and the files of a release, as older clients send them.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new()
        .post("/api/0/organizations/{organization}/artifactbundle/assemble/", refuse)
        .post("/api/0/organizations/{organization}/releases/{version}/assemble/", refuse)
        .post("/api/0/organizations/{organization}/releases/{version}/files/", refuse)
        .post("/api/0/projects/{organization}/{project}/releases/{version}/files/", refuse)
}

/// Says so in words: who uploads source maps would else wonder why scripts stay minified.
async fn refuse(_: Permitted<UploadSymbols>) -> Response {
    json_response::detail(
        StatusCode::BAD_REQUEST,
        "source maps are not supported: stacks of scripts are shown as they were sent",
    )
}
