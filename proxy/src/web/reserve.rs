//! The answers on connections beyond the bounds: health, and 429 for everything else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};

use crate::admission::rate_limited::LimitReason;
use crate::app::App;
use crate::web::ingest::announce_batches;
use crate::web::ingest::refusal::Refusal;
use crate::web::ingest::request_body::RequestBody;
use crate::web::{cors, health};

/// The routes.
pub fn router(app: Arc<App>) -> Router {
    let (health, _) = health::routes().into_parts();
    Router::new()
        .merge(health)
        .fallback(refuse)
        .layer(map_response(cors::open))
        .layer(map_response(announce_batches))
        .with_state(app)
}

async fn refuse(State(app): State<Arc<App>>, request: Request) -> Response {
    let refusal = Refusal::busy(LimitReason::Connections);
    refusal.log(&app.log_limiter);
    app.outcomes.count(refusal.outcome(), refusal.category(), 1);
    let (parts, body) = request.into_parts();
    RequestBody::new(body, &parts).drain().await;
    refusal.into_response()
}
