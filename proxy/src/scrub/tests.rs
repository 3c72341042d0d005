//! Tests of scrubbing: values that are removed, and values that stay.

use serde_json::{Value, json};

use super::{Scrubber, Settings};

mod bodies;
mod linear;
mod tables;

#[track_caller]
fn check_with(settings: &Settings, event: Value, expect: Value) {
    let mut event = event;
    Scrubber::new(settings).unwrap().event(event.as_object_mut().unwrap());
    assert_eq!(event, expect);
}

#[track_caller]
fn check(event: Value, expect: Value) {
    check_with(&Settings::default(), event, expect);
}

#[track_caller]
fn kept(event: Value) {
    check(event.clone(), event);
}

/// The scrubbed form of a text in `extra`, where only the text itself can show that it is secret.
#[track_caller]
fn text(text: &str, expect: &str) {
    check(json!({"extra": {"note": text}}), json!({"extra": {"note": expect}}));
}

#[test]
fn names_that_say_secret() {
    for name in [
        "password",
        "the_secret",
        "a_passwd_here",
        "api_key",
        "apiKey",
        "API-KEY",
        "Authorization",
        "credentials",
        "mysql_pwd",
        "privatekey",
        "private-key",
        "access_token",
        "csrfToken",
        "otp",
        "two-factor",
    ] {
        for place in ["extra", "tags", "contexts", "user"] {
            check(json!({place: {name: "x"}}), json!({place: {name: "[Filtered]"}}));
        }
        check(
            json!({"request": {"headers": {name: "x"}, "data": {name: {"deep": 1}}, "env": {name: 5}}}),
            json!({"request": {"headers": {name: "[Filtered]"}, "data": {name: "[Filtered]"}, "env": {name: "[Filtered]"}}}),
        );
    }
    for name in ["cart", "optimistic", "two", "keyboard", "pass"] {
        kept(json!({"extra": {name: "x"}}));
    }
}

#[test]
fn names_in_pairs_and_nested() {
    check(
        json!({"request": {"headers": [["Authorization", "Basic abc"], ["Accept", "*/*"]]}}),
        json!({"request": {"headers": [["Authorization", "[Filtered]"], ["Accept", "*/*"]]}}),
    );
    check(
        json!({"extra": {"list": [{"password": "x"}, {"ok": [["token", "y"]]}]}}),
        json!({"extra": {"list": [{"password": "[Filtered]"}, {"ok": [["token", "[Filtered]"]]}]}}),
    );
    kept(json!({"extra": {"password": null}}));
}

#[test]
fn cookies() {
    check(
        json!({"request": {"cookies": {"sessionid": "x", "theme": "dark"}}}),
        json!({"request": {"cookies": {"sessionid": "[Filtered]", "theme": "dark"}}}),
    );
    check(
        json!({"request": {"cookies": "theme=dark; PHPSESSID=x; my_token=y", "headers": [["Cookie", "su=1;a=b"]]}}),
        json!({"request": {
            "cookies": "theme=dark; PHPSESSID=[Filtered]; my_token=[Filtered]",
            "headers": [["Cookie", "su=[Filtered];a=b"]],
        }}),
    );
    check(
        json!({"request": {"cookies": [["_csrf", "x"], ["a", "b"]]}}),
        json!({"request": {"cookies": [["_csrf", "[Filtered]"], ["a", "b"]]}}),
    );
    // A session elsewhere is not a cookie.
    kept(json!({"extra": {"session": "x"}}));
}

#[test]
fn secrets_in_texts_lose_themselves_alone() {
    text("GET /a?token=abc&page=2", "GET /a?token=[Filtered]&page=2");
    text("password=hunter2;user=jo", "password=[Filtered];user=jo");
    text(r#"{"password": "hunter2", "a": 1}"#, r#"{"password": "[Filtered]", "a": 1}"#);
    text(r#"{\"api_key\":\"x1\"}"#, r#"{\"api_key\":\"[Filtered]\"}"#);
    text("Authorization: Bearer abc.def", "Authorization: Bearer [Filtered]");
    text("postgres://jo:pw@db/x", "postgres://[Filtered]@db/x");
    text("see //jo@host", "see //[Filtered]@host");
    text("Unexpected token: <", "Unexpected token: <");
    text("password: must be longer", "password: must be longer");
}

#[test]
fn numbers_of_cards_accounts_and_people() {
    text("card 4111 1111 1111 1111 refused", "card [Filtered] refused");
    text("card 4111-1111-1111-1112 is none", "card 4111-1111-1111-1112 is none");
    text("at 1700000000000", "at 1700000000000");
    text("to DE89370400440532013000.", "to [Filtered].");
    text("to DE89370400440532013001.", "to DE89370400440532013001.");
    text("ssn 078-05-1120", "ssn [Filtered]");
    check(json!({"extra": {"n": 4111111111111111_u64}}), json!({"extra": {"n": "[Filtered]"}}));
    kept(json!({"extra": {"n": 1700000000000_u64}}));
}

#[test]
fn keys_and_homes() {
    text(
        "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\n[Filtered]\n-----END RSA PRIVATE KEY-----",
    );
    text("at /Users/jane/app.js", "at /Users/[Filtered]/app.js");
    text("at /home/jane/app.js", "at /home/[Filtered]/app.js");
    text(r"C:\Users\jane\app.js", r"C:\Users\[Filtered]\app.js");
    text("/users/42/orders", "/users/42/orders");
    text("https://a.test/home/garden", "https://a.test/home/garden");
}

#[test]
fn what_a_page_says() {
    check(
        json!({
            "exception": {"values": [{"type": "E", "value": "card 4111111111111111, token=x"}]},
            "logentry": {"message": "key api_key=%s", "formatted": "key api_key=abc", "params": ["Bearer x"]},
            "breadcrumbs": {"values": [{"category": "fetch", "message": "?secret=1", "data": {"url": "/a?auth=2"}}]},
            "request": {"url": "https://jo:pw@a.test/?api-key=1", "query_string": "token=1&a=b", "data": "passwd=1"},
            "transaction": "/home/jo",
            "spans": [{"description": "GET /?token=1", "span_id": "4111111111111111", "data": {"password": 1}}],
        }),
        json!({
            "exception": {"values": [{"type": "E", "value": "card [Filtered], token=[Filtered]"}]},
            "logentry": {
                "message": "key api_key=[Filtered]", "formatted": "key api_key=[Filtered]", "params": ["Bearer [Filtered]"],
            },
            "breadcrumbs": {"values": [
                {"category": "fetch", "message": "?secret=[Filtered]", "data": {"url": "/a?auth=[Filtered]"}},
            ]},
            "request": {
                "url": "https://[Filtered]@a.test/?api-key=[Filtered]",
                "query_string": "token=[Filtered]&a=b", "data": "passwd=[Filtered]",
            },
            "transaction": "/home/[Filtered]",
            "spans": [{"description": "GET /?token=[Filtered]", "span_id": "4111111111111111", "data": {"password": "[Filtered]"}}],
        }),
    );
}

#[test]
fn what_the_protocol_says_stays() {
    kept(json!({
        "event_id": "41111111111111114111111111111111",
        "release": "token=1",
        "debug_meta": {"images": [{"code_file": "/home/jo/a.wasm", "debug_id": "x"}]},
        "modules": {"next-auth": "4.0"},
        "exception": [{"type": "AuthError", "module": "secret", "stacktrace": {"frames": [
            {"filename": "/home/jo/a.js", "abs_path": "https://a.test/a.js?token=1", "function": "password", "lineno": 1},
        ]}}],
        "contexts": {"trace": {"trace_id": "41111111111111110000000000000000", "span_id": "4111111111111111"}},
        "request": {"method": "GET", "headers": {"User-Agent": "x token=1"}},
        "user": {"id": "7", "email": "a@b.test", "username": "jo", "ip_address": "10.1.2.3"},
        "fingerprint": ["token=1"],
    }));
}

#[test]
fn variables_of_frames() {
    let frame =
        |vars: Value| json!({"exception": {"values": [{"stacktrace": {"frames": [{"vars": vars}]}}]}});
    check(frame(json!({"password": "x", "n": 1})), frame(json!({"password": "[Filtered]", "n": 1})));
}

#[test]
fn addresses_by_setting() {
    let both = Settings { emails: true, ip_addresses: true, ..Settings::default() };
    check_with(
        &both,
        json!({
            "user": {"id": "7", "email": "a@b.test", "ip_address": "{{auto}}"},
            "logentry": {"message": "mail to jo.doe+x@mail.example.com from 10.1.2.3 or 2001:db8::1, at 12:30:45, v1.2"},
        }),
        json!({
            "user": {"id": "7", "email": "[Filtered]", "ip_address": "[Filtered]"},
            "logentry": {"message": "mail to [Filtered] from [Filtered] or [Filtered], at 12:30:45, v1.2"},
        }),
    );
}

#[test]
fn own_names_and_patterns() {
    let settings = Settings {
        fields: vec!["iban".into(), "Name".into()],
        keep: vec!["token_count".into()],
        patterns: vec![r"ORD-\d+".into()],
        ..Settings::default()
    };
    check_with(
        &settings,
        json!({"extra": {"myIban": "x", "surname": "y", "token_count": 3, "note": "ORD-12 lost"}}),
        json!({"extra": {"myIban": "[Filtered]", "surname": "[Filtered]", "token_count": 3, "note": "[Filtered] lost"}}),
    );
    assert!(Scrubber::new(&Settings { patterns: vec!["(".into()], ..Settings::default() }).is_err());
}

#[test]
fn nothing_is_taken_out_where_it_is_off() {
    let off = Settings { defaults: false, ..Settings::default() };
    let event = json!({"extra": {"password": "x", "note": "token=1 4111111111111111"}, "request": {"cookies": "su=1"}});
    check_with(&off, event.clone(), event);
}

#[test]
fn odd_shapes() {
    check(
        json!({"exception": {"token": 1}, "request": "password=x", "breadcrumbs": 5, "logentry": "secret=1", "extra": ["token=1"]}),
        json!({"exception": {"token": 1}, "request": "password=[Filtered]", "breadcrumbs": 5, "logentry": "secret=[Filtered]", "extra": ["token=[Filtered]"]}),
    );
}

#[test]
fn attributes_of_logs_and_spans_keep_their_shape() {
    let mut log =
        json!({"items": [{"body": "token=1", "attributes": {"api_key": {"value": "x", "type": "string"}}}]});
    Scrubber::new(&Settings::default()).unwrap().json(&mut log);
    assert_eq!(
        log,
        json!({"items": [{"body": "token=[Filtered]", "attributes": {"api_key": {"value": "[Filtered]", "type": "string"}}}]}),
    );
}
