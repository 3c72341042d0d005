//! The body of Alertmanager's webhook, version 4: <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>

use std::collections::BTreeMap;

use serde::Deserialize;

use super::bounds::{RelayError, TITLE, object};
use super::links::link;
use super::relayed_message::RelayedMessage;
use crate::alerts::alert_issue::cut;
use crate::model::alert_rule::Mentions;
use crate::model::firing::Relayed;

/// Most alerts of a group that are listed; all are counted.
const LISTED: usize = 20;
/// Longest line of an alert, in characters.
const LINE: usize = 400;

/// Labels or annotations, in the order of their names.
type Pairs = BTreeMap<String, String>;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    version: String,
    status: String,
    truncated_alerts: u64,
    group_labels: Pairs,
    common_labels: Pairs,
    #[serde(rename = "externalURL")]
    external_url: String,
    alerts: Vec<Alert>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Alert {
    status: String,
    labels: Pairs,
    annotations: Pairs,
    starts_at: String,
    #[serde(rename = "generatorURL")]
    generator_url: String,
}

/// Reads a body: one message for a group, as Alertmanager has grouped it.
pub fn read_alertmanager(body: &[u8], source: &str) -> Result<RelayedMessage, RelayError> {
    let body: Body = object(body).map_err(RelayError::Shape)?;
    if body.version != "4" {
        return Err(RelayError::Version);
    }
    if body.alerts.is_empty() {
        return Err(RelayError::Missing("alerts"));
    }
    let link = match &body.alerts[..] {
        [one] => {
            link(&one.generator_url, "generatorURL").or_else(|_| link(&body.external_url, "externalURL"))
        }
        _ => link(&body.external_url, "externalURL"),
    };
    let relayed = Relayed {
        source: source.to_owned(),
        title: cut(&title(&body), TITLE),
        text: text(&body),
        level: level(&body).to_owned(),
        link: link.ok(),
        at: Mentions::default(),
        is_markdown: false,
    };
    let environment = ["environment", "env"].iter().find_map(|name| body.common_labels.get(*name));
    Ok(RelayedMessage { relayed, environment: environment.map(|text| cut(text, TITLE)) })
}

fn is_firing(alert: &Alert) -> bool {
    alert.status != "resolved"
}

/// `[FIRING:2] HighLatency shop`, as Alertmanager's own receivers write it.
fn title(body: &Body) -> String {
    let firing = body.alerts.iter().filter(|alert| is_firing(alert)).count() as u64;
    let firing = firing.saturating_add(body.truncated_alerts);
    let state = if body.status == "resolved" { "RESOLVED".to_owned() } else { format!("FIRING:{firing}") };
    let named = if body.group_labels.is_empty() { &body.common_labels } else { &body.group_labels };
    let first = named.get("alertname").into_iter();
    let others = named.iter().filter(|(name, _)| *name != "alertname").map(|(_, value)| value);
    let names: Vec<&str> = first.chain(others).map(String::as_str).collect();
    let names = if names.is_empty() { "Alertmanager".to_owned() } else { names.join(" ") };
    format!("[{state}] {names}")
}

/// A line for each alert, those that fire first.
fn text(body: &Body) -> String {
    let (firing, resolved): (Vec<_>, Vec<_>) = body.alerts.iter().partition(|alert| is_firing(alert));
    let both = !firing.is_empty() && !resolved.is_empty();
    let all = firing.into_iter().chain(resolved);
    let mut lines: Vec<String> = all.take(LISTED).map(|alert| cut(&line(alert, body, both), LINE)).collect();
    let left = (body.alerts.len() as u64).saturating_sub(LISTED as u64).saturating_add(body.truncated_alerts);
    if left > 0 {
        lines.push(format!("and {left} more"));
    }
    lines.join("\n")
}

/// The labels in which an alert differs from its group, its words, and when it began.
fn line(alert: &Alert, body: &Body, says_state: bool) -> String {
    let is_own = |name: &str| !body.common_labels.contains_key(name) && !body.group_labels.contains_key(name);
    let own =
        alert.labels.iter().filter(|(name, _)| is_own(name)).map(|(name, value)| format!("{name}={value}"));
    let own: Vec<String> = own.collect();
    let words = ["summary", "description", "message"].iter().find_map(|name| alert.annotations.get(*name));
    let mut line = String::new();
    if says_state {
        line += if is_firing(alert) { "firing: " } else { "resolved: " };
    }
    match (own.is_empty(), words) {
        (true, Some(words)) => line += words,
        (false, Some(words)) => line += &format!("{} ({})", words, own.join(", ")),
        (false, None) => line += &own.join(", "),
        (true, None) => {
            line += alert.labels.get("alertname").map_or("an alert without words", String::as_str)
        }
    }
    // `2026-11-23T04:22:17.123Z`, to the second.
    let begun = alert.starts_at.get(..19).filter(|begun| !begun.starts_with("0001"));
    if let Some(begun) = begun {
        line += &format!(", since {} UTC", begun.replace('T', " "));
    }
    line
}

/// Sentry's level for the label `severity`, which has no fixed values.
fn level(body: &Body) -> &'static str {
    if body.status == "resolved" {
        return "info";
    }
    match body.common_labels.get("severity").map(|text| text.to_ascii_lowercase()).as_deref() {
        Some("critical" | "fatal" | "page" | "emergency" | "disaster") => "fatal",
        Some("warning" | "warn" | "minor") => "warning",
        Some("info" | "information" | "none" | "notice") => "info",
        Some("debug") => "debug",
        Some(_) | None => "error",
    }
}

#[cfg(test)]
#[path = "alertmanager_body_tests.rs"]
mod tests;
