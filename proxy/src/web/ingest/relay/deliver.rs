//! Puts a message into the outbox, once for each channel of its project.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use balefire_protocol::category::Category;
use serde_json::json;

use crate::alerts::relay::{RelayTarget, alerts_of};
use crate::app::App;
use crate::config::Config;
use crate::model::firing::Relayed;
use crate::model::timestamp::Timestamp;
use crate::outcome::Outcome;
use crate::web::ingest::count_outcome::count;
use crate::web::json_response;
use crate::web::read_error::ReadError;
use crate::web::store_access::StoreAccess;

/// Most alerts that wait for a channel, of all projects together, as for those of rules.
const WAITING: u32 = 1_000;

/// The channels that will tell a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Delivered {
    channels: Vec<String>,
}

/// Stores a message. It survives a restart from here on. `key` is the DSN key with which it came, if it came with one.
pub(super) async fn deliver(
    app: &Arc<App>,
    config: Arc<Config>,
    target: RelayTarget,
    key: Option<&str>,
    relayed: Relayed,
) -> Result<Delivered, ReadError> {
    let now = Timestamp::now();
    let alerts = alerts_of(&config, &target, &relayed, now);
    let channels = alerts.iter().filter_map(|(alert, _)| alert.channel.clone()).collect();
    let store = Arc::clone(&app.stores.relay);
    let access = StoreAccess::new(Arc::clone(&app.health));
    let given_up = access.ask(move || Ok(store.relay(&alerts, now, WAITING)?)).await?;
    if given_up > 0 {
        tracing::warn!(given_up, "alerts given up, too many wait for a channel");
    }
    let named = (target.project_id, key.unwrap_or_default());
    count(app, Some(named), Outcome::Accepted, Category::Request, 1);
    Ok(Delivered { channels })
}

impl IntoResponse for Delivered {
    fn into_response(self) -> Response {
        let mut body = json!({ "channels": self.channels });
        if self.channels.is_empty() {
            body["detail"] =
                "no channel is configured for this project: the alert is on the page of alerts alone".into();
        }
        json_response::answer(StatusCode::OK, &body)
    }
}
