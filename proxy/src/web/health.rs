//! `GET /healthz`: 200 while the server runs.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::web::json_response;
use crate::web::routes::Routes;

/// The route.
pub fn routes() -> Routes<Arc<App>> {
    Routes::new().open("/healthz", get(health))
}

async fn health() -> Response {
    json_response::answer(StatusCode::OK, &serde_json::json!({ "status": "ok" }))
}
