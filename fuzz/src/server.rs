//! A server in this process, for what is fuzzed through its routes.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use balefire_proxy::app::App;
use balefire_proxy::config::{Flags, load};
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::project::DEMO;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{NewToken, ProjectAdmin, Sqlite, Stores, TokenAdmin};
use balefire_proxy::web::router::routers;
use tempfile::TempDir;
use tower::ServiceExt;

/// A token of its store.
pub const TOKEN: &str = "a-token-for-fuzzing";
/// The key of its project.
pub const KEY: &str = "0123456789abcdef0123456789abcdef";
/// Largest answer, in bytes.
const ANSWER: usize = 4 << 20;

/// The server, and the folder of its data, which goes with it.
pub struct Server {
    /// Its parts.
    pub app: Arc<App>,
    router: Router,
    runtime: tokio::runtime::Runtime,
    _data: TempDir,
}

impl Server {
    /// Starts one with these lines of configuration.
    pub fn start(lines: &str) -> Self {
        let data = folder();
        let file = data.path().join("balefire.toml");
        std::fs::write(&file, lines).expect("the folder is ours");
        let text = |path: &Path| path.display().to_string();
        let flags = Flags { file: Some(file), data: Some(text(data.path())), listen: None };
        let loaded = load(&flags, std::iter::empty()).expect("lines that are right");
        let store = Sqlite::open(data.path()).expect("a new store");
        store.ensure_project(DEMO, KEY).expect("a new store");
        let token = NewToken::new(&sha256_hex(TOKEN.as_bytes()), Timestamp::now());
        store.add_token(&token).expect("a new store");
        let app = Arc::new(App::open(loaded.config, Stores::of(&Arc::new(store))).expect("a new folder"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { router: routers(Arc::clone(&app)).all, app, runtime, _data: data }
    }

    /// Sends a request, which comes from this machine; its answer.
    pub fn send(&self, mut request: Request<Body>) -> (StatusCode, Vec<u8>) {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 7))));
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.expect("routes do not fail");
            let status = answer.status();
            let body = to_bytes(answer.into_body(), ANSWER).await.expect("an answer that is bounded");
            (status, body.to_vec())
        })
    }
}

/// A new folder, in memory where there is such a place.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::tempdir_in(parent).expect("a folder for what comes and goes")
}
