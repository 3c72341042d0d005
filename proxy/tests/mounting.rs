//! The server within an application of somebody else, as `examples/mounted_server.rs` has it.

#[path = "../examples/mounted_server.rs"]
mod mounted_server;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use balefire_proxy::config::Config;
use balefire_proxy::model::project::DEMO;
use balefire_proxy::server::Server;
use balefire_proxy::symbols::Converter;
use balefire_proxy::web::assets::embedded::FILES;
use mounted_server::{application, config};
use tokio::net::TcpListener;

/// A running application; ends when dropped.
struct Application {
    origin: String,
    server: Option<Server>,
    runtime: tokio::runtime::Runtime,
    _data: tempfile::TempDir,
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Application {
    /// The application of the example, with the addresses of its clients or without.
    fn start(has_addresses: bool, change: impl FnOnce(&mut Config)) -> Self {
        Self::mounted(has_addresses, change, application)
    }

    fn mounted(
        has_addresses: bool,
        change: impl FnOnce(&mut Config),
        mount: impl FnOnce(&Server) -> Router,
    ) -> Self {
        let data = tempfile::tempdir().unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let mut config = config(address, data.path().join("balefire"));
        change(&mut config);
        let server = Server::open(&config).unwrap().start(config, Converter::Thread).unwrap();
        let app = mount(&server);
        runtime.spawn(async move {
            if has_addresses {
                let service = app.into_make_service_with_connect_info::<SocketAddr>();
                axum::serve(listener, service).await.unwrap();
            } else {
                axum::serve(listener, app).await.unwrap();
            }
        });
        Self { origin: format!("http://{address}"), server: Some(server), runtime, _data: data }
    }

    fn get(&self, path: &str) -> Answer {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let request = ureq::Agent::new_with_config(config).get(format!("{}{path}", self.origin));
        let mut answer = request.call().unwrap();
        let headers = answer.headers().iter();
        Answer {
            status: answer.status().as_u16(),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()))
                .collect(),
            body: String::from_utf8_lossy(&answer.body_mut().read_to_vec().unwrap()).into_owned(),
        }
    }

    /// The DSN of the demo project.
    fn dsn(&self) -> String {
        let app = self.server.as_ref().unwrap().app();
        let project = app.keys.project(DEMO).unwrap();
        app.config().dsn(&project.keys[0], project.id)
    }

    /// Posts an event as an SDK does that has only the DSN.
    fn post_event(&self, message: &str) -> u16 {
        let dsn = balefire_protocol::dsn::Dsn::parse(&self.dsn()).unwrap();
        let address = format!("{}?sentry_key={}", dsn.envelope_url(), dsn.public_key);
        let event = format!("{{\"message\":\"{message}\"}}");
        let envelope = format!("{{}}\n{{\"type\":\"event\",\"length\":{}}}\n{event}\n", event.len());
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        ureq::Agent::new_with_config(config).post(address).send(envelope).unwrap().status().as_u16()
    }

    /// Waits until a page has a text.
    fn page_with(&self, path: &str, text: &str) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.body.contains(text) {
                return answer;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "{path} has no {text}: {}", answer.body);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            let _runtime = self.runtime.enter();
            server.stop().end();
        }
    }
}

/// All addresses of links, forms and files in a page that are on this server.
fn addresses(html: &str) -> BTreeSet<String> {
    let values = [" href=\"", " action=\"", " src=\""].iter().flat_map(|name| html.split(name).skip(1));
    let values = values.filter_map(|rest| rest.split('"').next());
    values.filter(|it| it.starts_with('/')).map(|it| it.replace("&amp;", "&")).collect()
}

#[test]
fn an_event_comes_by_its_dsn_and_all_links_lead_to_pages() {
    let application = Application::start(true, |_| {});
    assert!(application.dsn().contains("/errors/1"), "{}", application.dsn());
    assert_eq!(application.post_event("tea is out"), 200);
    let list = application.page_with("/errors/", "tea is out");
    let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; ";
    assert!(list.headers["content-security-policy"].starts_with(policy), "{:?}", list.headers);
    let mut known = BTreeSet::from(["/errors/".to_owned()]);
    let mut open = vec!["/errors/".to_owned()];
    let (mut posted, mut pages) = (BTreeSet::new(), BTreeMap::new());
    while let Some(path) = open.pop() {
        let answer = application.get(&path);
        let is_missing_sdk = FILES.is_empty() && answer.body.contains("built without the SDK");
        // What forms send goes to a path that takes POST alone.
        let is_posted = answer.status == 405 && posted.contains(&path);
        assert!(answer.status == 200 || is_missing_sdk || is_posted, "{} of {path}", answer.status);
        if !answer.headers["content-type"].starts_with("text/html") {
            continue;
        }
        let actions = answer.body.split("method=\"post\" action=\"").skip(1);
        posted.extend(actions.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        for address in addresses(&answer.body) {
            assert!(address.starts_with("/errors/"), "{address} of {path}");
            // Searches and ranges can be combined without end: a few of each page are enough.
            let page = address.split('?').next().unwrap_or_default().to_owned();
            let seen = pages.entry(page).or_insert(0_u32);
            if *seen < 5 && known.insert(address.clone()) {
                *seen += 1;
                open.push(address);
            }
        }
    }
    for path in ["/errors/issues/1/", "/errors/issues/1/events/", "/errors/alerts/", "/errors/style.css"] {
        assert!(known.contains(path), "no link led to {path}: {known:?}");
    }
}

#[test]
fn every_part_of_the_server_lies_below_the_path_and_nothing_beside_it() {
    let application = Application::start(true, |_| {});
    for (path, status) in [
        ("/", 200),
        ("/errors", 200),
        ("/errors/", 200),
        ("/errors/healthz", 200),
        ("/errors/metrics", 200),
        ("/errors/api/0/issues/1/", 401),
        ("/errors/nothing/", 404),
        ("/healthz", 404),
        ("/alerts/", 404),
    ] {
        assert_eq!(application.get(path).status, status, "{path}");
    }
    assert!(application.get("/").body.starts_with("The application."));
    // The server's own 404, in JSON.
    assert!(application.get("/errors/nothing/").body.contains("\"detail\""));
    let welcome = application.get("/errors/").body;
    assert!(
        welcome.contains("href=\"/errors/projects/demo/\"") && welcome.contains("href=\"/errors/demo/\"")
    );
    assert!(application.get("/errors/projects/demo/").body.contains(&application.dsn()));
    let demo = application.get("/errors/demo");
    if !FILES.is_empty() {
        assert!(
            demo.body.contains(&application.dsn()) && demo.body.contains("src=\"/errors/balefire.min.js\"")
        );
        assert_eq!(application.get("/errors/balefire.min.js").status, 200);
    }
}

#[test]
fn a_router_can_be_nested_at_a_path_with_a_slash_too() {
    let mount = |server: &Server| Router::new().nest("/errors/", server.router());
    let application = Application::mounted(true, |_| {}, mount);
    assert_eq!(application.post_event("tea is out"), 200);
    application.page_with("/errors/", "tea is out");
    assert_eq!(application.get("/errors/issues/1/").status, 200);
}

#[test]
fn without_addresses_of_clients_rules_for_addresses_refuse_and_the_rest_works() {
    let application = Application::start(false, |_| {});
    assert_eq!(application.post_event("tea is out"), 200);
    application.page_with("/errors/", "tea is out");
    let ruled = |has_addresses| {
        let application = Application::start(has_addresses, |config| {
            config.default_project.allow_ips = vec!["127.0.0.0/8".parse().unwrap()];
        });
        application.post_event("tea is out")
    };
    assert_eq!((ruled(true), ruled(false)), (200, 403));
}
