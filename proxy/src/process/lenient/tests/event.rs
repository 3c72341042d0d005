//! Members of the event itself.

use serde_json::json;

use super::{NOW, check, check_group};

const EVENT: &str = "protocol/event.rs";
const TYPES: &str = "protocol/types.rs";
const LOGENTRY: &str = "protocol/logentry.rs";
const FINGERPRINT: &str = "protocol/fingerprint.rs";
const TAGS: &str = "protocol/tags.rs";
const NORMALIZE: &str = "normalize/event.rs";
const MORE: &str = "more than Relay takes";
const REFUSED: &str = "Relay refuses the value";

#[test]
fn texts() {
    check(&[
        ("protocol/types.rs, LenientString", json!({"release": 5}), "/store/release", json!("5")),
        ("protocol/types.rs, LenientString", json!({"release": 5.0}), "/store/release", json!("5")),
        (MORE, json!({"release": 1.5}), "/store/release", json!("1.5")),
        (MORE, json!({"release": true}), "/store/release", json!("true")),
        ("protocol/event.rs, trim_whitespace", json!({"release": " 42\n"}), "/store/release", json!("42")),
        ("protocol/event.rs, nonempty", json!({"release": " "}), "/store/release", json!(null)),
        (REFUSED, json!({"release": {"a": 1}}), "/store/release", json!(null)),
        (EVENT, json!({"environment": " live "}), "/store/environment", json!("live")),
        (MORE, json!({"environment": 7}), "/store/environment", json!("7")),
        (EVENT, json!({"transaction": "/cart "}), "/transaction", json!("/cart")),
        (MORE, json!({"transaction": 404}), "/store/culprit", json!("404")),
        ("normalize/event.rs, dist", json!({"dist": " 7 "}), "/dist", json!("7")),
        (MORE, json!({"dist": 7}), "/dist", json!("7")),
        (MORE, json!({"logger": 7}), "/logger", json!("7")),
        (MORE, json!({"platform": 7}), "/store/platform", json!("7")),
        ("normalize/event.rs, platform", json!({"platform": null}), "/store/platform", json!("other")),
        (
            "sentry/event_manager.py, get_culprit",
            json!({"culprit": "shop.pay"}),
            "/store/culprit",
            json!("shop.pay"),
        ),
        (EVENT, json!({"time_spent": 12}), "/time_spent", json!(12)),
        (EVENT, json!({"errors": [{"type": "invalid_data"}]}), "/errors/0/type", json!("invalid_data")),
        (EVENT, json!({"modules": {"django": "3.0"}}), "/modules/django", json!("3.0")),
        (EVENT, json!({"extra": {"a": [1, null]}}), "/extra/a", json!([1, null])),
        (EVENT, json!({"of_the_future": {"a": 1}}), "/of_the_future/a", json!(1)),
    ]);
}

#[test]
fn levels() {
    for (source, sent, level) in [
        (TYPES, json!(10), "debug"),
        (TYPES, json!(20), "info"),
        (TYPES, json!(30), "warning"),
        (TYPES, json!(40), "error"),
        (TYPES, json!(50), "fatal"),
        (TYPES, json!("log"), "info"),
        (TYPES, json!("critical"), "fatal"),
        (MORE, json!(25), "info"),
        (MORE, json!("50"), "fatal"),
        (MORE, json!("warn"), "warning"),
        (MORE, json!("WARNING"), "warning"),
        (REFUSED, json!(-1), "error"),
        (REFUSED, json!("odd"), "error"),
        (REFUSED, json!({}), "error"),
        (NORMALIZE, json!(null), "error"),
    ] {
        check(&[(source, json!({"level": sent}), "/store/level", json!(level))]);
        if level != "error" {
            let crumb = json!({"breadcrumbs": [{"message": "a", "level": sent}]});
            check(&[(source, crumb, "/breadcrumbs/values/0/level", json!(level))]);
        }
    }
}

#[test]
fn ids_and_times() {
    let id = "fc6d8c0c43fc4630ad850ee518f1b9d0";
    for sent in [
        "fc6d8c0c43fc4630ad850ee518f1b9d0",
        "FC6D8C0C-43FC-4630-AD85-0EE518F1B9D0",
        "{fc6d8c0c-43fc-4630-ad85-0ee518f1b9d0}",
        "urn:uuid:fc6d8c0c-43fc-4630-ad85-0ee518f1b9d0",
    ] {
        check(&[(EVENT, json!({"event_id": sent}), "/store/event_id", json!(id))]);
    }
    let nil = json!({"event_id": "00000000-0000-0000-0000-000000000000"});
    assert_ne!(processed_id(&nil), "0".repeat(32));
    let crumb = |time| json!({"breadcrumbs": [{"message": "a", "timestamp": time}]});
    let of_crumb = "/breadcrumbs/values/0/timestamp";
    let of_event = "/store/timestamp";
    check(&[
        (TYPES, json!({"timestamp": NOW - 5.0}), of_event, json!(NOW - 5.0)),
        (TYPES, json!({"timestamp": "2027-01-15T07:59:50"}), of_event, json!(NOW - 10.0)),
        (TYPES, json!({"timestamp": "2027-01-15T08:59:50.000+01:00"}), of_event, json!(NOW - 10.0)),
        (MORE, json!({"timestamp": (NOW - 5.0).to_string()}), of_event, json!(NOW - 5.0)),
        (REFUSED, json!({"timestamp": "yesterday"}), of_event, json!(NOW)),
        (REFUSED, json!({"timestamp": 1_562_770_897_893_u64}), of_event, json!(NOW)),
        (TYPES, crumb(json!("1970-01-01T00:00:01Z")), of_crumb, json!(1.0)),
        (TYPES, crumb(json!(2.5)), of_crumb, json!(2.5)),
        (REFUSED, crumb(json!(1_562_770_897_893_u64)), of_crumb, json!(null)),
        (REFUSED, crumb(json!({})), of_crumb, json!(null)),
    ]);
}

fn processed_id(event: &serde_json::Value) -> String {
    super::processed(event).event_id
}

#[test]
fn messages() {
    check(&[
        ("protocol/event.rs, legacy_alias", json!({"message": "hi"}), "/logentry/message", json!("hi")),
        (LOGENTRY, json!({"message": {"message": "hi"}}), "/store/title", json!("hi")),
        (LOGENTRY, json!({"logentry": "hi"}), "/store/title", json!("hi")),
        (LOGENTRY, json!({"message": 404}), "/store/title", json!("404")),
        (LOGENTRY, json!({"message": ["a"]}), "/store/title", json!(r#"["a"]"#)),
        (LOGENTRY, json!({"message": false}), "/logentry", json!(null)),
        (LOGENTRY, json!({"logentry": {"message": null}, "message": "hi"}), "/store/title", json!("hi")),
        (LOGENTRY, json!({"logentry": {"message": "a"}, "message": "b"}), "/store/title", json!("a")),
        ("normalize/logentry.rs", json!({"logentry": {"params": [1]}}), "/logentry", json!(null)),
        (
            "normalize/logentry.rs",
            json!({"logentry": {"message": "%s of %d", "params": ["a", 5]}}),
            "/store/title",
            json!("a of 5"),
        ),
        (
            "normalize/logentry.rs",
            json!({"logentry": {"message": "%(sku)s", "params": {"sku": "tea"}}}),
            "/store/title",
            json!("tea"),
        ),
        (
            "normalize/logentry.rs",
            json!({"logentry": {"message": "{0} of {}", "params": ["a"]}}),
            "/store/title",
            json!("a of a"),
        ),
        (REFUSED, json!({"logentry": {"message": "%s", "params": 42}}), "/store/title", json!("%s")),
        (MORE, json!({"logentry": {"message": 404}}), "/store/title", json!("404")),
        (MORE, json!({"message": {"code": "E42"}}), "/store/title", json!(r#"{"code":"E42"}"#)),
    ]);
    let pay = |who| json!({"logentry": {"message": "User %s is gone", "params": [who]}});
    check_group(&[("normalize/logentry.rs", pay("bob"), pay("eve"))]);
}

#[test]
fn fingerprints() {
    check_group(&[
        (FINGERPRINT, json!({"fingerprint": [7, "a"]}), json!({"fingerprint": ["7", "a"]})),
        (FINGERPRINT, json!({"fingerprint": ["a", null, {}, "d"]}), json!({"fingerprint": ["a", "d"]})),
        (FINGERPRINT, json!({"message": "hi", "fingerprint": []}), json!({"message": "hi"})),
        (REFUSED, json!({"message": "hi", "fingerprint": {}}), json!({"message": "hi"})),
        (MORE, json!({"fingerprint": "a"}), json!({"fingerprint": ["a"]})),
        (MORE, json!({"fingerprint": 7}), json!({"fingerprint": ["7"]})),
        ("sentry/event_manager.py, checksum", json!({"checksum": "a"}), json!({"fingerprint": ["a"]})),
    ]);
}

#[test]
fn tags() {
    check(&[
        (
            TAGS,
            json!({"tags": {"a": 1, "b": true, "c": null}}),
            "/tags",
            json!({"a": "1", "b": "true", "level": "error"}),
        ),
        (
            TAGS,
            json!({"tags": [["a", 1.0], ["b", true], ["c"], 7, null]}),
            "/tags",
            json!({"a": "1", "b": "true", "level": "error"}),
        ),
        (TAGS, json!({"tags": [[23, 42]]}), "/tags/23", json!("42")),
        (TAGS, json!({"tags": {" foo bar": " baz "}}), "/tags/foo-bar", json!("baz")),
        ("normalize/event.rs, DedupCache", json!({"tags": [["a", "1"], ["a", "2"]]}), "/tags/a", json!("1")),
        (MORE, json!({"tags": [{"key": "a", "value": 1}]}), "/tags/a", json!("1")),
        (REFUSED, json!({"tags": {"a": {"b": 1}, "c": "d"}}), "/tags", json!({"c": "d", "level": "error"})),
        (REFUSED, json!({"tags": "a"}), "/tags", json!({"level": "error"})),
        (NORMALIZE, json!({"tags": {"environment": "live"}}), "/store/environment", json!("live")),
        (
            NORMALIZE,
            json!({"tags": {"environment": "old"}, "environment": "live"}),
            "/tags/environment",
            json!("live"),
        ),
        (NORMALIZE, json!({"server_name": "web-1"}), "/tags/server_name", json!("web-1")),
        (NORMALIZE, json!({"site": "shop"}), "/tags/site", json!("shop")),
    ]);
}
