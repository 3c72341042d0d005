//! 404 and 405 as JSON.

use axum::http::StatusCode;
use axum::response::Response;

use crate::web::json_response;

/// The answer to an unknown path.
pub async fn not_found() -> Response {
    answer()
}

/// The same.
pub(super) fn answer() -> Response {
    json_response::detail(StatusCode::NOT_FOUND, "there is nothing here")
}

/// The answer to a method that a path does not have.
pub async fn method_not_allowed() -> Response {
    refused_method()
}

/// The same.
pub(super) fn refused_method() -> Response {
    json_response::detail(StatusCode::METHOD_NOT_ALLOWED, "this path does not know this method")
}
