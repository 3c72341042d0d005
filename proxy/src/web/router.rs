//! All routes.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;

use crate::app::App;
use crate::serve::Routers;
use crate::web::assets::{demo, sdk_files};
use crate::web::routes::{Route, Routes};
use crate::web::viewer::{ViewerFinder, identify};
use crate::web::{api, health, ingest, not_found, pages, prometheus, reserve, upload};

/// The routes of connections that have a place, and of those beyond the bounds.
pub fn routers(app: Arc<App>) -> Routers {
    Routers { reserve: reserve::router(Arc::clone(&app)), all: router(app) }
}

/// The table of all routes and their guards.
#[must_use]
pub fn table() -> Vec<Route> {
    let (_, table) = guarded().merge(open()).into_parts();
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
fn open() -> Routes<Arc<App>> {
    Routes::new().merge(ingest::routes()).merge(sdk_files::routes()).merge(health::routes())
}

fn router(app: Arc<App>) -> Router {
    let identify = from_fn_with_state(ViewerFinder::from_ref(&app), identify);
    let (routes, _) = guarded().map_router(|router| router.layer(identify)).merge(open()).into_parts();
    routes
        .fallback(not_found::not_found)
        .method_not_allowed_fallback(not_found::method_not_allowed)
        .with_state(app)
}
