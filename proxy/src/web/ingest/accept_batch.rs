//! Accepts the envelopes of a batch, each by itself, and answers with the outcome of each.

use std::sync::Arc;
use std::time::Instant;

use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use balefire_protocol::category::Category;

use super::charge_alerts::charge_alerts;
use super::charge_telemetry::charge_telemetry;
use super::check_request::{check_quota, check_rate};
use super::count_outcome::{count, count_filtered, count_refusal};
use super::parsed_body::ParsedEnvelope;
use super::refusal::Refusal;
use super::sender::Sender;
use super::telemetry::Telemetry;
use crate::admission::rate_limited::RateLimited;
use crate::inbox::{Appended, InboxError, NewEntry};
use crate::model::envelope_id::EnvelopeId;
use crate::model::timestamp::Timestamp;
use crate::outcome::{DiscardReason, Outcome};
use crate::web::json_response;

/// The outcome of each envelope, in the order of the batch.
#[derive(Debug)]
pub(super) struct BatchOutcomes {
    statuses: Vec<StatusCode>,
    /// The limits that were hit, as `X-Sentry-Rate-Limits` spells them.
    limits: Vec<String>,
}

/// An envelope that is appended.
struct Admitted {
    /// The events that it was charged for.
    events: u64,
    /// The spans, transactions and sessions that it was charged for.
    telemetry: Telemetry,
    /// The limits for which items were left out.
    limits: Vec<RateLimited>,
}

/// Admits each envelope as if it had come alone, and appends those that are admitted in one transaction. The request itself
/// has paid for one envelope.
pub(super) async fn accept_batch(
    sender: &Sender<'_>,
    envelopes: Vec<(EnvelopeId, Result<ParsedEnvelope, Refusal>)>,
) -> Result<BatchOutcomes, Refusal> {
    let now = Timestamp::now();
    let ids: Vec<EnvelopeId> = envelopes.iter().map(|(id, _)| *id).collect();
    let mut results = Vec::with_capacity(envelopes.len());
    let (mut admitted, mut entries) = (Vec::new(), Vec::new());
    let mut is_paid = true;
    let key: Arc<str> = sender.key.into();
    for (id, parsed) in envelopes {
        let result = parsed.and_then(|mut parsed| {
            if let Some(reason) = sender.filtered {
                count_filtered(sender, reason, parsed.events, parsed.telemetry);
                return Ok(());
            }
            let limits = sender.admit(&mut parsed, std::mem::take(&mut is_paid), now)?;
            if !parsed.is_empty {
                let (project_id, envelope) = (sender.project_id, parsed.envelope);
                admitted.push(Admitted { events: parsed.events, telemetry: parsed.telemetry, limits });
                let key = Arc::clone(&key);
                entries.push(NewEntry { project_id, key, received: now, envelope, id: Some(id) });
            }
            Ok(())
        });
        results.push(result);
    }
    match sender.append(&ids, &mut results, entries).await {
        Ok(appended) => Ok(sender.conclude(&results, &admitted, &appended)),
        Err(error) => {
            admitted.iter().for_each(|it| sender.give_back(it));
            Err(error.into())
        }
    }
}

impl Sender<'_> {
    /// Charges an envelope to the rates and quotas.
    fn admit(
        &self,
        parsed: &mut ParsedEnvelope,
        is_paid: bool,
        now: Timestamp,
    ) -> Result<Vec<RateLimited>, Refusal> {
        let Self { app, config, project_id, key, .. } = *self;
        let requests = parsed.repeats + u64::from(!is_paid);
        if requests > 0 {
            check_rate(app, config, project_id, key, requests)?;
        }
        if parsed.events > 0 {
            check_quota(app, config, project_id, parsed.events, now)?;
        }
        let limits = charge_telemetry(self, parsed, now)?;
        charge_alerts(self, parsed, Instant::now());
        Ok(limits)
    }

    fn give_back(&self, admitted: &Admitted) {
        self.app.event_quotas.give_back(self.project_id, admitted.events);
        admitted.telemetry.give_back(self.app, self.project_id);
    }

    /// Appends the entries. An envelope that a limit refused, and that was appended by an earlier request, is no loss: its
    /// result becomes that of a repeat.
    async fn append(
        &self,
        ids: &[EnvelopeId],
        results: &mut [Result<(), Refusal>],
        entries: Vec<NewEntry>,
    ) -> Result<Vec<Appended>, InboxError> {
        let is_limited =
            |result: &Result<(), Refusal>| result.as_ref().is_err_and(|refusal| refusal.limited().is_some());
        let (limited, asked): (Vec<_>, Vec<_>) =
            results.iter_mut().zip(ids.iter().copied()).filter(|(result, _)| is_limited(result)).unzip();
        if !limited.is_empty() {
            let (inbox, project_id) = (Arc::clone(&self.app.inbox), self.project_id);
            let known = tokio::task::spawn_blocking(move || inbox.are_known(project_id, &asked)).await;
            let known = known.map_err(|error| InboxError::Unavailable(Box::new(error)))??;
            for (result, is_known) in limited.into_iter().zip(known) {
                if is_known {
                    *result = Ok(());
                }
            }
        }
        if entries.is_empty() { Ok(Vec::new()) } else { self.app.inbox.append_all(entries).await }
    }

    /// Counts and logs what was not stored, and makes the answer.
    fn conclude(
        &self,
        results: &[Result<(), Refusal>],
        admitted: &[Admitted],
        appended: &[Appended],
    ) -> BatchOutcomes {
        let app = self.app;
        let named = (self.project_id, self.key);
        for (it, appended) in admitted.iter().zip(appended) {
            if *appended == Appended::Repeated {
                self.give_back(it);
                let (category, quantity) =
                    if it.events > 0 { (Category::Error, it.events) } else { (Category::Request, 1) };
                let duplicate = Outcome::Filtered(DiscardReason::Duplicate);
                count(app, Some(named), duplicate, category, quantity);
            }
        }
        let mut outcomes = BatchOutcomes { statuses: Vec::with_capacity(results.len()), limits: Vec::new() };
        admitted.iter().flat_map(|it| &it.limits).for_each(|limited| outcomes.note_limit(limited));
        for result in results {
            let status = match result {
                Ok(()) => StatusCode::OK,
                Err(refusal) => {
                    count_refusal(app, Some(named), refusal);
                    refusal.limited().into_iter().for_each(|limited| outcomes.note_limit(limited));
                    refusal.status_in_batch()
                }
            };
            outcomes.statuses.push(status);
        }
        outcomes
    }
}

impl BatchOutcomes {
    fn note_limit(&mut self, limited: &RateLimited) {
        let limit = limited.header();
        if !self.limits.contains(&limit) {
            self.limits.push(limit);
        }
    }
}

impl IntoResponse for BatchOutcomes {
    fn into_response(self) -> Response {
        let statuses: Vec<u16> = self.statuses.iter().map(StatusCode::as_u16).collect();
        let body = serde_json::json!({ "envelopes": statuses });
        with_limits(json_response::answer(StatusCode::OK, &body), &self.limits)
    }
}

/// The answer with the limits that were hit, if there are any.
pub(super) fn with_limits(mut answer: Response, limits: &[String]) -> Response {
    if let Ok(value) = HeaderValue::from_str(&limits.join(", "))
        && !limits.is_empty()
    {
        answer.headers_mut().insert("x-sentry-rate-limits", value);
    }
    answer
}
