//! `POST /api/{project_id}/alertmanager/`: the webhook of Alertmanager, with a token.
//!
//! Alertmanager tries again after a 5xx alone, so everything that may pass by itself is one, also a limit.
//! <https://github.com/prometheus/alertmanager/blob/main/notify/webhook/webhook.go>

use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::deliver::deliver;
use super::relay_refusal::RelayRefusal;
use crate::admission::alert_requests::AlertSender;
use crate::alerts::relay::{RelayTarget, RelayedMessage, read_alertmanager};
use crate::app::App;
use crate::web::ingest::refusal::Refusal;
use crate::web::ingest::request_body::RequestBody;
use crate::web::viewer::{Permitted, SendAlerts};

/// Largest body, in bytes: a thousand alerts, whose number `max_alerts` of the receiver bounds.
const LARGEST: usize = 1 << 20;
/// How the message says that it came this way.
const SOURCE: &str = "alertmanager";

pub(super) async fn alertmanager(
    permitted: Permitted<SendAlerts>,
    State(app): State<Arc<App>>,
    project_id: Result<Path<i64>, PathRejection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut body = RequestBody::new(body, &parts);
    let project_id = project_id.map_or(0, |Path(id)| id);
    let token = permitted.identity().name().unwrap_or_default();
    match accept(&app, project_id, token, &mut body).await {
        Ok(answer) => answer,
        Err(refusal) => {
            refusal.count(&app, Some((project_id, "")));
            body.drain().await;
            let is_limit = matches!(refusal, RelayRefusal::Limited { .. });
            let mut answer = refusal.into_response();
            if is_limit {
                *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            }
            answer
        }
    }
}

async fn accept(
    app: &Arc<App>,
    project_id: i64,
    token: &str,
    body: &mut RequestBody,
) -> Result<Response, RelayRefusal> {
    let config = app.config();
    let Some(slug) = app.keys.slug(project_id) else { return Err(Refusal::UnknownProject.into()) };
    let sender = AlertSender::Token(token.to_owned());
    app.alert_requests.take(sender, None, config.project(&slug), Instant::now())?;
    let bytes = body.read_small(LARGEST).await?;
    let RelayedMessage { relayed, environment } = read_alertmanager(&bytes, SOURCE)?;
    let target = RelayTarget { project_id, project: slug, environment, may_go_first: true };
    Ok(deliver(app, config, target, None, relayed).await?.into_response())
}
