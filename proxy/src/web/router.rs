//! All routes.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;

use crate::app::App;
use crate::model::scope::Access;
use crate::serve::Routers;
use crate::web::assets::sdk;
use crate::web::ingest::envelope;
use crate::web::reading::Reading;
use crate::web::upload::{chunk_upload, symbol_file};
use crate::web::viewer::{page_auth, page_host};
use crate::web::{api, health, not_found, pages, prometheus, reserve};

/// The routes of connections that have a place, and of those that have none.
pub fn routers(app: Arc<App>) -> Routers {
    Routers { reserve: reserve::router(Arc::clone(&app)), all: router(app) }
}

/// All routes.
fn router(app: Arc<App>) -> Router {
    let config = app.config();
    // Without a token to keep others out, the host name has to.
    let guarded = |routes, is_public, access| {
        if is_public {
            page_host::require_known(routes, Arc::clone(&app.live))
        } else {
            page_auth::require_token(routes, Reading::from_ref(&app), access)
        }
    };
    let pages = guarded(pages::router(), !config.pages.token_required, Access::Pages);
    let demo = guarded(sdk::demo_router(), config.demo.public, Access::Demo);
    let metrics = if config.metrics.public {
        prometheus::router()
    } else {
        page_auth::require_token(prometheus::router(), Reading::from_ref(&app), Access::Metrics)
    };
    Router::new()
        .merge(envelope::router())
        .merge(sdk::router())
        .merge(health::router())
        .merge(metrics)
        .merge(api::router())
        .merge(symbol_file::router())
        .merge(chunk_upload::router())
        .merge(pages)
        .merge(demo)
        .fallback(not_found::not_found)
        .method_not_allowed_fallback(not_found::method_not_allowed)
        .with_state(app)
}
