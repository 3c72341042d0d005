//! Facts about the visitor and the deployment, which spans of one item share.

use serde_json::Value;

use super::super::cut_text::cut_chars;
use super::super::event_fields::{Fields, scalar, text};
use super::client::Client;
use super::path_pattern::LONGEST;
use super::raw_span::RawSpan;
use super::trace_header::TraceHeader;
use crate::model::hash;
use crate::scan::{contains, split};

/// Attributes that name the user, the best first, as `user` of an event.
const USERS: [&str; 4] = ["user.id", "user.email", "user.name", "user.ip_address"];
/// Words in the names of SDKs that run on a server.
const SERVERS: [&str; 9] =
    ["node", "bun", "deno", "aws-serverless", "google-cloud", "cloudflare", "vercel-edge", "nestjs", "hono"];

/// Facts that hold for each span of an item that does not say otherwise.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    pub release: String,
    pub environment: String,
    pub platform: String,
    /// The user, as a hash.
    pub user: Option<String>,
    pub user_agent: String,
    /// The address of the page or of the request.
    pub url: String,
    /// How the client came to the name of the transaction.
    pub source: String,
    pub sample_rate: Option<f64>,
}

impl Defaults {
    /// What the header of the envelope says.
    pub(super) fn of_header(trace: &TraceHeader) -> Self {
        let text = |text: &Option<String>| bounded(text.as_deref().unwrap_or_default());
        Self {
            release: text(&trace.release),
            environment: text(&trace.environment),
            sample_rate: trace.sample_rate,
            ..Self::default()
        }
    }
}

/// The facts of one span, read before it is scrubbed: scrubbing may take a version of a browser for an address.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub release: String,
    pub environment: String,
    pub platform: String,
    pub user: Option<String>,
    pub client: Client,
    pub sample_rate: f64,
}

impl Facts {
    pub(super) fn of(span: &RawSpan, defaults: &Defaults) -> Self {
        let or = |attribute: &str, default: &str| match span.attribute(attribute) {
            "" => default.to_owned(),
            said => bounded(said),
        };
        let platform = match (span.attribute("sentry.platform"), defaults.platform.as_str()) {
            ("", "") => platform_of_sdk(span.attribute("sentry.sdk.name")),
            ("", default) => default.to_owned(),
            (said, _) => bounded(said),
        };
        // A server knows the agents of its visitors too, and they say nothing of how fast it is.
        let is_page = platform == "javascript" && span.op != "http.server";
        let agent = match span.attribute("user_agent.original") {
            "" => defaults.user_agent.as_str(),
            said => said,
        };
        let sample_rate = defaults.sample_rate.or_else(|| number(span.data.get("sentry.sample_rate")?));
        Self {
            release: or("sentry.release", &defaults.release),
            environment: or("sentry.environment", &defaults.environment),
            user: user(&span.data).or_else(|| defaults.user.clone()),
            client: if is_page { Client::of(agent) } else { Client::default() },
            sample_rate: super::super::sample_rate::believed(sample_rate),
            platform,
        }
    }
}

/// The user in attributes, as a hash.
fn user(data: &Fields) -> Option<String> {
    let who = USERS.iter().find_map(|key| scalar(data.get(*key)?).filter(|text| !text.is_empty()))?;
    Some(user_hash(&cut_chars(&who, LONGEST)))
}

/// The hash under which a user is counted. The same user has the same hash in spans, transactions and sessions.
pub(in super::super) fn user_hash(who: &str) -> String {
    hash::short_hex(who.as_bytes())
}

/// A release, an environment or the like, within bounds.
pub(super) fn bounded(text: &str) -> String {
    cut_chars(text, LONGEST)
}

/// A text member of an event, within bounds.
pub(super) fn member(event: &Fields, key: &str) -> String {
    bounded(text(event, key).unwrap_or_default())
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.is_finite())
}

/// `sentry.python.django` is of Python, and `sentry.javascript.node` of Node.
fn platform_of_sdk(name: &str) -> String {
    let mut parts = split(name, |byte| byte == b'.');
    let language = parts.nth(1).unwrap_or_default();
    let is_server = language == "javascript"
        && parts.next().is_some_and(|kind| SERVERS.iter().any(|server| contains(kind, *server)));
    if is_server { "node".into() } else { bounded(language) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms() {
        for (name, platform) in [
            ("sentry.javascript.browser", "javascript"),
            ("sentry.javascript.react", "javascript"),
            ("sentry.javascript.node", "node"),
            ("sentry.javascript.aws-serverless", "node"),
            ("sentry.python.django", "python"),
            ("sentry.python", "python"),
            ("balefire", ""),
            ("", ""),
        ] {
            assert_eq!(platform_of_sdk(name), platform, "{name}");
        }
    }
}
