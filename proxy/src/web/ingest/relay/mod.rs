//! The endpoints for alerts that other programs send through this server: our own, Alertmanager's, and that of a robot of
//! DingTalk's. docs/relay.md describes them.

mod alert_endpoint;
mod alertmanager_endpoint;
mod deliver;
mod relay_refusal;
mod robot_endpoint;

use std::sync::Arc;

use axum::middleware::map_response;
use axum::routing::post;

use crate::app::App;
use crate::model::token_scope::Access;
use crate::web::routes::Routes;
use crate::web::{cors, not_found};

/// The routes that find the sender by themselves.
pub(in crate::web) fn routes() -> Routes<Arc<App>> {
    let methods =
        post(alert_endpoint::alert).options(cors::preflight).fallback(not_found::method_not_allowed);
    let robot = post(robot_endpoint::send).fallback(robot_endpoint::other_method);
    Routes::new()
        .with_dsn_key_or_token("/api/{project_id}/alert/", Access::SendAlerts, methods.clone())
        .with_dsn_key_or_token("/api/{project_id}/alert", Access::SendAlerts, methods)
        .map_router(|router| router.layer(map_response(cors::open)))
        .with_query_token("/robot/send", Access::SendAlerts, robot)
}

/// The routes behind the middleware that finds who asks.
pub(in crate::web) fn token_routes() -> Routes<Arc<App>> {
    Routes::new().post("/api/{project_id}/alertmanager/", alertmanager_endpoint::alertmanager)
}
