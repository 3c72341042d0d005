//! The files of the SDK at the root, out of the binary.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;

use super::embedded::find;
use super::static_file::{file_answer, not_embedded};
use crate::app::App;
use crate::web::cors;
use crate::web::routes::Routes;

/// The files, as script tags and imports name them.
const SDK: [&str; 7] = [
    "balefire.min.js",
    "balefire_bg.wasm",
    "balefire-wasm.min.js",
    "balefire.js",
    "loader.min.js",
    "index.d.ts",
    "protocol.d.ts",
];

/// The routes.
pub fn routes() -> Routes<Arc<App>> {
    let mut routes = Routes::new();
    for name in SDK {
        routes = routes.open(&format!("/{name}"), get(move |headers| sdk(name, headers)));
    }
    routes.map_router(|router| router.layer(map_response(cors::open)))
}

async fn sdk(name: &'static str, headers: HeaderMap) -> Response {
    find(name).map_or_else(not_embedded, |file| file_answer(file, &headers))
}
