//! Whether a request may send to a project: its key, its page, its address, its pace. From memory alone.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

use super::refusal::Refusal;
use crate::admission::{Admission, address};
use crate::app::App;
use crate::config::Config;
use crate::model::timestamp::Timestamp;
use crate::origin::is_allowed;

/// Lets pass, or says why not. What is not in memory may have come into the store since, and what is may have gone.
pub(super) async fn admit(
    app: &Arc<App>,
    config: &Config,
    project_id: i64,
    key: &str,
    parts: &Parts,
) -> Result<(), Refusal> {
    let now = Instant::now();
    let mut admission = app.keys.admit(project_id, key);
    if matches!(admission, Admission::Admitted(_)) {
        if app.keys.is_stale(now) {
            // The next one will know; this one is not kept waiting.
            tokio::spawn(learn(Arc::clone(app)));
        }
    } else {
        // On a task of its own, so that a client that goes away ends no look for which others wait.
        let look = Arc::clone(app);
        let looked = tokio::spawn(async move { look.keys.look(now, learn(Arc::clone(&look))).await });
        // It has panicked if it failed: then what is in memory counts.
        let _ = looked.await;
        admission = app.keys.admit(project_id, key);
    }
    let slug = match admission {
        Admission::Admitted(slug) => slug,
        Admission::UnknownKey => return Err(Refusal::UnknownKey),
        Admission::UnknownProject => return Err(Refusal::UnknownProject),
    };
    let rules = config.project(&slug);
    if !is_allowed(&rules.origins, &parts.headers) {
        return Err(Refusal::Origin);
    }
    if !(rules.allow_ips.is_empty() && rules.deny_ips.is_empty()) {
        let client = address::client(peer(parts), &parts.headers, &config.trusted_proxies);
        if !address::may_send(rules, client) {
            return Err(Refusal::Address);
        }
    }
    Ok(app.rates.take(project_id, key, rules, now)?)
}

/// Whether a project may send one more event, by its quota and its usual hours; so many are counted if it may.
pub(super) fn admit_events(
    app: &App,
    config: &Config,
    project_id: i64,
    events: u64,
    now: Timestamp,
) -> Result<(), Refusal> {
    let slug = app.keys.slug(project_id).unwrap_or_default();
    Ok(app.usages.take(project_id, events, config.project(&slug), now)?)
}

/// The address of the connection.
pub(super) fn peer(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip())
}

/// Looks into the store for projects, their keys, and how much they have sent.
async fn learn(app: Arc<App>) {
    let store = Arc::clone(&app.stores.reader);
    let now = Timestamp::now();
    let asked = tokio::task::spawn_blocking(move || Ok((store.projects()?, store.usages(now)?)));
    let asked: Result<_, Box<dyn std::error::Error + Send + Sync>> = match asked.await {
        Ok(answer) => answer.map_err(|error: crate::store::StoreError| error.into()),
        Err(error) => Err(error.into()),
    };
    match asked {
        Ok((projects, usages)) => {
            app.keys.replace(projects);
            app.usages.replace(usages, now);
        }
        Err(error) => {
            tracing::error!(error = error.as_ref() as &dyn std::error::Error, "cannot read the projects")
        }
    }
}
