//! Breadcrumbs, request, user, SDK and images.

use serde_json::{Value, json};

use super::check;

const BREADCRUMB: &str = "protocol/breadcrumb.rs";
const REQUEST: &str = "protocol/request.rs";
const USER: &str = "protocol/user.rs";
const DEBUG_META: &str = "protocol/debugmeta.rs";
const MORE: &str = "more than Relay takes";
const REFUSED: &str = "Relay refuses the value";

#[test]
fn breadcrumbs() {
    let of = |crumb: Value| json!({"breadcrumbs": {"values": [crumb]}});
    check(&[
        (
            "protocol/breadcrumb.rs, legacy_alias",
            of(json!({"ty": "http"})),
            "/breadcrumbs/values/0",
            json!({"type": "http"}),
        ),
        (BREADCRUMB, of(json!({"ty": "a", "type": "b"})), "/breadcrumbs/values/0/type", json!("b")),
        (BREADCRUMB, of(json!({"data": {"a": [1]}})), "/breadcrumbs/values/0/data", json!({"a": [1]})),
        (MORE, of(json!({"message": 404})), "/breadcrumbs/values/0/message", json!("404")),
        (MORE, of(json!({"message": {"a": 1}})), "/breadcrumbs/values/0/message", json!(r#"{"a":1}"#)),
        (MORE, of(json!({"category": 7})), "/breadcrumbs/values/0/category", json!("7")),
        (MORE, of(json!({"data": "text"})), "/breadcrumbs/values/0/data", json!("text")),
        (MORE, of(json!("clicked")), "/breadcrumbs/values/0/message", json!("clicked")),
        (
            REFUSED,
            json!({"breadcrumbs": [7, {"message": "a"}]}),
            "/breadcrumbs/values",
            json!([{"message": "a"}]),
        ),
        (REFUSED, json!({"breadcrumbs": 7, "message": "hi"}), "/store/title", json!("hi")),
    ]);
}

#[test]
fn requests() {
    let of = |request: Value| json!({ "request": request });
    let headers = "/request/headers";
    check(&[
        ("protocol/types.rs, PairList", of(json!({"headers": {"A": "b"}})), headers, json!([["A", "b"]])),
        (
            "protocol/types.rs, PairList",
            of(json!({"headers": [["A", "b"], ["A", 7]]})),
            headers,
            json!([["A", "b"], ["A", "7"]]),
        ),
        (REQUEST, of(json!({"headers": {"A": ["b", 7]}})), headers, json!([["A", "b, 7"]])),
        ("normalize/request.rs", of(json!({"method": "post"})), "/request/method", json!("POST")),
        (REQUEST, of(json!({"query_string": "?page=2"})), "/request/query_string", json!("page=2")),
        (REQUEST, of(json!({"query_string": {"page": 2}})), "/request/query_string", json!({"page": 2})),
        (REQUEST, of(json!({"query_string": [["page", 2]]})), "/request/query_string", json!([["page", 2]])),
        (REQUEST, of(json!({"cookies": "theme=dark"})), "/request/cookies", json!("theme=dark")),
        (
            REQUEST,
            of(json!({"cookies": [["theme", "dark"]]})),
            "/request/cookies",
            json!([["theme", "dark"]]),
        ),
        (REQUEST, of(json!({"data": {"tea": [1]}})), "/request/data", json!({"tea": [1]})),
        (REQUEST, of(json!({"data": "tea"})), "/request/data", json!("tea")),
        (
            "normalize/request.rs",
            of(json!({"url": "https://a.test/x?page=2#top"})),
            "/tags/url",
            json!("https://a.test/x"),
        ),
        (MORE, of(json!("https://a.test/x")), "/tags/url", json!("https://a.test/x")),
        (MORE, of(json!({"headers": [{"key": "A", "value": "b"}]})), headers, json!([["A", "b"]])),
        (
            REFUSED,
            of(json!({"headers": "A: b", "url": "https://a.test/x"})),
            "/tags/url",
            json!("https://a.test/x"),
        ),
        (REFUSED, json!({"request": [], "message": "hi"}), "/store/title", json!("hi")),
    ]);
}

#[test]
fn users() {
    let of = |user: Value| json!({ "user": user });
    let id = "/user/id";
    check(&[
        ("protocol/types.rs, LenientString", of(json!({"id": 42})), id, json!("42")),
        ("protocol/types.rs, LenientString", of(json!({"id": 42.0})), "/store/user", json!("42")),
        (USER, of(json!({"username": 42})), "/user/username", json!("42")),
        (USER, of(json!({"id": "", "email": "a@b"})), "/store/user", json!("a@b")),
        (USER, of(json!({"ip_address": "127.0.0.1"})), "/store/user", json!("127.0.0.1")),
        (USER, of(json!({"ip_address": "::1"})), "/store/user", json!("::1")),
        (USER, of(json!({"id": 1, "plan": "gold"})), "/user/plan", json!("gold")),
        (REFUSED, of(json!({"id": [], "username": "bob"})), "/store/user", json!("bob")),
        (REFUSED, of(json!({"ip_address": "unknown"})), "/store/user", json!(null)),
        ("no address is added", of(json!({"ip_address": "{{auto}}"})), "/store/user", json!(null)),
        (MORE, of(json!("bob")), id, json!("bob")),
        (MORE, of(json!(42)), "/store/user", json!("42")),
        (REFUSED, json!({"user": [], "message": "hi"}), "/store/title", json!("hi")),
    ]);
}

#[test]
fn sdks() {
    let source = "protocol/clientsdk.rs";
    check(&[
        (source, json!({"sdk": {"name": "a", "version": "1.0"}}), "/sdk/version", json!("1.0")),
        (MORE, json!({"sdk": {"name": "a", "version": 3}}), "/sdk/version", json!("3")),
        (
            MORE,
            json!({"sdk": "raven-python/6.10.0"}),
            "/sdk",
            json!({"name": "raven-python", "version": "6.10.0"}),
        ),
        (MORE, json!({"sdk": "mine"}), "/sdk/name", json!("mine")),
        (REFUSED, json!({"sdk": [7], "message": "hi"}), "/store/title", json!("hi")),
    ]);
}

#[test]
fn images() {
    let of = |image: Value| json!({"debug_meta": {"images": [null, image]}});
    let image = "/debug_meta/images/1";
    check(&[
        (
            "protocol/debugmeta.rs, legacy_alias",
            of(json!({"type": "wasm", "id": "a", "name": "b"})),
            image,
            json!({"type": "wasm", "debug_id": "a", "code_file": "b"}),
        ),
        (
            DEBUG_META,
            of(json!({"type": "wasm", "id": "a", "debug_id": "b"})),
            "/debug_meta/images/1/debug_id",
            json!("b"),
        ),
        (
            "normalize/legacy.rs",
            of(json!({"type": "apple", "uuid": "a", "name": "b"})),
            image,
            json!({"type": "macho", "debug_id": "a", "code_file": "b"}),
        ),
        (REFUSED, json!({"debug_meta": 7, "message": "hi"}), "/store/title", json!("hi")),
    ]);
}
