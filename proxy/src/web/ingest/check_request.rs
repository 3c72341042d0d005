//! Whether a request may send to a project, by its key, origin, address and rate: from memory alone.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::ConnectInfo;
use axum::http::header;
use axum::http::request::Parts;

use super::refusal::Refusal;
use crate::admission::{KeyCheck, client_address};
use crate::allowed_origin::is_allowed;
use crate::app::App;
use crate::config::{Config, ProjectRules};
use crate::model::timestamp::Timestamp;
use crate::outcome::DiscardReason;

/// Checks a request against the project's rules. An unknown key is looked up in the store, since it may be new.
pub(super) async fn check_request(
    app: &Arc<App>,
    config: &Config,
    project_id: i64,
    key: &str,
    parts: &Parts,
) -> Result<(), Refusal> {
    let now = Instant::now();
    let mut check = app.keys.check_key(project_id, key);
    if matches!(check, KeyCheck::Valid(_)) {
        if app.keys.is_stale(now) {
            // Refreshed beside the request: it does not wait, and later ones see the result.
            tokio::spawn(reload_projects(Arc::clone(app)));
        }
    } else {
        // On a task of its own: other requests wait for the reload too, so it must outlive this client.
        let reload = Arc::clone(app);
        let reloaded =
            tokio::spawn(
                async move { reload.keys.reload_once(now, reload_projects(Arc::clone(&reload))).await },
            );
        // An error means that the task panicked; the keys in memory still count then.
        let _ = reloaded.await;
        check = app.keys.check_key(project_id, key);
    }
    let slug = match check {
        KeyCheck::Valid(slug) => slug,
        KeyCheck::UnknownKey => return Err(Refusal::UnknownKey),
        KeyCheck::UnknownProject => return Err(Refusal::UnknownProject),
    };
    let rules = config.project(&slug);
    if !is_allowed(&rules.origins, &parts.headers) {
        return Err(Refusal::Origin);
    }
    let has_address_rules = !(rules.allow_ips.is_empty() && rules.deny_ips.is_empty());
    if has_address_rules && !is_address_allowed(app, config, rules, parts, now) {
        return Err(Refusal::Address);
    }
    Ok(app.request_rates.take(project_id, key, rules, now)?)
}

/// Why the project's inbound filters drop all that a request brings, by the client's address and its `User-Agent`.
pub(super) fn filtered(app: &App, config: &Config, project_id: i64, parts: &Parts) -> Option<DiscardReason> {
    let slug = app.keys.slug(project_id)?;
    let filters = &config.project(&slug).filters;
    let client = || Some(client_address::client_ip(peer(parts)?, &parts.headers, &config.trusted_proxies));
    let client = if filters.needs_address() { client() } else { None };
    let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    filters.request(client, agent)
}

/// Checks the project's quota and spike limit, and counts the events.
pub(super) fn check_quota(
    app: &App,
    config: &Config,
    project_id: i64,
    events: u64,
    now: Timestamp,
) -> Result<(), Refusal> {
    let slug = app.keys.slug(project_id).unwrap_or_default();
    Ok(app.event_quotas.take(project_id, events, config.project(&slug), now)?)
}

/// Takes further requests of a project's and a key's rate.
pub(super) fn check_rate(
    app: &App,
    config: &Config,
    project_id: i64,
    key: &str,
    requests: u64,
) -> Result<(), Refusal> {
    let slug = app.keys.slug(project_id).unwrap_or_default();
    Ok(app.request_rates.take_many(project_id, key, requests, config.project(&slug), Instant::now())?)
}

/// Whether the rules of a project allow the client's address. An unknown address passes no rule.
fn is_address_allowed(app: &App, config: &Config, rules: &ProjectRules, parts: &Parts, now: Instant) -> bool {
    let Some(peer) = peer(parts) else {
        if let Some(more) = app.log_limiter.allow("client_address", now) {
            tracing::warn!(
                more,
                "client address unknown, request refused: the server is mounted without ConnectInfo"
            );
        }
        return false;
    };
    let client = client_address::client_ip(peer, &parts.headers, &config.trusted_proxies);
    client_address::is_allowed(rules, client)
}

/// The address of the connection. None where an application mounts the server and does not provide it.
pub(super) fn peer(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())
}

/// Reads projects, keys, settings and event counts from the store.
async fn reload_projects(app: Arc<App>) {
    let asked = tokio::task::spawn_blocking(move || app.reload_projects(Timestamp::now()));
    let asked: Result<(), Box<dyn std::error::Error + Send + Sync>> = match asked.await {
        Ok(answer) => answer.map_err(Into::into),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = asked {
        tracing::error!(error = error.as_ref() as &dyn std::error::Error, "projects not read");
    }
}
