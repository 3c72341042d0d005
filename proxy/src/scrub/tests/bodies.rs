//! Tests of bodies and queries of requests, and of JSON texts at any place.

use serde_json::{Value, json};

use super::{check, check_with, kept};
use crate::scrub::Settings;

#[track_caller]
fn body(given: Value, expect: Value) {
    for member in ["data", "query_string"] {
        check(json!({"request": {member: given}}), json!({"request": {member: expect}}));
    }
}

#[test]
fn forms_end_a_value_at_the_next_one_alone() {
    body(json!("a=1&password=a;b,c)d'e&c=2"), json!("a=1&password=[Filtered]&c=2"));
    body(
        json!("user%5Bpin%5D=1&pass%77ord=x+y&b=%20"),
        json!("user%5Bpin%5D=[Filtered]&pass%77ord=[Filtered]&b=%20"),
    );
    body(json!("x=%7B%22pin%22%3A1%7D&y=2"), json!("x=%7B%22pin%22%3A%22%5BFiltered%5D%22%7D&y=2"));
    body(json!([["token", "x"], ["a", "b"]]), json!([["token", "[Filtered]"], ["a", "b"]]));
    for same in ["a=1&b=2", "password=&a=1", "token=[Filtered]", "a", ""] {
        kept(json!({"request": {"data": same}}));
    }
}

#[test]
fn names_of_json_are_read_as_they_are_meant() {
    body(json!(r#"{"pass\u0077ord":"x","a":1}"#), json!(r#"{"a":1,"password":"[Filtered]"}"#));
    let within = json!({"log": r#"{"pass\u0077ord":"x"}"#}).to_string();
    let right = json!({"log": r#"{"password":"[Filtered]"}"#}).to_string();
    check(json!({"extra": {"a": within}}), json!({"extra": {"a": right}}));
    // If nothing is removed, order and spaces stay.
    kept(json!({"extra": {"a": r#"{ "b" : 1, "a": [1.50, 12345678901234567890123] }"#}}));
}

#[test]
fn fields_that_say_their_names_beside_their_values() {
    let fields = |password: &str| {
        json!({"extra": {"form": [
            {"name": "password", "value": password}, {"name": "city", "value": "x"}, {"key": "http.auth", "value": null},
        ]}})
    };
    check(fields("SEKRIT"), fields("[Filtered]"));
}

#[test]
fn numbers_of_json() {
    let numbers = |card: Value| json!({"extra": {"card": card, "timestamp": 4111111111111111_u64, "colno": 4111111111111111_u64, "n": 13800138000_u64}});
    for card in [json!(4111111111111111_u64), json!(4111111111111111.0)] {
        check(numbers(card), numbers(json!("[Filtered]")));
    }
    check_with(
        &Settings { chinese_ids: true, ..Settings::default() },
        json!({"extra": {"n": 13800138000_u64, "m": 12800138000_u64}}),
        json!({"extra": {"n": "[Filtered]", "m": 12800138000_u64}}),
    );
}
