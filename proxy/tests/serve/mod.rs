//! The reading endpoints over a store with some fixtures in it, on a port of their own.
#![allow(dead_code, reason = "each test crate uses its part")]

use std::path::Path;
use std::sync::Arc;

use balefire_proxy::app::App;
use balefire_proxy::config::{Config, Flags, load};
use balefire_proxy::data_dir::store_health::StoreHealth;
use balefire_proxy::inbox::{InboxEntry, Offset};
use balefire_proxy::model::action_link::LinkKey;
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::Scopes;
use balefire_proxy::store::{Ingest, NewToken, ProjectAdmin, Sqlite, Stores, TokenAdmin};
use balefire_proxy::web::router::routers;
use balefire_proxy::worker::step;

/// The token the server knows.
pub const TOKEN: &str = "a-token-for-tests";

/// A running server; ends when dropped.
pub struct Server {
    address: String,
    pub store: Arc<Sqlite>,
    pub health: Arc<StoreHealth>,
    pub link_key: LinkKey,
    _runtime: tokio::runtime::Runtime,
    _directory: tempfile::TempDir,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub body: String,
    headers: Vec<(String, String)>,
}

impl Answer {
    pub fn header(&self, name: &str) -> String {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

impl Server {
    /// Without a lock on its pages.
    pub fn with(events: &[&str]) -> Self {
        Self::start(events, false)
    }

    /// Reached from outside at this address.
    pub fn at(public_url: &str, events: &[&str]) -> Self {
        Self::configured(public_url, events, false)
    }

    /// With a lock on its pages.
    pub fn locked() -> Self {
        Self::start(&[], true)
    }

    fn start(events: &[&str], is_locked: bool) -> Self {
        Self::configured("http://balefire.test", events, is_locked)
    }

    /// With this configuration file.
    pub fn with_file(file: &str, events: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("balefire.toml");
        std::fs::write(&path, file).unwrap();
        let flags = Flags { file: Some(path), ..Flags::default() };
        let mut config = load(&flags, std::iter::empty()).unwrap().config;
        config.public_url = "http://balefire.test".into();
        config.pages.token_required = false;
        Self::of(config, events)
    }

    fn configured(public_url: &str, events: &[&str], is_locked: bool) -> Self {
        let mut config = Config::default();
        config.public_url = public_url.to_owned();
        config.pages.token_required = is_locked;
        Self::of(config, events)
    }

    fn of(mut config: Config, events: &[&str]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Arc::new(Sqlite::open(directory.path()).unwrap());
        store.ensure_project("demo", "0123456789abcdef0123456789abcdef").unwrap();
        store.add_token(&NewToken::new(&sha256_hex(TOKEN.as_bytes()), Timestamp::now())).unwrap();
        config.data = directory.path().to_owned();
        let app = Arc::new(App::open(config, Stores::of(&store)).unwrap());
        // After the inbox is opened, which would wonder where the events came from.
        for (row, name) in events.iter().enumerate() {
            record(store.as_ref(), row as i64 + 1, name);
        }
        let (health, link_key) = (Arc::clone(&app.health), app.link_key.clone());
        let router = routers(app).all;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, store, health, link_key, _runtime: runtime, _directory: directory }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Stores one more event, given as JSON.
    pub fn record(&self, event: &str) {
        let stored = self.store.cursor().unwrap();
        let row = stored.as_str().parse::<i64>().unwrap_or(0) + 1;
        store_event(self.store.as_ref(), row, "", event);
    }

    /// Stores one more envelope.
    pub fn record_envelope(&self, envelope: &[u8]) {
        let stored = self.store.cursor().unwrap();
        let row = stored.as_str().parse::<i64>().unwrap_or(0) + 1;
        store_envelope(self.store.as_ref(), row, envelope.to_vec());
    }

    /// Stores one more event, which stands for many identical ones.
    pub fn record_times(&self, times_seen: u64, event: &str) {
        let stored = self.store.cursor().unwrap();
        let row = stored.as_str().parse::<i64>().unwrap_or(0) + 1;
        store_event(self.store.as_ref(), row, &format!(",\"times_seen\":{times_seen}"), event);
    }

    pub fn get(&self, path: &str, authorization: Option<&str>) -> Answer {
        let headers = authorization.map(|value| ("authorization", value));
        self.ask(path, headers.as_slice(), 10)
    }

    /// Sends a form, as a browser does from a page of this server. Goes where a redirect leads no further.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_with(path, &[("sec-fetch-site", "same-origin")], form)
    }

    /// Sends a form with these headers.
    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], form: &[(&str, &str)]) -> Answer {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let config = config.max_redirects(0).max_redirects_will_error(false).build();
        let mut request = ureq::Agent::new_with_config(config).post(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send_form(form.iter().copied()).unwrap())
    }

    /// Goes where a redirect leads no further.
    pub fn get_here(&self, path: &str) -> Answer {
        self.ask(path, &[], 0)
    }

    /// The same, with headers.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(path, headers, 0)
    }

    /// Sends a body with a token.
    pub fn send(&self, method: &str, path: &str, token: &str, body: &str) -> Answer {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true);
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address))
            .header("authorization", format!("Bearer {token}"))
            .body(body.to_owned())
            .unwrap();
        read(ureq::Agent::new_with_config(config.build()).run(request).unwrap())
    }

    /// A further token, with these scopes.
    pub fn add_token(&self, token: &str, scopes: &str) {
        let hash = sha256_hex(token.as_bytes());
        let scopes = Scopes::parse(scopes);
        let token = NewToken { name: Some(token.into()), scopes, ..NewToken::new(&hash, Timestamp::now()) };
        self.store.add_token(&token).unwrap().unwrap();
    }

    fn ask(&self, path: &str, headers: &[(&str, &str)], redirects: u32) -> Answer {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let config = config.max_redirects(redirects).max_redirects_will_error(false).build();
        let mut request = ureq::Agent::new_with_config(config).get(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.call().unwrap())
    }
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> Answer {
    let headers = answer.headers().iter();
    let headers = headers.map(|(key, value)| (key.to_string(), value.to_str().unwrap().to_owned())).collect();
    Answer {
        status: answer.status().as_u16(),
        body: String::from_utf8_lossy(&answer.body_mut().read_to_vec().unwrap()).into_owned(),
        headers,
    }
}

/// Stores a fixture as if it had happened a moment ago.
fn record(store: &dyn Ingest, row: i64, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/fixtures/events/{name}.json"));
    let mut event: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    event["timestamp"] = serde_json::json!(Timestamp::now().0);
    store_event(store, row, "", &event.to_string());
}

/// Stores an event, whose item header has these members too.
fn store_event(store: &dyn Ingest, row: i64, members: &str, event: &str) {
    let envelope = format!("{{}}\n{{\"type\":\"event\",\"length\":{}{members}}}\n{event}\n", event.len());
    store_envelope(store, row, envelope.into_bytes());
}

fn store_envelope(store: &dyn Ingest, row: i64, envelope: Vec<u8>) {
    let kept = InboxEntry {
        offset: Offset::new(row.to_string()),
        project_id: 1,
        key: "k".into(),
        received: Timestamp::now(),
        envelope: envelope.into(),
    };
    let mut config = Config::default();
    config.public_url = "http://balefire.test".into();
    step(&[kept], store, &(), &config, Timestamp::now()).unwrap();
}
