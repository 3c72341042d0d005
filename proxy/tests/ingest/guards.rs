//! What is shown to whom: host names where no token is asked for, scopes where one is.

use std::io::Write;

use balefire_proxy::config::{Audience, Config};
use balefire_proxy::host::Host;
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::Scopes;
use balefire_proxy::store::{NewToken, TokenAdmin};
use base64::Engine as _;

use super::server::{Answer, KEY, TestServer, read};

const PAGES: [&str; 5] = ["/", "/issues/1/", "/alerts/", "/style.css", "/demo/"];

/// Sends a request of exactly these lines.
fn raw(server: &TestServer, lines: &[&str]) -> Answer {
    let mut stream = server.connect();
    stream.write_all(format!("{}\r\nconnection: close\r\n\r\n", lines.join("\r\n")).as_bytes()).unwrap();
    read(stream)
}

fn status_under(server: &TestServer, path: &str, host: &str) -> u16 {
    raw(server, &[&format!("GET {path} HTTP/1.1"), &format!("Host: {host}")]).status
}

#[test]
fn pages_without_a_token_are_shown_under_known_names_alone() {
    let server = TestServer::configured(|config| {
        config.public_url = "http://errors.localdomain:8080/below".to_owned();
        config.demo = Audience { public: true };
        config.pages.hosts = vec![Host::parse("box.lan").unwrap()];
    });
    for path in PAGES {
        for host in ["evil.example", "evil.example:8787", "localhost.evil.example", "10.0.0.1", "a@localhost"]
        {
            let answer = raw(&server, &[&format!("GET {path} HTTP/1.1"), &format!("Host: {host}")]);
            assert_eq!(answer.status, 421, "{path} under {host}");
            assert!(answer.text().contains("pages.hosts"), "{}", answer.text());
        }
        for host in
            ["127.0.0.1:8787", "LOCALHOST", "localhost.:1", "[::1]:80", "errors.localdomain", "box.lan:9"]
        {
            assert_ne!(status_under(&server, path, host), 421, "{path} under {host}");
        }
    }
    for (lines, status) in [
        (&["GET / HTTP/1.1"][..], 421),
        (&["GET / HTTP/1.0"], 421),
        (&["GET / HTTP/1.0", "Host: localhost"], 303),
        (&["GET / HTTP/1.1", "Host: localhost", "Host: localhost"], 421),
        (&["GET / HTTP/1.1", "Host: localhost", "Host: evil.example"], 421),
        (&["GET / HTTP/1.1", "Host:"], 421),
        (&["GET http://evil.example/ HTTP/1.1", "Host: localhost"], 421),
        (&["GET http://localhost/ HTTP/1.1", "Host: localhost"], 303),
        (&["GET http://localhost/ HTTP/1.1", "Host: evil.example"], 421),
        (&["HEAD / HTTP/1.1", "Host: evil.example"], 421),
    ] {
        assert_eq!(raw(&server, lines).status, status, "{lines:?}");
    }
}

#[test]
fn what_has_a_lock_of_its_own_or_no_secret_answers_under_any_name() {
    let server = TestServer::start();
    for path in ["/healthz", "/metrics"] {
        assert_eq!(status_under(&server, path, "evil.example"), 200, "{path}");
    }
    for path in ["/api/0/issues/1/", "/api/0/projects/balefire/demo/issues/"] {
        assert_eq!(status_under(&server, path, "evil.example"), 401, "{path}");
    }
    assert_ne!(status_under(&server, "/balefire.min.js", "evil.example"), 421);
    let envelope = "{}\n{\"type\":\"event\"}\n{\"message\":\"m\"}\n";
    let post = format!(
        "POST /api/1/envelope/?sentry_key={KEY} HTTP/1.1\r\nHost: evil.example\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{envelope}",
        envelope.len()
    );
    let mut stream = server.connect();
    stream.write_all(post.as_bytes()).unwrap();
    assert_eq!(read(stream).status, 200);
}

/// A server that others reach, with a token of these scopes.
fn public(scopes: &str, expires: Option<f64>) -> TestServer {
    let server = TestServer::configured(|config| {
        config.public_url = "https://errors.example".to_owned();
        config.pages.token_required = true;
        config.metrics = Audience { public: false };
        config.demo = Audience { public: false };
    });
    let token = NewToken {
        scopes: Scopes::parse(scopes),
        expires: expires.map(|seconds| Timestamp(Timestamp::now().0 + seconds)),
        ..NewToken::new(&sha256_hex(b"secret"), Timestamp::now())
    };
    server.store.add_token(&token).unwrap();
    server
}

fn basic() -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode("me:secret"))
}

#[test]
fn scopes_say_what_a_token_may_do() {
    const ALL: &str = "event:read project:read org:read";
    for (scopes, path, status, missing) in [
        (ALL, "/", 303, ""),
        (ALL, "/?q=", 200, ""),
        (ALL, "/metrics", 200, ""),
        (ALL, "/api/0/projects/balefire/demo/issues/", 200, ""),
        (ALL, "/api/0/organizations/balefire/chunk-upload/", 403, "project:releases"),
        ("event:read", "/api/0/projects/balefire/demo/issues/", 200, ""),
        ("event:read", "/", 403, "project:read"),
        ("event:read", "/metrics", 403, "org:read"),
        ("event:read", "/demo/", 403, "project:read"),
        ("project:releases", "/api/0/organizations/balefire/chunk-upload/", 200, ""),
        ("org:ci", "/api/0/organizations/balefire/chunk-upload/", 200, ""),
        ("project:releases", "/api/0/projects/balefire/demo/issues/", 403, "event:read"),
        ("project:releases", "/api/0/issues/1/events/latest/", 403, "event:read"),
        ("project:releases", "/", 403, "event:read"),
    ] {
        let server = public(scopes, None);
        for authorization in ["Bearer secret".to_owned(), basic()] {
            let is_api = path.starts_with("/api/");
            if is_api && authorization.starts_with("Basic") {
                continue;
            }
            let answer = server.send("GET", path, &[("authorization", &authorization)], b"");
            assert_eq!(answer.status, status, "{path} with {scopes}");
            let detail = answer.text().contains(&format!("the token lacks the scope {missing}\""));
            assert!(missing.is_empty() || detail, "{path} with {scopes}: {}", answer.text());
        }
    }
}

#[test]
fn uploads_need_a_scope_of_their_own() {
    let server = public("event:read project:read org:read", None);
    for path in ["/api/0/files/wasm/", "/api/0/projects/balefire/demo/files/difs/assemble/"] {
        let answer = server.send("POST", path, &[("authorization", "Bearer secret")], b"{}");
        assert_eq!(
            (answer.status, answer.json("detail").as_str()),
            (403, "the token lacks the scope project:releases"),
            "{path}"
        );
    }
}

#[test]
fn without_a_token_only_what_is_asked_for_is_open() {
    let server = public("org:read", Some(-1.0));
    for path in ["/", "/alerts/", "/demo/", "/demo/main.js", "/metrics"] {
        for (authorization, detail) in [
            ("", "a valid token is needed"),
            ("Bearer no", "a valid token is needed"),
            ("Bearer secret", "the token has expired"),
        ] {
            let answer = server.send("GET", path, &[("authorization", authorization)], b"");
            assert_eq!((answer.status, answer.json("detail").as_str()), (401, detail), "{path}");
            assert!(answer.header("www-authenticate").is_some_and(|it| it.starts_with("Basic ")), "{path}");
        }
    }
    assert_eq!(server.get("/healthz").status, 200);
    let asked = TestServer::configured(|config| {
        config.public_url = "https://errors.example".to_owned();
        config.metrics = Audience { public: true };
    });
    assert_eq!(asked.get("/metrics").status, 200);
    assert!(Config::default().metrics.public && Config::default().demo.public);
}

#[test]
fn the_use_of_a_token_is_noted_beside_the_request() {
    let server = public("org:read", None);
    let used = || server.store.tokens().unwrap()[0].last_used;
    assert_eq!(used(), None);
    for _ in 0..3 {
        assert_eq!(server.send("GET", "/metrics", &[("authorization", "Bearer secret")], b"").status, 200);
    }
    let begun = std::time::Instant::now();
    while used().is_none() && begun.elapsed().as_secs() < 20 {
        std::thread::yield_now();
    }
    assert!(used().is_some());
}

/// A browser gets a page that says what to do, in its language; a program gets what it got before.
#[test]
fn a_browser_is_refused_with_a_page() {
    const HTML: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    const CHINESE: (&str, &str) = ("accept-language", "zh-CN");
    let open = TestServer::start();
    let locked = TestServer::configured(|config| config.pages.token_required = true);
    let cross = ("sec-fetch-site", "cross-site");
    for (server, method, path, header, status, english, chinese) in [
        (&open, "GET", "/nothing/like/it/", HTML, 404, "Not found", "页面不存在"),
        (&open, "GET", "/issues/changes/", HTML, 405, "Not found", "页面不存在"),
        (&open, "GET", "/projects/", ("host", "evil.example"), 421, "pages.hosts", "未知的服务器名称"),
        (&open, "POST", "/projects/", cross, 403, "own pages only", "未作任何更改"),
        (&locked, "GET", "/", HTML, 401, "as the password", "请刷新页面"),
        (&locked, "GET", "/projects/demo/", HTML, 401, "as the password", "请刷新页面"),
    ] {
        for (language, word) in [(("accept-language", "en"), english), (CHINESE, chinese)] {
            let answer = server.send(method, path, &[HTML, language, header], b"");
            let said = answer.text();
            assert_eq!(answer.status, status, "{path}");
            assert!(said.contains(word) && said.contains("<h1>"), "{path} {language:?}: {said}");
            assert!(answer.header("content-security-policy").is_some(), "{path}");
        }
    }
    let asked = locked.send("GET", "/", &[HTML], b"");
    assert!(asked.header("www-authenticate").is_some_and(|it| it.starts_with("Basic")), "it asks to log in");
    // The web API speaks JSON with everybody.
    for (server, path, headers) in [
        (&open, "/nothing/like/it/", &[][..]),
        (&open, "/api/0/nothing/", &[HTML]),
        (&open, "/api/1/nothing/", &[HTML]),
        (&locked, "/", &[]),
        (&open, "/api/0/issues/", &[HTML]),
    ] {
        let answer = server.send("GET", path, headers, b"");
        assert!(answer.text().starts_with('{'), "{path}: {}", answer.text());
    }
}
