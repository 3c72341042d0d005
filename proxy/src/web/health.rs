//! Whether the server lives.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::web::json_response;

/// The routes.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(health))
}

async fn health() -> Response {
    json_response::answer(StatusCode::OK, &serde_json::json!({ "status": "ok" }))
}
