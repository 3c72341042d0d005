//! `POST /api/{project_id}/alert/`: our own body, with a token, or as plain text with a DSN key.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRef as _, Path, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::deliver::deliver;
use super::relay_refusal::RelayRefusal;
use crate::admission::alert_requests::AlertSender;
use crate::admission::client_address;
use crate::alerts::relay::{RelayTarget, RelayedMessage, read_message};
use crate::app::App;
use crate::model::token_scope::Access;
use crate::web::ingest::check_request::{check_request, peer};
use crate::web::ingest::dsn_key::key_of_request;
use crate::web::ingest::refusal::Refusal;
use crate::web::ingest::request_body::RequestBody;
use crate::web::read_error::ReadError;
use crate::web::viewer::{Identity, Login, ViewerFinder};

/// Largest body, in bytes: a text of the longest length, most of it Chinese, fits.
const LARGEST: usize = 64 << 10;
/// How the message says that it came this way.
const SOURCE: &str = "api";

pub(super) async fn alert(
    State(app): State<Arc<App>>,
    project_id: Result<Path<i64>, PathRejection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut body = RequestBody::new(body, &parts);
    let Ok(Path(project_id)) = project_id else {
        return refuse(&app, &mut body, RelayRefusal::Request(Refusal::UnknownProject), None).await;
    };
    let key = key_of_request(parts.uri.query(), &parts.headers);
    let named = Some((project_id, key.as_deref().unwrap_or_default()));
    match accept(&app, project_id, key.as_deref(), &parts, &mut body).await {
        Ok(answer) => answer,
        Err(refusal) => refuse(&app, &mut body, refusal, named).await,
    }
}

async fn refuse(
    app: &App,
    body: &mut RequestBody,
    refusal: RelayRefusal,
    named: Option<(i64, &str)>,
) -> Response {
    refusal.count(app, named);
    body.drain().await;
    refusal.into_response()
}

async fn accept(
    app: &Arc<App>,
    project_id: i64,
    key: Option<&str>,
    parts: &Parts,
    body: &mut RequestBody,
) -> Result<Response, RelayRefusal> {
    let config = app.config();
    let viewer = ViewerFinder::from_ref(app).viewer(&parts.headers).await?;
    let sender = match (viewer.identity(), key) {
        (Identity::Token { name, scopes, login: Login::Bearer }, _) => {
            if let Some(scope) = Access::SendAlerts.missing(scopes) {
                return Err(ReadError::Forbidden(scope).into());
            }
            AlertSender::Token(name.clone())
        }
        (Identity::ExpiredToken, _) => return Err(ReadError::Expired.into()),
        (Identity::UnknownToken | Identity::Token { .. }, None) => return Err(ReadError::Unauthorized.into()),
        (Identity::Nobody, None) => return Err(RelayRefusal::NoCredentials),
        (Identity::Nobody | Identity::UnknownToken | Identity::Token { .. }, Some(key)) => {
            check_request(app, &config, project_id, key, parts).await?;
            AlertSender::Key(key.to_owned())
        }
    };
    let Some(slug) = app.keys.slug(project_id) else { return Err(Refusal::UnknownProject.into()) };
    let rules = config.project(&slug);
    let is_key = matches!(sender, AlertSender::Key(_));
    if is_key && !rules.alert_with_dsn_key {
        return Err(RelayRefusal::KeyNotAllowed);
    }
    let client = peer(parts)
        .and_then(|peer| client_address::counted_network(peer, &parts.headers, &config.trusted_proxies));
    app.alert_requests.take(sender, client, rules, Instant::now())?;
    let message = read_message(&body.read_small(LARGEST).await?, SOURCE)?;
    if let Some(member) = message.needs_token().filter(|_| is_key) {
        return Err(RelayRefusal::NeedsToken(member));
    }
    let RelayedMessage { relayed, environment } = message;
    let target = RelayTarget { project_id, project: slug, environment, may_go_first: !is_key };
    Ok(deliver(app, config, target, key.filter(|_| is_key), relayed).await?.into_response())
}
