//! The script of all pages.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::page::HEADERS;
use crate::web::viewer::{Permitted, ReadPages};

const SCRIPT: &str = include_str!("../../../../www/dashboard/pages.js");

/// `GET /pages.js`
pub(super) async fn script(_: Permitted<ReadPages>) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    (HEADERS, [kind], SCRIPT).into_response()
}
