//! An answer that is a page: its content or its error, within the layout.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::language::Language;
use super::layout::{self, PageContent, SiteState, StoreStatus};
use crate::store::Reader;
use crate::web::base_path::base_path;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;

/// The headers of all pages: no script but our own file, no frame, no cache.
pub(super) const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Not `no-referrer`: with that, forms are sent with `Origin: null`, and same_origin.rs would refuse them where browsers
    // send no `Sec-Fetch-Site`, as to a server without TLS. <https://fetch.spec.whatwg.org/#append-a-request-origin-header>
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// A page, or the page of an error.
pub(super) struct Page {
    content: Result<PageContent, ReadError>,
    site: SiteState,
    /// The status of an answer with content.
    status: StatusCode,
}

impl Page {
    /// The page that a question to the store gives.
    pub(super) async fn ask(
        reading: &Reading,
        question: impl FnOnce(&dyn Reader) -> Result<PageContent, ReadError> + Send + 'static,
    ) -> Self {
        let language = Language::current();
        let question = move |store: &dyn Reader| language.run(|| question(store));
        let asked = reading.ask(move |store| Ok((question(store)?, StoreStatus::of(store)?))).await;
        match asked {
            Ok((content, store_status)) => Self::with(reading, Ok(content), store_status),
            Err(error) => Self::error(reading, error),
        }
    }

    /// The page of an error.
    pub(super) fn error(reading: &Reading, error: ReadError) -> Self {
        Self::with(reading, Err(error), StoreStatus::default())
    }

    /// The page of a form that asks for something impossible.
    pub(super) fn refused(reading: &Reading, content: PageContent) -> Self {
        let page = Self::with(reading, Ok(content), StoreStatus::default());
        Self { status: StatusCode::BAD_REQUEST, ..page }
    }

    fn with(reading: &Reading, content: Result<PageContent, ReadError>, store_status: StoreStatus) -> Self {
        let base = base_path(&reading.public_url).to_owned();
        let site = SiteState { base, notices: reading.notices(), store_status };
        Self { content, site, status: StatusCode::OK }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        match self.content {
            Ok(content) => (self.status, HEADERS, layout::render(&content, &self.site)).into_response(),
            Err(error) => {
                error.log();
                (error.status(), HEADERS, layout::render(&layout::error(&error), &self.site)).into_response()
            }
        }
    }
}
