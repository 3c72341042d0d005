//! The SDK at the root, and the demo below `/demo/`, out of the binary.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::embedded::{Embedded, FILES, content_type, find};
use crate::app::App;
use crate::model::project::DEMO;
use crate::web::base_path::{base_path, with_base_path};
use crate::web::ingest::cors;
use crate::web::json_response;

/// The SDK's files, as script tags and imports name them.
const SDK: [&str; 7] = [
    "balefire.min.js",
    "balefire_bg.wasm",
    "balefire-wasm.min.js",
    "balefire.js",
    "loader.min.js",
    "index.d.ts",
    "protocol.d.ts",
];
/// Where a page of the demo wants the DSN of the demo project.
const PLACEHOLDER: &str = "{{DSN}}";
/// The names stay while the content changes, so a browser asks again after a few minutes.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// A page that holds a DSN must not outlive it.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
/// What pages named `csp*.html` live under: no inline script, and no 'wasm-unsafe-eval'.
const POLICY: HeaderValue = HeaderValue::from_static("script-src 'self'");

/// The routes.
pub fn router() -> Router<Arc<App>> {
    let mut router = Router::new();
    for name in SDK {
        router = router.route(&format!("/{name}"), get(move |headers| sdk(name, headers)));
    }
    router.layer(map_response(cors::open))
}

/// The routes of the demo.
pub fn demo_router() -> Router<Arc<App>> {
    Router::new()
        .route("/demo", get(to_demo))
        .route("/demo/", get(demo_start))
        .route("/demo/{*path}", get(demo))
        .layer(map_response(cors::open))
}

async fn sdk(name: &'static str, headers: HeaderMap) -> Response {
    find(name).map_or_else(not_embedded, |file| file_answer(file, &headers))
}

async fn to_demo(State(app): State<Arc<App>>) -> Redirect {
    Redirect::permanent(&format!("{}/demo/", base_path(&app.config().public_url)))
}

async fn demo_start(app: State<Arc<App>>, headers: HeaderMap) -> Response {
    demo(app, Path(String::new()), headers).await
}

async fn demo(State(app): State<Arc<App>>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    let file = candidates(&path).iter().find_map(|path| find(path));
    let Some(file) = file else { return not_embedded() };
    if !file.path.ends_with(".html") {
        return file_answer(file, &headers);
    }
    let page = with_dsn(file, demo_dsn(&app).unwrap_or_default().as_str());
    let page = with_base_path(page, base_path(&app.config().public_url));
    let mut answer = page_answer(page, &headers);
    if is_strict(file.path) {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    }
    answer
}

/// The files that a path below `/demo/` may mean: `csp/` is `csp/index.html` or `csp.html`.
fn candidates(path: &str) -> Vec<String> {
    match path.strip_suffix('/') {
        _ if path.is_empty() => vec!["demo/index.html".to_owned()],
        Some(folder) => vec![format!("demo/{folder}/index.html"), format!("demo/{folder}.html")],
        None => vec![format!("demo/{path}")],
    }
}

fn is_strict(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with("csp") && name.ends_with(".html"))
}

fn demo_dsn(app: &App) -> Option<String> {
    let project = app.keys.project(DEMO)?;
    Some(app.config().dsn(project.keys.first()?, project.id))
}

fn with_dsn(file: &Embedded, dsn: &str) -> String {
    String::from_utf8_lossy(file.plain).replace(PLACEHOLDER, &escape(dsn))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn page_answer(page: String, request: &HeaderMap) -> Response {
    let hash: String =
        Sha256::digest(page.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut answer = conditional(&format!("\"{hash}\""), request, || Bytes::from(page));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, REVALIDATE);
    shared(headers);
    answer
}

fn file_answer(file: &'static Embedded, request: &HeaderMap) -> Response {
    let gzip = file.gzip.filter(|_| accepts_gzip(request));
    // Two representations, two tags: <https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.3>
    let tag = format!("\"{}{}\"", file.hash, if gzip.is_some() { "-gzip" } else { "" });
    let mut answer = conditional(&tag, request, || Bytes::from_static(gzip.unwrap_or(file.plain)));
    let headers = answer.headers_mut();
    if gzip.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(file.path)));
    headers.insert(header::CACHE_CONTROL, CACHE);
    shared(headers);
    answer
}

/// The content, or 304 to who has it.
fn conditional(tag: &str, request: &HeaderMap, content: impl FnOnce() -> Bytes) -> Response {
    let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| {
        known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*")
    });
    let mut answer =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { content().into_response() };
    if let Ok(tag) = HeaderValue::from_str(tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

/// Pages of other origins use these files, also such that isolate themselves
/// (<https://developer.mozilla.org/docs/Web/HTTP/Headers/Cross-Origin-Resource-Policy>), and may time them.
fn shared(headers: &mut HeaderMap) {
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert("timing-allow-origin", HeaderValue::from_static("*"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

fn accepts_gzip(request: &HeaderMap) -> bool {
    let accepted = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = weight.replace(' ', "").trim_end_matches(['0', '.']) == "q=";
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}

fn not_embedded() -> Response {
    let detail = if FILES.is_empty() {
        "this program was built without the SDK: build dist/ first, then the program"
    } else {
        "there is no such file"
    };
    json_response::detail(StatusCode::NOT_FOUND, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    static FILE: Embedded = Embedded { path: "x.js", hash: "abc", plain: b"plain", gzip: Some(b"gz") };

    fn request(headers: &[(header::HeaderName, &str)]) -> HeaderMap {
        headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[track_caller]
    fn check(headers: &[(header::HeaderName, &str)], status: u16, tag: &str) {
        let answer = file_answer(&FILE, &request(headers));
        assert_eq!(
            (answer.status().as_u16(), answer.headers()[header::ETAG].to_str().unwrap()),
            (status, tag)
        );
        assert_eq!(answer.headers().contains_key(header::CONTENT_ENCODING), tag.ends_with("-gzip\""));
        assert_eq!(answer.headers()["cross-origin-resource-policy"], "cross-origin");
    }

    #[test]
    fn gzip_for_those_who_take_it() {
        check(&[], 200, "\"abc\"");
        check(&[(header::ACCEPT_ENCODING, "br, gzip;q=0.5")], 200, "\"abc-gzip\"");
        check(&[(header::ACCEPT_ENCODING, "gzip;q=0, br")], 200, "\"abc\"");
        check(&[(header::ACCEPT_ENCODING, "gzip; q=0.0")], 200, "\"abc\"");
    }

    #[test]
    fn not_modified() {
        check(&[(header::IF_NONE_MATCH, "\"abc\"")], 304, "\"abc\"");
        check(&[(header::IF_NONE_MATCH, "\"x\", W/\"abc\"")], 304, "\"abc\"");
        check(&[(header::IF_NONE_MATCH, "\"abc-gzip\"")], 200, "\"abc\"");
        check(
            &[(header::IF_NONE_MATCH, "\"abc-gzip\""), (header::ACCEPT_ENCODING, "gzip")],
            304,
            "\"abc-gzip\"",
        );
    }

    #[test]
    fn pages_of_the_demo_below_a_path() {
        for page in [
            include_str!("../../../../www/demo/index.html"),
            include_str!("../../../../www/demo/early.html"),
            include_str!("../../../../www/demo/csp.html"),
        ] {
            let page = with_base_path(page.to_owned(), "/errors");
            assert!(page.contains("src=\"/errors/balefire.min.js\"") && page.contains("href=\"/errors/\""));
            for name in ["href=\"/", "src=\"/", "action=\"/"] {
                assert!(page.split(name).skip(1).all(|rest| rest.starts_with("errors/")), "{page}");
            }
        }
    }

    #[test]
    fn paths_of_the_demo() {
        assert_eq!(candidates(""), ["demo/index.html"]);
        assert_eq!(candidates("csp/"), ["demo/csp/index.html", "demo/csp.html"]);
        assert_eq!(candidates("app/app.js"), ["demo/app/app.js"]);
    }

    #[test]
    fn strict_pages() {
        assert!(is_strict("demo/csp.html") && is_strict("demo/csp-strict.html"));
        assert!(
            !is_strict("demo/csp.js") && !is_strict("demo/index.html") && !is_strict("demo/csp/index.html")
        );
    }

    #[test]
    fn dsn_is_escaped() {
        let page = Embedded { path: "demo/index.html", hash: "", plain: b"<a b=\"{{DSN}}\">", gzip: None };
        assert_eq!(with_dsn(&page, "http://k@h/\"<1"), "<a b=\"http://k@h/&quot;&lt;1\">");
    }
}
