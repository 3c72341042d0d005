//! Grouping tests that need more than the event pairs of `tests/fixtures/grouping`.

use serde_json::{Value, json};

use crate::process::event_fields::ORIGINAL_IN_APP;
use crate::process::group::placeholders::mask;

use super::file::plain_file;
use super::function::plain_function;
use super::language::Language;
use super::*;

#[track_caller]
fn check_file(name: &str, expect: &str) {
    let mut plain = String::new();
    plain_file(name, &mut plain);
    assert_eq!(plain, expect, "{name}");
}

#[test]
fn files() {
    for (name, expect) in [
        ("https://a.test/app.3f2a9c1b.js?x", "/app.*.js"),
        ("/vendor/jquery-3.6.0.min.js", "/vendor/jquery-*.min.js"),
        ("/checkout-settings.js", "/checkout-settings.js"),
        ("/assets/order-list-_6kOUu9s.js", "/assets/order-list-*.js"),
        ("/build-1.85.0-rc.1/app.js", "/build-*/app.js"),
        ("/static/1.85.0-3f2a9c1b/app.js", "/static/*/app.js"),
        ("/_next/static/chunks/4bd1b696-c7408084347438ae.js", "/_next/static/chunks/*.js"),
        ("/chunks/turbopack-2u1d16houkiyo.js", "/chunks/turbopack-*.js"),
        ("wasm://wasm/0a1b2c3d", "/*"),
        ("<?>", "<?>"),
        ("webpack:///./src/cart.js?3f2a", "/./src/cart.js"),
        ("没有/页-漢字.js", "没有/页-漢字.js"),
        ("", ""),
    ] {
        check_file(name, expect);
    }
}

#[test]
fn names_without_numbers_of_this_process() {
    for (language, name, expect) in [
        (Language::Jvm, "com.shop.Item$HibernateProxy$SzXDkaYB", "com.shop.Item$HibernateProxy$*"),
        (Language::Jvm, "com.shop.Items_$$_javassist_seam_42", "com.shop.Items_$$_javassist_seam_*"),
        (Language::Jvm, "Cart$1$2", "Cart$*$*"),
        (Language::Jvm, "base64", "base64"),
        (Language::DotNet, "<Run>b__12_0", "<Run>b__*_*"),
        (Language::Go, "Map[go.shape.int].func1", "Map[...].func1"),
        (Language::Php, "{closure:Cart::pay():12}", "{closure:Cart::pay()}"),
        (Language::Apple, "__12-[Cart pay]_block_invoke_2", "-[Cart pay] block"),
        (Language::Ruby, "block (2 levels) in <top (required)>", "<top (required)>"),
        (Language::Native, "demo.wasm.shop[0123456789abcdef]::pay::{closure#12}", "shop::pay::{closure}"),
        (Language::Native, "Cart::operator[](int)", "Cart::operator[](int)"),
        (Language::JavaScript, "Object.__wbg_fetch_8119fbf8d0e4f4d1", "__wbg_fetch_*"),
        (Language::JavaScript, "é.漢字", "漢字"),
    ] {
        let mut plain = String::new();
        assert!(plain_function(language, name, &mut plain), "{name}");
        assert_eq!(plain, expect, "{name}");
    }
}

#[test]
fn texts() {
    for (text, expect) in [
        ("item 42 of 1000 took 3.5 s", "item <int> of <int> took <int> s"),
        ("user42 and v2", "user42 and v2"),
        ("at 0xdeadbeef or deadbeef01", "at <hex> or <id>"),
        ("order 123e4567-e89b-12d3-a456-426614174000 gone", "order <uuid> gone"),
        ("GET \"https://a.test/x?y=1\" failed (http://b.test/2)", "GET \"<url>\" failed (<url>)"),
        (
            "Unable to preload CSS for /assets/index-DbQ2xY9p.css",
            "Unable to preload CSS for /assets/index-*.css",
        ),
        ("11:57:57 a. m. | no prices", "<time> | no prices"),
        ("1.2.5uvwxyz, 1.2.5x", "<int>.5uvwxyz, <int>x"),
        ("took 1m30s for 5MB", "took <duration> for <size>"),
        ("a@b and a@b.test.", "a@b and <email>."),
        ("没有 3 个 😀", "没有 <int> 个 😀"),
        ("2026-05-02", "<time>"),
        ("2026-05-021", "<int>-<int>-<int>"),
        ("", ""),
    ] {
        assert_eq!(mask(text), expect);
    }
}

#[test]
fn a_former_group_knows_what_was_of_the_app() {
    let frame = |in_app: bool| json!({"function": "yew::run", "filename": "m.wasm", "in_app": in_app});
    let own = json!({"function": "shop::pay", "filename": "m.wasm", "in_app": true});
    let event =
        |frames: Value| json!({"exception": {"values": [{"type": "E", "stacktrace": {"frames": frames}}]}});
    let mut marked = frame(false);
    marked["data"] = json!({ORIGINAL_IN_APP: 1});
    let [before, after] = [event(json!([frame(true), own])), event(json!([marked, own]))];
    assert_eq!(former(before.as_object().unwrap()), former(after.as_object().unwrap()));
    assert_ne!(group(before.as_object().unwrap()), group(after.as_object().unwrap()));
}
