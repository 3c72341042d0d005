//! Charges spans, transactions and sessions to their quotas. An item over its quota is left out of its envelope, and the rest
//! of the envelope is accepted.

use balefire_protocol::category::Category;
use balefire_protocol::envelope;

use super::count_outcome::count_refusal;
use super::parsed_body::ParsedEnvelope;
use super::refusal::Refusal;
use super::sender::Sender;
use super::telemetry::Telemetry;
use crate::admission::rate_limited::RateLimited;
use crate::model::timestamp::Timestamp;

/// Charges the items of an envelope to the quotas of their categories, and takes those out that are over one. Returns the
/// limits that were hit. If nothing is left, the envelope is refused.
pub(super) fn charge_telemetry(
    sender: &Sender<'_>,
    parsed: &mut ParsedEnvelope,
    now: Timestamp,
) -> Result<Vec<RateLimited>, Refusal> {
    if parsed.telemetry == Telemetry::default() {
        return Ok(Vec::new());
    }
    let Sender { app, config, project_id, .. } = *sender;
    let slug = app.keys.slug(project_id).unwrap_or_default();
    let rules = config.project(&slug);
    let mut limits = Vec::new();
    for (category, count) in parsed.telemetry.counts() {
        if let Err(limited) = app.daily_quotas.take(project_id, category, count, rules, now) {
            limits.push(limited);
        }
    }
    if limits.is_empty() {
        return Ok(limits);
    }
    for category in limits.iter().filter_map(|limited| limited.category) {
        parsed.telemetry.clear(category);
    }
    let is_limited = |kind: &str| {
        let category = Category::of_item(kind);
        limits.iter().any(|limited| limited.category == Some(category))
    };
    let rest = without(&parsed.envelope, is_limited);
    let Some(rest) = rest else {
        // The refusal is counted by its caller.
        let last = limits.pop();
        count(sender, &limits);
        return last.map_or(Ok(limits), |limited| Err(limited.into()));
    };
    count(sender, &limits);
    parsed.envelope = rest.into();
    Ok(limits)
}

fn count(sender: &Sender<'_>, limits: &[RateLimited]) {
    for refusal in limits.iter().copied().map(Refusal::from) {
        count_refusal(sender.app, Some((sender.project_id, sender.key)), &refusal);
    }
}

/// The envelope without items of some types; `None` if no item is left.
fn without(bytes: &[u8], is_left_out: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
    let parsed = envelope::parse(bytes).ok()?;
    let mut rest = format!("{}\n", parsed.header).into_bytes();
    let empty = rest.len();
    for item in parsed.items.iter().filter(|item| !is_left_out(&item.kind)) {
        for part in [item.header.as_bytes(), b"\n", item.payload, b"\n"] {
            rest.extend_from_slice(part);
        }
    }
    (rest.len() > empty).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_items_stay_as_they_came() {
        let sent = "{\"a\":1}\n{\"type\":\"span\",\"item_count\":30}\n{}\n{\"type\":\"event\",\"length\":3}\nx\ny\n\n{\"type\":\"session\"}\n{}";
        let rest = without(sent.as_bytes(), |kind| kind == "span").unwrap();
        let expect = "{\"a\":1}\n{\"type\":\"event\",\"length\":3}\nx\ny\n{\"type\":\"session\"}\n{}\n";
        assert_eq!(String::from_utf8(rest).unwrap(), expect);
        assert_eq!(without(sent.as_bytes(), |_| true), None);
    }
}
