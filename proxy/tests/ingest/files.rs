//! What the server gives out: health, and the SDK and demo it carries.

use balefire_proxy::web::assets::embedded::{FILES, find};

use super::server::{KEY, TestServer};

#[test]
fn health() {
    let answer = TestServer::start().get("/healthz");
    assert_eq!((answer.status, answer.text()), (200, "{\"status\":\"ok\"}"));
}

/// Holds with and without a built SDK.
#[test]
fn sdk_is_served_or_said_to_be_missing() {
    let server = TestServer::start();
    for name in
        ["balefire.min.js", "balefire_bg.wasm", "balefire.js", "loader.min.js", "index.d.ts", "protocol.d.ts"]
    {
        let answer = server.get(&format!("/{name}"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        match find(name) {
            Some(file) => {
                assert_eq!((answer.status, answer.body.as_slice()), (200, file.plain));
                assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
                let tag = answer.header("etag").unwrap();
                let again = server.send("GET", &format!("/{name}"), &[("if-none-match", tag)], b"");
                assert_eq!((again.status, again.body.len()), (304, 0));
            }
            None => {
                let detail = if FILES.is_empty() { "built without the SDK" } else { "no such file" };
                assert_eq!(answer.status, 404);
                assert!(answer.json("detail").contains(detail), "{}", answer.text());
            }
        }
    }
}

/// Holds for whatever files the build has put beside each other.
#[test]
fn each_file_of_the_sdk_is_served_and_those_with_a_hash_for_ever() {
    let server = TestServer::start();
    for file in FILES.iter().filter(|file| !file.path.contains('/')) {
        let answer = server.get(&format!("/{}", file.path));
        assert_eq!((answer.status, answer.body.as_slice()), (200, file.plain), "{}", file.path);
        let stem = file.path.split('.').next().unwrap().as_bytes();
        let is_hash = |tail: &[u8]| tail[0] == b'-' && tail[1..].iter().all(u8::is_ascii_hexdigit);
        let is_hashed = stem.len() > 9 && is_hash(&stem[stem.len() - 9..]);
        let cache = if is_hashed { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
        assert_eq!(answer.header("cache-control"), Some(cache), "{}", file.path);
        assert_eq!(server.send("POST", &format!("/{}", file.path), &[], b"").status, 405);
    }
    let answer = server.get("/balefire-report-00000000.min.js");
    assert_eq!((answer.status, answer.header("cache-control")), (404, Some("no-store")));
    // No way around the permission of the demo.
    assert_eq!(server.get("/demo%2Findex.html").status, 404);
    assert_eq!(server.get("/favicon.ico").json("detail"), "there is nothing here");
}

#[test]
fn demo_knows_its_dsn() {
    let server = TestServer::start();
    for file in FILES.iter().filter(|file| file.path.starts_with("demo/") && file.path.ends_with(".html")) {
        let answer = server.get(&format!("/{}", file.path));
        assert_eq!(answer.status, 200);
        assert!(!answer.text().contains("{{DSN}}"), "{}", file.path);
        let has_place = String::from_utf8_lossy(file.plain).contains("{{DSN}}");
        assert_eq!(answer.text().contains(&format!("http://{KEY}@127.0.0.1:")), has_place, "{}", file.path);
    }
    assert_eq!(server.get("/demo/../Cargo.toml").status, 404);
    assert_eq!(server.get("/demo").header("location"), Some("/demo/"));
}
