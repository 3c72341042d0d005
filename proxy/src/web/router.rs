//! All routes.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::http::Uri;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use tower::ServiceExt as _;

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
        .merge(api::project_routes())
        .merge(upload::routes())
        .merge(ingest::token_routes())
        .merge(pages::routes())
        .merge(pages::project_routes())
        .merge(pages::project_rule_routes())
        .merge(pages::alert_preview_routes())
        .merge(pages::alert_rule_routes())
        .merge(demo::routes())
}

/// Routes that need no permission, and are answered without reading tokens.
fn open(parts: &FirstPartyParts) -> Routes<Arc<App>> {
    let files = get(unmatched(parts)).fallback(unmatched(parts));
    Routes::new()
        .merge(ingest::routes(parts.ingest.clone()))
        .merge(ingest::relay_routes())
        .open("/{file}", files)
        .merge(health::routes())
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
    let routes = routes.method_not_allowed_fallback(not_found::unmatched_method);
    let known = routes.clone().fallback(unmatched(&parts)).with_state(Arc::clone(&app));
    routes.fallback(rewritten(known)).with_state(app)
}

/// The handler of what no route takes: a path of the web API is asked for once more as the routes write it, so that the
/// others pay nothing for it.
fn rewritten(known: Router) -> impl Fn(Request) -> Unmatched + Clone {
    move |mut request| {
        let known = known.clone();
        if let Some(uri) = canonical_uri(request.uri()) {
            *request.uri_mut() = uri;
        }
        Box::pin(async move {
            match known.oneshot(request).await {
                Ok(answer) => answer,
                Err(never) => match never {},
            }
        })
    }
}

/// The address with its path as the routes of the web API write it, if it is written otherwise.
fn canonical_uri(uri: &Uri) -> Option<Uri> {
    let path = api::canonical_path(uri.path())?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(format!("{path}{query}").parse().ok()?);
    Uri::from_parts(parts).ok()
}
