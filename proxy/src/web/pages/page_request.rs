//! The middleware of all pages.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::current_address::{self, with_address};
use super::language::Language;
use super::refusal_page;
use crate::web::viewer::Viewer;

/// Runs a request in its language; what is refused to a browser gets a page.
pub(super) async fn in_language(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let address = current_address::of(&request);
    let viewer = request.extensions().get::<Viewer>().cloned();
    let browser = viewer.filter(|_| refusal_page::is_for_browser(request.headers()));
    let answer = async {
        let answer = next.run(request).await;
        match browser {
            Some(viewer) => refusal_page::with_page(answer, &viewer.public_url()),
            None => answer,
        }
    };
    let mut response = language.scope(with_address(address, answer)).await;
    let headers = response.headers_mut();
    if headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    }
    response
}
