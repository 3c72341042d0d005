//! A server on a port of its own, and a client that sends exactly what it is told to.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use balefire_proxy::app::App;
use balefire_proxy::config::{Config, Limits};
use balefire_proxy::inbox::{InboxEntry, Offset};
use balefire_proxy::model::project::DEMO;
use balefire_proxy::serve::{listen, serve};
use balefire_proxy::store::{ProjectAdmin, Sqlite, Stores};
use balefire_proxy::web::router::routers;

/// The demo project's key.
pub const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A running server; ends when dropped.
pub struct TestServer {
    pub app: Arc<App>,
    pub store: Arc<Sqlite>,
    pub data: tempfile::TempDir,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self, key: &str) -> String {
        let value: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        value[key].as_str().unwrap_or_default().to_owned()
    }
}

impl TestServer {
    pub fn with(limits: Limits) -> Self {
        Self::configured(|config| config.limits = limits)
    }

    pub fn configured(change: impl FnOnce(&mut Config)) -> Self {
        Self::with_store(change, |_| {})
    }

    /// With a store in which there is something already.
    pub fn with_store(change: impl FnOnce(&mut Config), fill: impl FnOnce(&Sqlite)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.data = data.path().to_owned();
        change(&mut config);
        config.listen.set_port(0);
        let store = Arc::new(Sqlite::open(data.path()).unwrap());
        store.ensure_project(DEMO, KEY).unwrap();
        fill(&store);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(async { listen(config.listen) }).unwrap();
        let address = listener.local_addr().unwrap();
        let app = Arc::new(App::open(config.bound_to(address), Stores::of(&store)).unwrap());
        let connections = Arc::clone(&app.connections);
        runtime.spawn(serve(routers(Arc::clone(&app)), listener, connections, std::future::pending()));
        Self { app, store, data, address, _runtime: runtime }
    }

    pub fn start() -> Self {
        Self::with(Limits::default())
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends a request and reads the answer.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let host = if headers.iter().any(|(name, _)| *name == "host") { "" } else { "host: localhost\r\n" };
        let mut head = format!("{method} {path} HTTP/1.1\r\n{host}connection: close\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", body.len());
        let mut stream = self.connect();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        read(stream)
    }

    /// Posts an envelope with the demo project's key.
    pub fn post(&self, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.send("POST", &format!("/api/1/envelope/?sentry_key={KEY}"), headers, body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// The number behind a line of `/metrics` that begins so; zero where there is none.
    pub fn metric(&self, begin: &str) -> u64 {
        self.metrics(|line| line.starts_with(begin))
    }

    /// How many outcomes with these labels were counted.
    pub fn count(&self, labels: &str) -> u64 {
        self.metrics(|line| line.starts_with("balefire_outcomes_total") && line.contains(labels))
    }

    fn metrics(&self, is_it: impl Fn(&str) -> bool) -> u64 {
        let metrics = self.get("/metrics");
        let lines = metrics.text().lines().filter(|line| is_it(line));
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
    }

    pub fn kept(&self) -> Vec<InboxEntry> {
        self.app.inbox.read(&Offset::default(), 1_000).unwrap()
    }
}

/// Reads an answer up to the end of the connection.
pub fn read(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}
