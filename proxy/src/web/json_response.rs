//! Answers in JSON.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Headers of answers that hold data of a project: no cache keeps them.
const PRIVATE: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// An answer.
pub(super) fn answer(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// An error with its reason, in the shape of Sentry's.
pub(super) fn detail(status: StatusCode, detail: &str) -> Response {
    answer(status, &json!({ "detail": detail }))
}

/// An answer with data of a project.
pub(super) fn private(value: &Value) -> Response {
    (PRIVATE, value.to_string()).into_response()
}

/// The answer to a request that leaves nothing to be said.
pub(super) fn nothing() -> Response {
    (StatusCode::NO_CONTENT, PRIVATE).into_response()
}

/// The answer to a request whose work has begun and may go on.
pub(super) fn accepted() -> Response {
    (StatusCode::ACCEPTED, PRIVATE, "{}").into_response()
}

/// An answer with data of a project that was made just now.
pub(super) fn private_created(value: &Value) -> Response {
    (StatusCode::CREATED, PRIVATE, value.to_string()).into_response()
}

/// An error of a request for data of a project.
pub(super) fn private_detail(status: StatusCode, detail: &str) -> Response {
    (status, PRIVATE, json!({ "detail": detail }).to_string()).into_response()
}

/// An error of a request whose members have problems: the name of each, and a list with its problem.
pub(super) fn private_problems(status: StatusCode, problems: &[(String, String)]) -> Response {
    let members = problems.iter().map(|(name, problem)| (name.clone(), json!([problem])));
    (status, PRIVATE, Value::Object(members.collect()).to_string()).into_response()
}
