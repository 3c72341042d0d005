//! Rules of the operator, and the reasons of groups.

use serde_json::{Value, json};

use super::super::super::event_fields::Fields;
use super::super::*;
use crate::model::grouping_rules::{GroupingRule, GroupingRules};
use crate::scan::linear::check_short;

fn rules(toml: Value) -> GroupingRules {
    let rules: Vec<GroupingRule> = serde_json::from_value(toml).unwrap();
    GroupingRules::new(&rules, &[]).unwrap()
}

/// An error in a page's own code, as it is after normalizing.
fn event() -> Fields {
    let frame = |file: &str, function: &str, in_app: bool| json!({"filename": file, "function": function, "lineno": 10, "in_app": in_app});
    let event = json!({
        "platform": "javascript",
        "level": "error",
        "release": "web@2.1.0",
        "tags": {"shop": "north"},
        "request": {"url": "https://a.test/checkout/7?x=1"},
        "exception": {"values": [{"type": "TypeError", "value": "order 42 has no items", "stacktrace": {"frames": [
            frame("/vendor/react.js", "render", false), frame("/app/cart.js", "submit", true),
            frame("/app/pay.js", "Pay", true),
        ]}}]},
    });
    event.as_object().unwrap().clone()
}

/// The event after a set of rules, and the reasons of its group.
fn with(toml: Value) -> (Fields, GroupReasons) {
    let mut event = event();
    apply(&mut event, &rules(toml));
    let reasons = reasons(&event);
    assert_eq!(reasons.hash, group(&event));
    (event, reasons)
}

#[test]
fn matchers() {
    for (matchers, expect) in [
        (json!({"type": "TypeError"}), true),
        (json!({"type": "typeerror"}), true),
        (json!({"type": "RangeError"}), false),
        (json!({"message": "*no items"}), true),
        (json!({"message": "no items"}), false),
        (json!({"path": "/app/*"}), true),
        (json!({"path": "*/vendor/*"}), false),
        (json!({"function": "submit"}), true),
        (json!({"function": "render"}), false),
        (json!({"level": "error"}), true),
        (json!({"level": "fatal"}), false),
        (json!({"release": "web@2.*"}), true),
        (json!({"release": "web@3.*"}), false),
        (json!({"url": "*/checkout/7"}), true),
        (json!({"url": "*x=1*"}), false),
        (json!({"type": "Type*", "level": "error", "path": "*cart*"}), true),
        (json!({"type": "Type*", "level": "info", "path": "*cart*"}), false),
    ] {
        let mut rule = matchers.clone();
        rule["fingerprint"] = json!(["x"]);
        let (event, reasons) = with(json!([rule]));
        assert_eq!(reasons.fingerprint.is_some(), expect, "{matchers}");
        assert_eq!(event.contains_key("_fingerprint_info"), expect, "{matchers}");
    }
}

#[test]
fn fingerprints_and_their_variables() {
    let plain = group(&event());
    let group_of = |parts: Value| with(json!([{"type": "*", "fingerprint": parts}])).1;
    assert_eq!(group_of(json!(["{{ default }}"])).hash, plain);
    let of_sdk = |parts: Value| {
        let mut event = event();
        event.insert("fingerprint".into(), parts);
        group(&event)
    };
    // A fingerprint is the same, whoever gives it.
    assert_eq!(group_of(json!(["a", "b"])).hash, of_sdk(json!(["a", "b"])));
    assert_eq!(
        group_of(json!(["{{ default }}", "checkout"])).hash,
        of_sdk(json!(["{{ default }}", "checkout"]))
    );
    for (part, expect) in [
        ("{{ type }}", "TypeError"),
        ("{{ error.type }}-x", "TypeError-x"),
        ("{{ message }}", "order <int> has no items"),
        ("{{ function }}", "Pay"),
        ("{{ path }}", "/app/pay.js"),
        ("{{ level }}", "error"),
        ("{{ release }}", "web@2.1.0"),
        ("{{ tags.shop }}", "north"),
        ("{{ tags.none }}", "<no-value-for-tag>"),
        ("{{ transaction }}", "<no-transaction>"),
        ("{{ default }} of {{ type }}", "{{ default }} of TypeError"),
    ] {
        let reasons = group_of(json!([part]));
        assert_eq!(reasons.fingerprint.unwrap().parts, [expect]);
        assert_eq!(reasons.default.is_some(), part.contains("default"), "{part}");
    }
    // A fingerprint of an SDK has no other variable than the default group, as before there were rules.
    assert_ne!(of_sdk(json!(["{{ type }}"])), group_of(json!(["{{ type }}"])).hash);
}

#[test]
fn the_first_rule_that_matches_decides_and_is_named() {
    let (_, reasons) = with(json!([
        {"type": "RangeError", "fingerprint": ["no"]},
        {"type": "TypeError", "message_numbers": "keep"},
        {"level": "error", "fingerprint": ["first"]},
        {"level": "error", "fingerprint": ["second"], "message_numbers": "drop"},
    ]));
    let said = reasons.fingerprint.unwrap();
    assert_eq!(
        (said.parts, said.rule.unwrap()),
        (vec!["first".to_owned()], "level = \"error\" -> fingerprint = [\"first\"]".to_owned())
    );
}

#[test]
fn numbers_of_messages() {
    let message = |text: &str, toml: Value| {
        let mut event = json!({"logentry": {"formatted": text}}).as_object().unwrap().clone();
        apply(&mut event, &rules(toml));
        reasons(&event)
    };
    let keep = || json!([{"message": "HTTP*", "message_numbers": "keep"}]);
    let [one, other] = ["HTTP 500 at 12:30", "HTTP 404 at 12:30"].map(|text| message(text, keep()));
    assert_ne!(one.hash, other.hash);
    assert!(one.numbers_rule.unwrap().contains("keep"));
    assert_eq!(one.default.unwrap().exceptions[0].parts, [Part::WholeMessage("HTTP 500 at 12:30".into())]);
    let [one, other] = ["job 500", "job 404"].map(|text| message(text, keep()));
    assert_eq!((one.hash == other.hash, one.numbers_rule), (true, None));
}

#[test]
fn a_note_that_a_client_sends_is_removed() {
    let mut sent = event();
    sent.insert(
        "_fingerprint_info".into(),
        json!({"matched_rule": {"fingerprint": ["forged"], "text": "x"}}),
    );
    let forged = group(&sent);
    apply(&mut sent, &GroupingRules::default());
    assert_eq!(sent, event());
    assert_ne!(forged, group(&event()));
}

#[test]
fn the_group_under_other_rules_needs_the_stored_event_alone() {
    let old = json!([{"type": "TypeError", "fingerprint": ["old"]}]);
    let (before, after) = (with(old.clone()), with(json!([{"type": "TypeError", "fingerprint": ["new"]}])));
    assert_eq!(group_under(&after.0, &rules(old)), before.1.hash);
    assert_eq!(group_under(&after.0, &GroupingRules::default()), group(&event()));
}

#[test]
fn reasons_name_what_is_in_the_hash() {
    let reasons = reasons(&event());
    let default = reasons.default.unwrap();
    let expect = ["TypeError", "/app/cart.js submit", "/app/pay.js Pay"];
    let [exception] = &default.exceptions[..] else { panic!("{default:?}") };
    assert!(exception.only_in_app);
    assert_eq!(exception.parts.iter().map(Part::text).collect::<Vec<_>>(), expect);
    assert_eq!(super::super::hash::hash("exception", expect.into_iter()), reasons.hash);
}

#[test]
fn each_byte_is_read_a_few_times_for_each_rule() {
    let toml = json!([
        {"message": "*a*a*b", "fingerprint": ["{{ message }}", "{{ type }}"]}, {"path": "*a*b*", "fingerprint": ["x"]},
        {"function": "a*", "type": "*b", "url": "*c", "fingerprint": ["x"]}, {"release": "*d", "message_numbers": "keep"},
    ]);
    let rules = rules(toml);
    for unit in ["a", "ab", "漢", "*", " "] {
        check_short("rules", unit, 100, &|text| {
            let frame = json!({"filename": text, "function": text, "in_app": true});
            let event = json!({"release": text, "request": {"url": text}, "exception": {"values": [
                {"type": text, "value": text, "stacktrace": {"frames": [frame]}}]}});
            let mut event = event.as_object().unwrap().clone();
            apply(&mut event, &rules);
        });
    }
}
