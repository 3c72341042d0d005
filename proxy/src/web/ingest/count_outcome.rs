//! Counts what becomes of items before they are in the inbox: for the metrics, and for their project.

use balefire_protocol::category::Category;

use super::refusal::Refusal;
use super::sender::Sender;
use super::telemetry::Telemetry;
use crate::admission::KeyCheck;
use crate::app::App;
use crate::model::timestamp::Timestamp;
use crate::outcome::{DiscardReason, Outcome};

/// The project and the key that a request names. They may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedKey {
    pub(super) project_id: i64,
    pub(super) key: String,
}

/// Logs and counts a refusal.
pub(super) fn count_refusal(app: &App, named: Option<(i64, &str)>, refusal: &Refusal) {
    refusal.log(&app.log_limiter);
    count(app, named, refusal.outcome(), refusal.category(), refusal.quantity());
}

/// Counts items. A project that is unknown has no counts, and an unknown key is not kept, as anybody can make them up.
pub(super) fn count(
    app: &App,
    named: Option<(i64, &str)>,
    outcome: Outcome,
    category: Category,
    quantity: u64,
) {
    app.outcomes.count(outcome, category, quantity);
    let Some((project_id, key)) = named else { return };
    let key = match app.keys.check_key(project_id, key) {
        KeyCheck::Valid(_) => key,
        KeyCheck::UnknownKey => "",
        KeyCheck::UnknownProject => return,
    };
    let hour = Timestamp::now().hour();
    app.project_outcomes.count((project_id, key, hour), outcome, category, quantity);
}

/// Counts an envelope that an inbound filter drops: its events, transactions, spans and sessions, or a request if it has
/// none of them.
pub(super) fn count_filtered(sender: &Sender<'_>, reason: DiscardReason, events: u64, telemetry: Telemetry) {
    let items: Vec<_> = std::iter::once((Category::Error, events)).chain(telemetry.counts()).collect();
    let is_none = items.iter().all(|(_, quantity)| *quantity == 0);
    let items = if is_none { vec![(Category::Request, 1)] } else { items };
    let named = Some((sender.project_id, sender.key));
    for (category, quantity) in items.into_iter().filter(|(_, quantity)| *quantity > 0) {
        count(sender.app, named, Outcome::Filtered(reason), category, quantity);
    }
}
