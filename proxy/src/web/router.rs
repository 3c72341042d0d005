//! All routes.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::serve::Routers;
use crate::web::assets::demo;
use crate::web::first_party::{self, FirstPartyParts};
use crate::web::routes::{Route, Routes};
use crate::web::viewer::{ViewerFinder, identify};
use crate::web::{api, health, ingest, not_found, pages, prometheus, reserve, upload};

/// The answer of [`unmatched`].
type Unmatched = Pin<Box<dyn Future<Output = Response> + Send>>;

/// The routes of connections that have a place, and of those beyond the bounds.
pub fn routers(app: Arc<App>) -> Routers {
    Routers { reserve: reserve::router(Arc::clone(&app)), all: router(app) }
}

/// The table of all routes and their guards.
#[must_use]
pub fn table() -> Vec<Route> {
    let (_, table) = guarded().merge(open(&FirstPartyParts::default())).into_parts();
    table
}

/// Routes that need a permission.
fn guarded() -> Routes<Arc<App>> {
    Routes::new()
        .merge(prometheus::routes())
        .merge(api::routes())
        .merge(upload::routes())
        .merge(pages::routes())
        .merge(demo::routes())
}

/// Routes that need no permission, and are answered without reading tokens.
fn open(parts: &FirstPartyParts) -> Routes<Arc<App>> {
    let files = get(unmatched(parts)).fallback(unmatched(parts));
    Routes::new().merge(ingest::routes(parts.ingest.clone())).open("/{file}", files).merge(health::routes())
}

/// The handler of what no route takes: the SDK's files, and the operator's own path.
fn unmatched(parts: &FirstPartyParts) -> impl Fn(State<Arc<App>>, Request) -> Unmatched + Clone + use<> {
    let parts = parts.clone();
    move |State(app), request| Box::pin(first_party::answer(parts.clone(), app, request))
}

fn router(app: Arc<App>) -> Router {
    let identify = from_fn_with_state(ViewerFinder::from_ref(&app), identify);
    let parts = FirstPartyParts::default();
    let (routes, _) = guarded().map_router(|router| router.layer(identify)).merge(open(&parts)).into_parts();
    routes
        .fallback(unmatched(&parts))
        .method_not_allowed_fallback(not_found::method_not_allowed)
        .with_state(app)
}
