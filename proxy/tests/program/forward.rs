//! On to an upstream: in order, scrubbed, and without losing any while it is down.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use flate2::read::GzDecoder;

use crate::batch_body::{BatchBody, id};
use crate::program::{Program, eventually, key};

/// An upstream that answers what it is told, then 200, and keeps what it took.
#[derive(Clone)]
struct Upstream {
    port: u16,
    answers: Arc<Mutex<Vec<&'static str>>>,
    taken: Arc<Mutex<Vec<(String, String)>>>,
}

const OK: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
const DOWN: &str = "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const TOO_MANY: &str = "HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\nx-sentry-rate-limits: 1:error:key\r\ncontent-length: 0\r\n\r\n";
const NO_TRANSACTIONS: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\nx-sentry-rate-limits: 3600:transaction:key\r\ncontent-length: 2\r\n\r\n{}";
const NEVER: &str = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

impl Upstream {
    /// Listens at a port, any if it is 0.
    fn at(port: u16, answers: &[&'static str]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let upstream = Self {
            port: listener.local_addr().unwrap().port(),
            answers: Arc::new(Mutex::new(answers.to_vec())),
            taken: Arc::default(),
        };
        let here = upstream.clone();
        // Ends with the test's process.
        thread::spawn(move || listener.incoming().for_each(|stream| here.serve(stream.unwrap())));
        upstream
    }

    fn serve(&self, mut stream: std::net::TcpStream) {
        let (mut bytes, mut buffer) = (Vec::new(), [0; 65536]);
        loop {
            let Ok(read @ 1..) = stream.read(&mut buffer) else { return };
            bytes.extend(&buffer[..read]);
            let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            if bytes.len() < end + 4 + length.parse::<usize>().unwrap() {
                continue;
            }
            let mut body = String::new();
            GzDecoder::new(&bytes[end + 4..]).read_to_string(&mut body).unwrap();
            let mut answers = self.answers.lock().unwrap();
            let answer = if answers.is_empty() { OK } else { answers.remove(0) };
            if answer.starts_with("HTTP/1.1 200") {
                self.taken.lock().unwrap().push((head, body));
            }
            let _ = stream.write_all(answer.as_bytes());
            return;
        }
    }

    /// The messages that it took, in order.
    fn messages(&self) -> Vec<String> {
        let taken = self.taken.lock().unwrap();
        let message =
            |body: &String| Some(body.split_once("\"message\":\"")?.1.split('"').next()?.to_owned());
        taken.iter().filter_map(|(_, body)| message(body)).collect()
    }
}

fn configure(data: &Path, port: u16) {
    let dsn = format!("http://theirs@127.0.0.1:{port}/42");
    fs::write(data.join("balefire.toml"), format!("[project.demo]\nupstream_dsn = '{dsn}'\n")).unwrap();
}

fn event(message: &str) -> Vec<u8> {
    format!(
        "{{\"dsn\":\"http://ours@here/1\"}}\n{{\"type\":\"event\"}}\n{{\"message\":\"{message}\",\"extra\":{{\"password\":\"hunter2\"}}}}\n"
    )
    .into_bytes()
}

#[test]
fn scrubbed_in_order_and_without_our_key() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let upstream = Upstream::at(0, &[DOWN, TOO_MANY]);
    let key = key(data);
    configure(data, upstream.port);
    let program = Program::start(data);
    let sent: Vec<String> = (0..20).map(|n| format!("message {n}")).collect();
    for message in &sent {
        assert_eq!(program.post(&key, &event(message)).status, 200);
    }
    eventually("all have arrived", || upstream.messages().len() >= sent.len());
    assert_eq!(upstream.messages(), sent);
    for (head, body) in upstream.taken.lock().unwrap().iter() {
        assert!(head.starts_with("post /api/42/envelope/ "), "{head}");
        assert!(head.contains("sentry_key=theirs"), "{head}");
        assert!(!body.contains("hunter2") && !body.contains("ours@here"), "{body}");
    }
    eventually("they are counted", || {
        program.metric("balefire_forwarded_total{outcome=\"accepted\",reason=\"\",category=\"error\"}") == 20
    });
    assert!(!program.log().contains("theirs"), "{}", program.log());
}

#[test]
fn an_upstream_gets_complete_events_of_a_batch() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let upstream = Upstream::at(0, &[]);
    let key = key(data);
    configure(data, upstream.port);
    let program = Program::start(data);
    let item = serde_json::json!({"breadcrumbs": [[0, 2]], "stacks": [null, 0], "times_seen": 37});
    let payload = "{\"message\":\"m\",\"exception\":{\"values\":[{\"type\":\"Cause\"},{\"type\":\"E\"}]}}";
    let stack = "\"E: x\\n    at pay (https://a.test/x.js:7:3)\"";
    let batch = BatchBody::new(&["{\"category\":\"one\"}", "{\"message\":\"password=SEKRIT\"}"], &[stack]);
    assert_eq!(program.post(&key, &batch.event(&id(0), &item, payload).bytes()).status, 200);
    eventually("it has arrived", || !upstream.messages().is_empty());
    let taken = upstream.taken.lock().unwrap();
    let lines: Vec<serde_json::Value> =
        taken[0].1.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [_, header, event] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(header.as_object().unwrap().keys().collect::<Vec<_>>(), ["length", "type"]);
    let members: Vec<_> = event.as_object().unwrap().keys().collect();
    assert_eq!(members, ["breadcrumbs", "exception", "message"]);
    assert_eq!(event["breadcrumbs"][0]["category"], "one");
    let exceptions = &event["exception"]["values"];
    assert_eq!(exceptions[0], serde_json::json!({"type": "Cause"}));
    let frame = &exceptions[1]["stacktrace"]["frames"][0];
    assert_eq!((&frame["function"], &frame["lineno"]), (&"pay".into(), &7.into()));
    assert!(!taken[0].1.contains("SEKRIT"), "{}", taken[0].1);
}

#[test]
fn nothing_is_lost_while_it_is_down_and_the_server_is_killed() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    // A port at which nobody listens any more.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    configure(data, port);
    let program = Program::start(data);
    assert_eq!(program.post(&key, &event("one")).status, 200);
    assert_eq!(program.post(&key, &event("two")).status, 200);
    drop(program);
    let program = Program::start(data);
    assert_eq!(program.post(&key, &event("three")).status, 200);
    let upstream = Upstream::at(port, &[]);
    eventually("all have arrived", || upstream.messages().len() >= 3);
    assert_eq!(upstream.messages(), ["one", "two", "three"]);
    drop(program);
}

#[test]
fn what_it_never_takes_and_what_it_does_not_want_is_counted() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let upstream = Upstream::at(0, &[NEVER, NO_TRANSACTIONS]);
    let key = key(data);
    configure(data, upstream.port);
    let program = Program::start(data);
    let transaction = b"{}\n{\"type\":\"transaction\"}\n{\"type\":\"transaction\"}\n";
    assert_eq!(program.post(&key, &event("refused")).status, 200);
    assert_eq!(program.post(&key, &event("taken")).status, 200);
    assert_eq!(program.post(&key, transaction).status, 200);
    assert_eq!(program.post(&key, &event("taken too")).status, 200);
    eventually("two have arrived", || upstream.messages().len() >= 2);
    assert_eq!(upstream.messages(), ["taken", "taken too"]);
    let counted = |labels: &str| program.metric(&format!("balefire_forwarded_total{{{labels}}}"));
    assert_eq!(counted("outcome=\"invalid\",reason=\"upstream\",category=\"error\""), 1);
    assert_eq!(counted("outcome=\"rate_limited\",reason=\"upstream\",category=\"transaction\""), 1);
}

#[test]
fn what_stays_here_is_counted_and_nothing_unscrubbed_leaves() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let upstream = Upstream::at(0, &[]);
    let key = key(data);
    configure(data, upstream.port);
    let program = Program::start(data);
    let large = format!("{{\"x\":\"{}\"}}", "y".repeat(1 << 20));
    let envelope = format!(
        "{{\"trace\":{{\"public_key\":\"x\",\"user\":{{\"password\":\"SEKRIT\"}}}},\"note\":\"token=SEKRIT\"}}\n\
         {{\"type\":\"event\",\"password\":\"SEKRIT\"}}\n{{\"message\":\"m\"}}\n\
         {{\"type\":\"check_in\"}}\n{{\"password\":\"SEKRIT\"}}\n\
         {{\"type\":\"log\"}}\n{{\"password\":\"SEKRIT\n\
         {{\"type\":\"span\"}}\n{large}\n"
    );
    assert_eq!(program.post(&key, envelope.as_bytes()).status, 200);
    eventually("it has arrived", || !upstream.messages().is_empty());
    for (_, body) in upstream.taken.lock().unwrap().iter() {
        assert!(body.contains("check_in") && !body.contains("SEKRIT"), "{body}");
    }
    let counted = |labels: &str| program.metric(&format!("balefire_forwarded_total{{{labels}}}"));
    eventually("both are counted", || {
        counted("outcome=\"invalid\",reason=\"too_large\",category=\"span\"") == 1
            && counted("outcome=\"invalid\",reason=\"malformed\",category=\"log_item\"") == 1
    });
}

#[test]
fn an_upstream_behind_a_private_name_is_asked_once_that_is_allowed() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let upstream = Upstream::at(0, &[]);
    let key = key(data);
    // To the system a name that leads to 127.0.0.1.
    let project = format!("[project.demo]\nupstream_dsn = 'http://theirs@127.1:{}/42'\n", upstream.port);
    fs::write(data.join("balefire.toml"), &project).unwrap();
    let program = Program::start(data);
    assert_eq!(program.post(&key, &event("one")).status, 200);
    let refusal =
        "127.1 leads to the private address 127.0.0.1; if that is meant, add it to outgoing.allow_private";
    eventually("the log says why", || program.log().contains(refusal));
    assert!(upstream.messages().is_empty() && !program.log().contains("theirs"), "{}", program.log());
    fs::write(data.join("balefire.toml"), format!("outgoing.allow_private = ['127.0.0.0/8']\n{project}"))
        .unwrap();
    program.signal("HUP");
    eventually("it has arrived", || upstream.messages() == ["one"]);
}
