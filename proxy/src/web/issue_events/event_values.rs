//! The values of an event under the keys of Sentry's search, and the texts in which free words are found.

use serde_json::Value;

use crate::search::is_tag;

/// The keys that are answered besides tags.
const FIELDS: [&str; 26] = [
    "release",
    "environment",
    "level",
    "platform",
    "transaction",
    "dist",
    "server_name",
    "user.id",
    "user.email",
    "user.username",
    "user.ip",
    "user",
    "url",
    "http.method",
    "message",
    "error.type",
    "error.value",
    "error.mechanism",
    "stack.function",
    "stack.filename",
    "stack.module",
    "logger",
    "sdk.name",
    "sdk.version",
    "trace",
    "id",
];

/// The key of a tag that is written `tags[key]`, as one may have the name of a field.
fn written_as_tag(key: &str) -> Option<&str> {
    key.strip_prefix("tags[")?.strip_suffix(']')
}

/// Whether [`values_of`] answers a key: a field of events, or a tag. Other keys of Sentry's are asked of issues, or have no data.
pub(super) fn is_known(key: &str) -> bool {
    FIELDS.contains(&key)
        || written_as_tag(key).is_some()
        || is_tag(key) && !matches!(key, "timestamp" | "title")
}

/// The values under a key. A key that is no field is a tag.
pub(in crate::web) fn values_of<'a>(body: &'a Value, key: &str) -> Vec<&'a str> {
    let texts = |values: &[&'a Value]| -> Vec<&'a str> {
        values.iter().filter_map(|value| value.as_str()).filter(|text| !text.is_empty()).collect()
    };
    let user = &body["user"];
    let exceptions = || body["exception"]["values"].as_array().into_iter().flatten();
    let of_frames = |member: &'static str| -> Vec<&'a str> {
        frames(body).filter_map(|frame| frame[member].as_str()).collect()
    };
    match key {
        "release" | "environment" | "level" | "platform" | "transaction" | "dist" | "server_name"
        | "logger" => texts(&[&body[key]]),
        "sdk.name" => texts(&[&body["sdk"]["name"]]),
        "sdk.version" => texts(&[&body["sdk"]["version"]]),
        "user.id" => texts(&[&user["id"]]),
        "user.email" => texts(&[&user["email"]]),
        "user.username" => texts(&[&user["username"], &user["name"]]),
        "user.ip" => texts(&[&user["ip_address"]]),
        "user" => {
            texts(&[&user["id"], &user["email"], &user["username"], &user["name"], &user["ip_address"]])
        }
        "url" => texts(&[&body["request"]["url"], &body["tags"]["url"]]),
        "http.method" => texts(&[&body["request"]["method"]]),
        "message" => {
            let mut all = texts(&[&body["logentry"]["formatted"], &body["logentry"]["message"]]);
            all.extend(exceptions().filter_map(|it| it["value"].as_str()));
            all
        }
        "error.type" => exceptions().filter_map(|it| it["type"].as_str()).collect(),
        "error.value" => exceptions().filter_map(|it| it["value"].as_str()).collect(),
        "error.mechanism" => exceptions().filter_map(|it| it["mechanism"]["type"].as_str()).collect(),
        "stack.function" => of_frames("function"),
        "stack.filename" => of_frames("filename"),
        "stack.module" => of_frames("module"),
        "trace" => texts(&[&body["contexts"]["trace"]["trace_id"]]),
        "id" => texts(&[&body["event_id"]]),
        tag => texts(&[&body["tags"][written_as_tag(tag).unwrap_or(tag)]]),
    }
}

/// The keys in whose values a free word is looked for.
pub(super) const WORD_KEYS: [&str; 9] = [
    "message",
    "error.type",
    "error.value",
    "transaction",
    "url",
    "user",
    "stack.function",
    "stack.filename",
    "id",
];

fn frames(body: &Value) -> impl Iterator<Item = &Value> {
    let exceptions = body["exception"]["values"].as_array().into_iter().flatten();
    exceptions.flat_map(|it| it["stacktrace"]["frames"].as_array().into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::KNOWN_OF_EVENTS;

    #[test]
    fn what_the_message_calls_known_is_known() {
        let others = ["has", "error.handled", "error.unhandled"];
        let named: Vec<&str> = KNOWN_OF_EVENTS.split(", ").filter(|key| !others.contains(key)).collect();
        assert_eq!(named.len(), FIELDS.len());
        assert!(named.iter().all(|key| FIELDS.contains(key)), "{named:?}");
    }
}
