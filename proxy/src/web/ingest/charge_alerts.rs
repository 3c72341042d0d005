//! Charges events that ask for an alert to the limits of their key and client. Beyond the limits the event is accepted, and asks
//! for nothing any more.

use std::time::Instant;

use balefire_protocol::category::Category;
use balefire_protocol::envelope;

use super::count_outcome::count;
use super::parsed_body::ParsedEnvelope;
use super::sender::Sender;
use crate::admission::alert_requests::AlertSender;
use crate::items::{asks_for_alert, without_alert};
use crate::outcome::{DiscardReason, Outcome};

/// Charges the events of an envelope, and takes the requests out that are over a limit.
pub(super) fn charge_alerts(sender: &Sender<'_>, parsed: &mut ParsedEnvelope, now: Instant) {
    if parsed.alert_requests == 0 {
        return;
    }
    let Sender { app, config, project_id, key, client, .. } = *sender;
    let slug = app.keys.slug(project_id).unwrap_or_default();
    let rules = config.project(&slug);
    let take = || app.alert_requests.take(AlertSender::Key(key.to_owned()), client, rules, now).is_ok();
    let allowed = (0..parsed.alert_requests).take_while(|_| take()).count() as u64;
    let refused = parsed.alert_requests - allowed;
    if refused == 0 {
        return;
    }
    if let Some(envelope) = without_alerts(&parsed.envelope, allowed) {
        parsed.envelope = envelope.into();
    }
    let limited = Outcome::RateLimited(DiscardReason::AlertRequests);
    count(app, Some((project_id, key)), limited, Category::Request, refused);
    if let Some(suppressed) = app.log_limiter.allow(DiscardReason::AlertRequests.code(), now) {
        tracing::warn!(project = &*slug, refused, suppressed, "alert requests of events over their limit");
    }
}

/// The envelope in which only so many items ask for an alert.
fn without_alerts(bytes: &[u8], mut allowed: u64) -> Option<Vec<u8>> {
    let parsed = envelope::parse(bytes).ok()?;
    let mut rest = format!("{}\n", parsed.header).into_bytes();
    for item in &parsed.items {
        let asks = item.kind == "event" && asks_for_alert(item.header);
        let header = if asks && allowed == 0 { without_alert(item.header) } else { item.header.to_owned() };
        allowed = allowed.saturating_sub(u64::from(asks));
        for part in [header.as_bytes(), b"\n", item.payload, b"\n"] {
            rest.extend_from_slice(part);
        }
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ones_keep_their_request() {
        let sent = "{\"a\":1}\n{\"type\":\"event\",\"alert\":true}\n{}\n{\"type\":\"session\"}\n{}\n\
                    {\"alert\":true,\"type\":\"event\",\"length\":3}\nx\ny";
        let rest = |allowed| String::from_utf8(without_alerts(sent.as_bytes(), allowed).unwrap()).unwrap();
        assert_eq!(rest(2), format!("{sent}\n"));
        assert_eq!(rest(1), format!("{sent}\n").replace("{\"alert\":true,\"type\"", "{\"type\""));
        assert!(!rest(0).contains("alert"));
        assert!(rest(0).ends_with("{\"type\":\"event\",\"length\":3}\nx\ny\n"));
    }
}
