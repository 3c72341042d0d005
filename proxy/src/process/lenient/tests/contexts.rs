//! Contexts.

use serde_json::{Value, json};

use super::check;

const NORMALIZE: &str = "normalize/contexts.rs";
const MORE: &str = "more than Relay takes";
const REFUSED: &str = "Relay refuses the value";

#[test]
fn names_and_versions() {
    let of = |contexts: Value| json!({ "contexts": contexts });
    check(&[
        (
            "protocol/contexts/os.rs, LenientString",
            of(json!({"os": {"name": "iOS", "build": 7}})),
            "/contexts/os/build",
            json!("7"),
        ),
        (MORE, of(json!({"os": {"name": "Windows", "version": 11}})), "/tags/os", json!("Windows 11")),
        // `@sentry/node` 11 on Debian.
        (
            MORE,
            of(json!({"os": {"name": "Debian", "version": "12.11\n"}})),
            "/tags/os",
            json!("Debian 12.11"),
        ),
        (
            MORE,
            of(json!({"browser": {"name": "Chrome", "version": 140}})),
            "/tags/browser",
            json!("Chrome 140"),
        ),
        ("protocol/contexts/mod.rs", of(json!({"cart": {"items": 3}})), "/contexts/cart/items", json!(3)),
        (REFUSED, of(json!({"os": "Linux", "app": {"a": 1}})), "/contexts/app/a", json!(1)),
        (REFUSED, json!({"contexts": [], "message": "hi"}), "/store/title", json!("hi")),
    ]);
}

#[track_caller]
fn check_described(context: &str, description: &str, expect: Value) {
    let described = json!({"contexts": {context: {"raw_description": description}}});
    let mut kept = expect;
    kept["raw_description"] = description.into();
    check(&[(NORMALIZE, described, &format!("/contexts/{context}"), kept)]);
}

#[test]
fn descriptions_of_systems() {
    let windows = |version: &str, build: &str| json!({"name": "Windows", "version": version, "build": build});
    check_described("os", "Microsoft Windows 10.0.19045", windows("10", "19045"));
    check_described("os", "Microsoft Windows NT 10.0.22631.0", windows("11", "22631"));
    check_described("os", "Windows 10 (10.0.16299)", windows("10", "16299"));
    check_described(
        "os",
        "Mac OS X 10.15.7 (19H2)",
        json!({"name": "macOS", "version": "10.15.7", "build": "19H2"}),
    );
    check_described("os", "iOS 17.1", json!({"name": "iOS", "version": "17.1"}));
    check_described("os", "Android OS 9 / API-28", json!({"name": "Android", "version": "9"}));
    let ubuntu = json!({"name": "Ubuntu", "version": "20.04", "kernel_version": "5.4.0"});
    check_described("os", "Linux 5.4.0 Ubuntu 20.04 64bit", ubuntu);
    check_described(
        "os",
        "Darwin 23.1.0 Darwin Kernel",
        json!({"name": "Darwin", "kernel_version": "23.1.0"}),
    );
    check_described("os", "something else", json!({}));
    check_described("os", "", json!({}));
}

#[test]
fn descriptions_of_runtimes() {
    check_described("runtime", ".NET Core 2.0.9", json!({"name": ".NET Core", "version": "2.0.9"}));
    check_described("runtime", "Mono 5.10.1.47 (tarball)", json!({"name": "Mono", "version": "5.10.1.47"}));
    check_described("runtime", "node", json!({}));
}
