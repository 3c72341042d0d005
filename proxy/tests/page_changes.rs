//! A page action that changes something, behind the middleware and over HTTP: it needs the permission, POST and the
//! same origin.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::State;
use axum::middleware::from_fn_with_state;
use balefire_proxy::config::{Config, Live};
use balefire_proxy::data_dir::store_health::StoreHealth;
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::{Access, Scopes};
use balefire_proxy::store::{NewToken, Sqlite, TokenAdmin};
use balefire_proxy::web::routes::Routes;
use balefire_proxy::web::store_access::StoreAccess;
use balefire_proxy::web::viewer::{Area, Permission, Permitted, ViewerFinder, identify};
use base64::Engine as _;

/// The permission of the action.
struct Change;

impl Permission for Change {
    const AREA: Area = Area::Pages;
    const ACCESS: Access = Access::Pages;
    const CHANGES: bool = true;
}

async fn change(_: Permitted<Change>, State(changes): State<Arc<AtomicUsize>>) {
    changes.fetch_add(1, Ordering::SeqCst);
}

/// A server with the action at `/change`.
struct Server {
    origin: String,
    changes: Arc<AtomicUsize>,
    _runtime: tokio::runtime::Runtime,
    _data: tempfile::TempDir,
}

impl Server {
    fn start(token_required: bool) -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = Arc::new(Sqlite::open(data.path()).unwrap());
        for (token, scopes) in [("all", "event:read project:read org:read"), ("few", "event:read")] {
            let hash = sha256_hex(token.as_bytes());
            let name = Some(token.to_owned());
            let scopes = Scopes::parse(scopes);
            let token = NewToken { name, scopes, ..NewToken::new(&hash, Timestamp::now()) };
            store.add_token(&token).unwrap().unwrap();
        }
        let mut config = Config::default();
        config.pages.token_required = token_required;
        config.public_url = "https://errors.example/below".to_owned();
        let access = StoreAccess::new(Arc::<StoreHealth>::default());
        let gate = ViewerFinder::new(store as _, access, Arc::default(), Arc::new(Live::new(config)));
        let changes = Arc::<AtomicUsize>::default();
        let (router, _) = Routes::new().post("/change", change).into_parts();
        let router = router.layer(from_fn_with_state(gate, identify)).with_state(Arc::clone(&changes));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { origin, changes, _runtime: runtime, _data: data }
    }

    /// The status of a POST, and whether it changed something.
    fn post(&self, headers: &[(&str, &str)]) -> (u16, bool) {
        let before = self.changes.load(Ordering::SeqCst);
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let mut request = ureq::Agent::new_with_config(config).post(format!("{}/change", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let status = request.send_empty().unwrap().status().as_u16();
        (status, self.changes.load(Ordering::SeqCst) > before)
    }
}

fn basic(token: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("me:{token}")))
}

#[test]
fn a_browser_that_is_logged_in_changes_only_from_the_servers_own_pages() {
    let server = Server::start(true);
    let login = basic("all");
    let own = server.origin.clone();
    for (headers, is_same) in [
        (&[("sec-fetch-site", "same-origin")][..], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("origin", own.as_str())], true),
        // A reverse proxy may give another Host than the browser's.
        (&[("origin", "https://errors.example")], true),
        (&[("sec-fetch-site", "cross-site"), ("origin", "https://evil.test")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", own.as_str())], false),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("origin", "https://evil.test")], false),
        (&[("origin", "null")], false),
        (&[], false),
    ] {
        let headers = [&[("authorization", login.as_str())], headers].concat();
        let expect = if is_same { (200, true) } else { (403, false) };
        assert_eq!(server.post(&headers), expect, "{headers:?}");
    }
}

#[test]
fn a_change_needs_the_scopes() {
    let server = Server::start(true);
    let same = ("sec-fetch-site", "same-origin");
    assert_eq!(server.post(&[same]), (401, false));
    assert_eq!(server.post(&[same, ("authorization", &basic("wrong"))]), (401, false));
    assert_eq!(server.post(&[same, ("authorization", &basic("few"))]), (403, false));
    assert_eq!(server.post(&[same, ("authorization", "Bearer few")]), (403, false));
    assert_eq!(server.post(&[same, ("authorization", "Bearer all")]), (200, true));
}

#[test]
fn public_pages_change_under_known_hosts_from_their_own_pages() {
    let server = Server::start(false);
    let same = ("sec-fetch-site", "same-origin");
    assert_eq!(server.post(&[same]), (200, true));
    assert_eq!(server.post(&[("sec-fetch-site", "cross-site")]), (403, false));
    assert_eq!(server.post(&[same, ("host", "evil.test")]), (421, false));
}
