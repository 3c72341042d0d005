//! The demo below `/demo/`, out of the binary, with the DSN of the demo project.

use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::map_response;
use axum::response::{Redirect, Response};

use super::embedded::{Embedded, find};
use super::static_file::{StaticFile, file_answer, not_embedded, page_answer};
use crate::app::App;
use crate::model::project::DEMO;
use crate::web::base_path::{base_path, with_base_path};
use crate::web::cors;
use crate::web::routes::Routes;
use crate::web::viewer::{Permitted, SeeDemo};

/// The place of the DSN in a page of the demo.
const PLACEHOLDER: &str = "{{DSN}}";
/// The policy of pages named `csp*.html`: no inline script, and no 'wasm-unsafe-eval'.
const POLICY: HeaderValue = HeaderValue::from_static("script-src 'self'");

/// The address of the server and the DSN of the demo project, as they are now.
#[derive(Clone)]
struct DemoSite {
    public_url: Arc<str>,
    dsn: Arc<str>,
}

impl FromRef<Arc<App>> for DemoSite {
    fn from_ref(app: &Arc<App>) -> Self {
        let config = app.config();
        let project = app.keys.project(DEMO);
        let dsn = project.and_then(|project| Some(config.dsn(project.keys.first()?, project.id)));
        Self { public_url: config.public_url.as_str().into(), dsn: dsn.unwrap_or_default().into() }
    }
}

/// The routes.
pub fn routes() -> Routes<Arc<App>> {
    Routes::new()
        .get("/demo", redirect)
        .get("/demo/", start)
        .get("/demo/{*path}", file)
        .map_router(|router| router.layer(map_response(cors::open)))
}

async fn redirect(_: Permitted<SeeDemo>, State(site): State<DemoSite>) -> Redirect {
    Redirect::permanent(&format!("{}/demo/", base_path(&site.public_url)))
}

async fn start(_: Permitted<SeeDemo>, State(site): State<DemoSite>, headers: HeaderMap) -> Response {
    answer(&site, "", &headers)
}

async fn file(
    _: Permitted<SeeDemo>,
    State(site): State<DemoSite>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(&site, &path, &headers)
}

fn answer(site: &DemoSite, path: &str, headers: &HeaderMap) -> Response {
    let file = candidates(path).iter().find_map(|path| find(path));
    let Some(file) = file else { return not_embedded() };
    if !file.path.ends_with(".html") {
        return file_answer(StaticFile::of(file, false), headers);
    }
    let page = with_base_path(with_dsn(file, &site.dsn), base_path(&site.public_url));
    let mut answer = page_answer(page, headers);
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

fn with_dsn(file: &Embedded, dsn: &str) -> String {
    String::from_utf8_lossy(file.plain).replace(PLACEHOLDER, &escape(dsn))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_demo_below_a_path() {
        for page in [
            include_str!("../../../../www/demo/index.html"),
            include_str!("../../../../www/demo/early.html"),
            include_str!("../../../../www/demo/csp.html"),
            include_str!("../../../../www/demo/performance.html"),
        ] {
            let page = with_base_path(page.to_owned(), "/errors");
            assert!(page.contains("src=\"/errors/balefire") && page.contains("href=\"/errors/"));
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
