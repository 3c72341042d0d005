//! The account of a project: whatever is sent, refused, filtered or lost in clients has exactly one outcome in the store,
//! also over a restart.

use std::collections::BTreeMap;
use std::path::Path;

use balefire_proxy::config::{Config, ProjectRules};
use balefire_proxy::model::project::DEMO;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::server::Server;
use balefire_proxy::store::OutcomeQuery;
use balefire_proxy::symbols::Converter;
use tokio::net::TcpListener;

/// Category, outcome and reason with the number of items.
type Account = BTreeMap<(String, String, String), u64>;

/// A running server.
struct Running {
    server: Server,
    origin: String,
    key: String,
    runtime: tokio::runtime::Runtime,
}

impl Running {
    fn start(data: &Path, rules: ProjectRules) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let mut config = Config::default();
        config.data = data.to_owned();
        config.projects.insert(DEMO.to_owned(), rules);
        let server = Server::open(&config).unwrap().start(config, Converter::Thread).unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = server.router();
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let key = server.app().keys.project(DEMO).unwrap().keys[0].clone();
        Self { server, origin, key, runtime }
    }

    fn post(&self, key: &str, agent: &str, body: &str) -> u16 {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let address = format!("{}/api/1/envelope/?sentry_key={key}", self.origin);
        let request = ureq::Agent::new_with_config(config).post(address).header("user-agent", agent);
        request.send(body).unwrap().status().as_u16()
    }

    fn account(&self) -> Account {
        let now = Timestamp::now();
        let query = OutcomeQuery { project_id: 1, from: Timestamp(0.0), to: now, step: 0, by_key: false };
        let counts = self.server.app().stores.reader.outcomes(&query).unwrap();
        counts.into_iter().map(|it| ((it.category, it.outcome, it.reason), it.quantity)).collect()
    }

    /// Stops as the program does.
    fn stop(self) {
        let Self { server, runtime, .. } = self;
        runtime.shutdown_background();
        server.stop().end();
    }
}

/// Numbers that are the same in each run: <https://en.wikipedia.org/wiki/Linear_congruential_generator>
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

const SDK: &str = "sentry.javascript.browser/10.0.0";
const TRANSACTIONS: u64 = 5;

fn item(kind: &str, payload: &str) -> String {
    format!("{{}}\n{{\"type\":\"{kind}\",\"length\":{}}}\n{payload}\n", payload.len())
}

fn event(id: u64, value: &str) -> String {
    item(
        "event",
        &format!(
            "{{\"event_id\":\"{id:032x}\",\"exception\":{{\"values\":[{{\"type\":\"E\",\"value\":\"{value}\"}}]}}}}"
        ),
    )
}

/// The same with an attachment.
fn with_attachment(id: u64, event: &str) -> String {
    let items = event.trim_start_matches("{}\n");
    format!("{{\"event_id\":\"{id:032x}\"}}\n{items}{{\"type\":\"attachment\",\"length\":3}}\ntea\n")
}

fn transaction(id: u64, now: f64) -> String {
    let trace = format!("{{\"trace_id\":\"{id:032x}\",\"span_id\":\"{id:016x}\",\"op\":\"http.server\"}}");
    let (start, end) = (now - 2.0, now - 1.0);
    item(
        "transaction",
        &format!(
            "{{\"event_id\":\"{id:032x}\",\"transaction\":\"/a\",\"start_timestamp\":{start},\"timestamp\":{end},\"contexts\":{{\"trace\":{trace}}}}}"
        ),
    )
}

/// Sends one of each kind at random, and notes what has to be counted.
fn send(server: &Running, numbers: &mut Numbers, id: u64, sent: &mut u64, account: &mut Account) {
    let mut count = |category: &str, outcome: &str, reason: &str, quantity: u64| {
        *account.entry((category.into(), outcome.into(), reason.into())).or_default() += quantity;
    };
    let key = server.key.as_str();
    let status = match numbers.next(9) {
        0 | 1 => {
            count("error", "accepted", "", 1);
            server.post(key, SDK, &event(id, "x is null"))
        }
        2 => {
            count("error", "filtered", "error-message", 1);
            count("attachment", "filtered", "error-message", 1);
            server.post(key, SDK, &with_attachment(id, &event(id, "ResizeObserver loop limit exceeded")))
        }
        3 => {
            count("error", "filtered", "web-crawlers", 1);
            server.post(key, "Mozilla/5.0 (compatible; Googlebot/2.1)", &event(id, "x is null"))
        }
        4 => {
            count("request", "invalid", "malformed", 1);
            return assert_eq!(server.post(key, SDK, "nonsense"), 400);
        }
        5 => {
            let quantity = 1 + numbers.next(5);
            count("error", "client_discard", "before_send", quantity);
            count("span", "client_discard", "other", 2);
            let report = format!(
                "{{\"discarded_events\":[{{\"reason\":\"before_send\",\"category\":\"error\",\"quantity\":{quantity}}},
                    {{\"reason\":\"<script>\",\"category\":\"span\",\"quantity\":2}}]}}"
            );
            server.post(key, SDK, &item("client_report", &report))
        }
        6 => {
            *sent += 1;
            if *sent > TRANSACTIONS {
                count("transaction", "rate_limited", "quota", 1);
                return assert_eq!(server.post(key, SDK, &transaction(id, Timestamp::now().0)), 429);
            }
            count("transaction", "accepted", "", 1);
            server.post(key, SDK, &transaction(id, Timestamp::now().0))
        }
        7 => {
            count("request", "invalid", "unknown_key", 1);
            return assert_eq!(server.post("ffffffffffffffffffffffffffffffff", SDK, &event(id, "x")), 403);
        }
        _ => {
            count("error", "accepted", "", 1);
            count("error", "filtered", "duplicate", 1);
            count("error", "invalid", "malformed", 1);
            count("attachment", "accepted", "", 1);
            count("attachment", "filtered", "duplicate", 1);
            let twice = with_attachment(id, &event(id, "twice"));
            server.post(key, SDK, &twice);
            server.post(key, SDK, &item("event", "[1]"));
            server.post(key, SDK, &twice)
        }
    };
    assert_eq!(status, 200);
}

#[test]
fn everything_has_one_outcome_also_over_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let mut rules = ProjectRules::default();
    rules.transactions_per_day = TRANSACTIONS;
    let (mut numbers, mut account) = (Numbers(7), Account::new());
    // The quota of a day goes on after a restart.
    let mut sent = 0;
    for run in 1..=2_u64 {
        let server = Running::start(data.path(), rules.clone());
        for n in 0..150 {
            send(&server, &mut numbers, run * 1_000 + n, &mut sent, &mut account);
        }
        server.stop();
    }
    assert!(sent > TRANSACTIONS, "the mix has more transactions than the quota");
    let server = Running::start(data.path(), rules);
    assert_eq!(server.account(), account);
    server.stop();
}
