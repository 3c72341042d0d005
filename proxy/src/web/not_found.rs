//! 404 and 405: JSON for programs, a page for browsers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use crate::app::App;
use crate::web::json_response;
use crate::web::pages::refusal_page;

/// The answer to an unknown path.
pub(super) fn answer(uri: &Uri, headers: &HeaderMap, public_url: &str) -> Response {
    if is_of_pages(uri, headers) {
        return refusal_page::not_found(headers, StatusCode::NOT_FOUND, public_url);
    }
    json_response::detail(StatusCode::NOT_FOUND, "there is nothing here")
}

/// The answer to a method that a path does not have.
pub async fn method_not_allowed() -> Response {
    refused_method()
}

/// The same where the path may be one of the pages.
pub async fn unmatched_method(State(app): State<Arc<App>>, request: Request) -> Response {
    if is_of_pages(request.uri(), request.headers()) {
        let public_url = &app.config().public_url;
        return refusal_page::not_found(request.headers(), StatusCode::METHOD_NOT_ALLOWED, public_url);
    }
    refused_method()
}

/// The same.
pub(super) fn refused_method() -> Response {
    json_response::detail(StatusCode::METHOD_NOT_ALLOWED, "this path does not know this method")
}

/// Whether a browser asks for what could be a page. The web API answers with JSON alone, also in a browser.
fn is_of_pages(uri: &Uri, headers: &HeaderMap) -> bool {
    !uri.path().trim_start_matches('/').starts_with("api/") && refusal_page::is_for_browser(headers)
}
