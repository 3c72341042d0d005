//! Answers in JSON.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An answer.
pub(super) fn answer(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// An answer that is not what was asked for, and why, in the shape of Sentry's.
pub(super) fn detail(status: StatusCode, detail: &str) -> Response {
    answer(status, &json!({ "detail": detail }))
}
