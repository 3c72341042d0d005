//! What is not here, and what is not done here: JSON, as everywhere.

use axum::http::StatusCode;
use axum::response::Response;

use super::json;

/// The answer to a path that leads nowhere.
pub async fn not_found() -> Response {
    json::detail(StatusCode::NOT_FOUND, "there is nothing here")
}

/// The answer to a method that a path does not know.
pub async fn method_not_allowed() -> Response {
    json::detail(StatusCode::METHOD_NOT_ALLOWED, "this path does not know this method")
}
