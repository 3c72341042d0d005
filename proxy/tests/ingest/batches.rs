//! Batches of envelopes: what is stored of each, and what is answered.

use std::io::Write;

use balefire_protocol::envelope::parse;
use balefire_proxy::config::Limits;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::batch_body::{BatchBody, id};
use super::server::{Answer, KEY, TestServer};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The outcome of each envelope.
#[track_caller]
fn outcomes(answer: &Answer) -> Vec<u64> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let value: Value = serde_json::from_slice(&answer.body).unwrap();
    value["envelopes"].as_array().unwrap().iter().map(|status| status.as_u64().unwrap()).collect()
}

#[track_caller]
fn refused(answer: &Answer, status: u16, detail: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.json("detail").contains(detail), "{}", answer.text());
}

/// Two events that share breadcrumbs and stacks, and a session.
fn mixed() -> BatchBody {
    let session = "{}\n{\"type\":\"session\"}\n{\"sid\":\"7\",\"status\":\"ok\"}";
    BatchBody::new(
        &["{\"message\":\"a\"}", "{\"message\":\"b\"}", "{\"message\":\"é\"}"],
        &["\"Error\\n  at f\""],
    )
    .event(&id(0), &json!({"breadcrumbs": [[0, 2]], "stacks": [0, null]}), "{\"message\":\"one\"}")
    .envelope(&id(1), session)
    .event(&id(2), &json!({"breadcrumbs": [[2, 3], [0, 1]], "times_seen": 37}), "{}")
}

#[test]
fn each_envelope_is_stored_as_an_ordinary_one() {
    let server = TestServer::start();
    let mut batch = mixed();
    batch.members.push(("sent_at", json!("2026-11-28T10:00:00Z")));
    assert_eq!(outcomes(&server.post(&[], &batch.bytes())), [200, 200, 200]);
    let kept: Vec<_> =
        server.kept().iter().map(|it| String::from_utf8(it.envelope.to_vec()).unwrap()).collect();
    let sent = "\"sent_at\":\"2026-11-28T10:00:00Z\"";
    let first = "{\"breadcrumbs\":[{\"message\":\"a\"},{\"message\":\"b\"}],\"raw_stacks\":[\"Error\\n  at f\",null],\"message\":\"one\"}";
    let third = "{\"breadcrumbs\":[{\"message\":\"é\"},{\"message\":\"a\"}]}";
    assert_eq!(
        kept,
        [
            format!(
                "{{{sent},\"event_id\":\"{}\"}}\n{{\"type\":\"event\",\"length\":{}}}\n{first}\n",
                id(0),
                first.len()
            ),
            format!(
                "{{\"event_id\":\"{}\",{sent}}}\n{{\"type\":\"session\",\"length\":25}}\n{{\"sid\":\"7\",\"status\":\"ok\"}}\n",
                id(1)
            ),
            format!(
                "{{{sent},\"event_id\":\"{}\"}}\n{{\"type\":\"event\",\"times_seen\":37,\"length\":{}}}\n{third}\n",
                id(2),
                third.len()
            ),
        ]
    );
}

#[test]
fn gzip_is_known_by_its_first_bytes() {
    let server = TestServer::start();
    assert_eq!(outcomes(&server.post(&[], &gzip(&mixed().bytes()))), [200, 200, 200]);
    let plain = format!("{{\"event_id\":\"{}\"}}\n{{\"type\":\"event\"}}\n{{}}\n", id(7));
    assert_eq!(server.post(&[], &gzip(plain.as_bytes())).status, 200);
    assert_eq!(server.kept().len(), 4);
    assert!(server.kept().iter().all(|it| &*it.key == super::server::KEY));
    refused(&server.post(&[], &gzip(plain.as_bytes())[..20]), 400, "not valid gzip");
}

#[test]
fn the_key_may_be_in_the_header_of_the_batch() {
    let server = TestServer::start();
    let mut batch = mixed();
    batch.members.push(("dsn", json!(format!("https://{KEY}@h/1"))));
    let bytes = batch.bytes();
    for body in [bytes.clone(), gzip(&bytes)] {
        assert_eq!(server.send("POST", "/api/1/envelope/", &[], &body).status, 200);
    }
    assert_eq!(server.kept().len(), 3, "the second one is a repeat");
}

#[test]
fn a_batch_that_comes_again_stores_nothing() {
    let server = TestServer::start();
    let batch = mixed().bytes();
    for _ in 0..3 {
        assert_eq!(outcomes(&server.post(&[], &batch)), [200, 200, 200]);
    }
    assert_eq!(server.kept().len(), 3);
    // Its envelopes come again in another batch.
    let other = BatchBody::new(&[], &[]).event(&id(2), &json!({}), "{}").event(&id(9), &json!({}), "{}");
    assert_eq!(outcomes(&server.post(&[], &other.bytes())), [200, 200]);
    assert_eq!(server.kept().len(), 4);
    assert_eq!(server.count("outcome=\"filtered\",reason=\"duplicate\",category=\"error\""), 2 * 38 + 1);
    assert_eq!(server.count("outcome=\"filtered\",reason=\"duplicate\",category=\"request\""), 2);
}

#[test]
fn the_same_batch_twice_at_once_is_stored_once() {
    let server = TestServer::start();
    let batches: Vec<_> = (0..20)
        .map(|from| {
            let batch = BatchBody::new(&[], &[]);
            (from..from + 20).fold(batch, |batch, n| batch.event(&id(n), &json!({}), "{}")).bytes()
        })
        .collect();
    std::thread::scope(|scope| {
        for batch in batches.iter().chain(&batches) {
            scope.spawn(|| assert_eq!(outcomes(&server.post(&[], batch)), [200; 20]));
        }
    });
    let mut ids: Vec<_> = server
        .kept()
        .iter()
        .map(|entry| parse(&entry.envelope).map(|it| it.header.to_owned()).unwrap())
        .collect();
    ids.sort();
    let count = ids.len();
    ids.dedup();
    assert_eq!((count, ids.len()), (39, 39));
}

#[test]
fn one_bad_envelope_costs_none_of_the_others() {
    let server = TestServer::with(Limits { event: 1_000, items: 2, ..Limits::default() });
    let many = "{}\n".to_owned() + &"{\"type\":\"event\"}\n{}\n".repeat(3);
    let large = format!("{{\"message\":\"{}\"}}", "x".repeat(1_000));
    let crumb = format!("{{\"message\":\"{}\"}}", "y".repeat(600));
    let batch = BatchBody::new(&[&crumb], &[])
        .event(&id(0), &json!({}), "{}")
        .envelope(&id(1), "no envelope")
        .envelope(&id(2), &many)
        .event(&id(3), &json!({}), &large)
        .event(&id(4), &json!({"breadcrumbs": [[0, 1]]}), "{}")
        .event(&id(5), &json!({"breadcrumbs": [[0, 1], [0, 1]]}), "{}")
        .event(&id(6), &json!({"breadcrumbs": [[0, 2]]}), "{}")
        .event(&id(7), &json!({"breadcrumbs": [[1, 0]]}), "{}")
        .event(&id(8), &json!({"stacks": [0]}), "{}")
        .event(&id(9), &json!({"times_seen": 0}), "{}")
        .event(&id(10), &json!({"breadcrumbs": []}), "[]")
        .event(&id(11), &json!({"breadcrumbs": []}), "{\"breadcrumbs\":[]}")
        .event(&id(12), &json!({"times_seen": 2}), "{\"times\\u005fseen\":9000}")
        .event(&id(13), &json!([]), "{}")
        .envelope(&id(14), "{}\n{\"type\":\"session\",\"batch\":{}}\n{}")
        .event(&id(15), &json!({"times_seen": 1_000_000}), "{}")
        .event(&id(16), &json!({"stacks": []}), "{\"raw_stacks\":[]}");
    let mut expect = [400; 17];
    for good in [0, 4, 15] {
        expect[good] = 200;
    }
    assert_eq!(outcomes(&server.post(&[], &batch.bytes())), expect);
    assert_eq!(server.kept().len(), 3);
    assert!(String::from_utf8_lossy(&server.kept()[2].envelope).contains("\"times_seen\":10000,"));
    assert_eq!(server.count("outcome=\"invalid\",reason=\"too_large\",category=\"request\""), 3);
    assert_eq!(server.count("outcome=\"invalid\",reason=\"malformed\",category=\"request\""), 11);
}

#[test]
fn an_event_that_was_kept_whole_has_only_its_count_in_the_batch() {
    let server = TestServer::start();
    let whole = "{\"breadcrumbs\":[{\"message\":\"a\"}],\"raw_stacks\":[\"Error\\n  at f\"]}";
    let batch = BatchBody::new(&[], &[]).event(&id(0), &json!({"times_seen": 37}), whole);
    assert_eq!(outcomes(&server.post(&[], &batch.bytes())), [200]);
    let kept = String::from_utf8(server.kept()[0].envelope.to_vec()).unwrap();
    assert!(kept.ends_with(&format!("\"times_seen\":37,\"length\":{}}}\n{whole}\n", whole.len())), "{kept}");
}

#[test]
fn what_is_no_batch_is_refused_whole() {
    let server = TestServer::start();
    let post = |change: &dyn Fn(&mut BatchBody)| {
        let mut batch = mixed();
        change(&mut batch);
        server.post(&[], &batch.bytes())
    };
    let with = |key, value: Value| post(&|batch| batch.members.push((key, value.clone())));
    refused(&with("batch", json!(2)), 400, "unknown version of a batch; known is 1");
    refused(&with("stacks", json!({})), 400, "stacks of the batch cannot be read");
    refused(&with("breadcrumbs", json!([17])), 400, "breadcrumb 0 of the batch is not a json object");
    refused(&with("breadcrumbs", json!([u64::MAX, 1])), 400, "does not end where its lengths say");
    refused(&with("envelopes", json!([])), 400, "does not end where its lengths say");
    refused(
        &with("breadcrumbs", json!(vec![2; 2_049])),
        413,
        "too many breadcrumbs in the batch, the limit is 2048",
    );
    refused(&with("stacks", json!(vec![2; 1_025])), 413, "too many stacks in the batch, the limit is 1024");
    refused(
        &with("envelopes", json!(vec![json!({"id": id(0), "length": 0}); 257])),
        413,
        "too many envelopes in the batch, the limit is 256",
    );
    let long = json!("x".repeat(70_000));
    refused(&with("x", long), 413, "the header of the batch is larger than 65536 bytes");
    refused(
        &post(&|batch| batch.breadcrumbs[0] = "{}],\"x\":[{}".into()),
        400,
        "breadcrumb 0 of the batch is not a json object",
    );
    refused(
        &post(&|batch| batch.stacks[0] = "\"a\"],\"x\":[\"b\"".into()),
        400,
        "stack 0 of the batch is not a json string",
    );
    assert!(server.kept().is_empty());
    assert_eq!(server.count("outcome=\"invalid\",reason=\"too_large\",category=\"request\""), 4);
}

#[test]
fn an_expansion_bomb_is_refused_before_it_is_made() {
    let server = TestServer::with(Limits { decompressed: 2 << 20, ..Limits::default() });
    let crumb = format!("{{\"message\":\"{}\"}}", "x".repeat(100_000));
    let bomb = |events: usize| {
        let batch = BatchBody::new(&[&crumb], &[]);
        (0..events).fold(batch, |batch, n| batch.event(&id(n), &json!({"breadcrumbs": [[0, 1]]}), "{}"))
    };
    assert_eq!(outcomes(&server.post(&[], &bomb(20).bytes())), [200; 20]);
    refused(
        &server.post(&[], &gzip(&bomb(22).bytes())),
        413,
        "the expanded envelopes of the batch are larger than 2097152 bytes",
    );
    let ranges = json!({"breadcrumbs": vec![[0, 1]; 256]});
    let one = BatchBody::new(&[&crumb], &[]).event(&id(99), &ranges, "{}");
    refused(&server.post(&[], &one.bytes()), 413, "the expanded envelopes");
    assert_eq!(server.kept().len(), 20);
    assert_eq!(server.count("outcome=\"invalid\",reason=\"too_large\",category=\"request\""), 2);
}

#[test]
fn limits_count_envelopes_and_events() {
    let rules = |rate, quota| {
        TestServer::configured(|config| {
            config.default_project.rate = rate;
            config.default_project.quota = quota;
        })
    };
    let batch = |from: usize, count: usize, times: u64| {
        let batch = BatchBody::new(&[], &[]);
        let item = json!({"times_seen": times});
        (from..from + count).fold(batch, |batch, n| batch.event(&id(n), &item, "{}")).bytes()
    };
    // Ten seconds' worth of two a second; what comes too late is told in the answer.
    let server = rules(2, 0);
    let answer = server.post(&[], &batch(0, 25, 1));
    let taken = outcomes(&answer).iter().filter(|status| **status == 200).count();
    assert!((20..=22).contains(&taken), "{taken}");
    assert_eq!(outcomes(&answer)[24], 429);
    assert_eq!(answer.header("x-sentry-rate-limits"), Some("1::project:rate"));
    assert_eq!(server.kept().len(), taken);
    assert_eq!(
        server.count("outcome=\"rate_limited\",reason=\"rate\",category=\"request\""),
        25 - taken as u64
    );

    // A count is charged, and a repeat is not.
    let server = rules(0, 100);
    assert_eq!(outcomes(&server.post(&[], &batch(0, 2, 30))), [200, 200]);
    for _ in 0..5 {
        assert_eq!(outcomes(&server.post(&[], &batch(0, 2, 30))), [200, 200], "repeats");
    }
    let answer = server.post(&[], &batch(1, 4, 30));
    assert_eq!(
        outcomes(&answer),
        [200, 200, 429, 429],
        "the first is a repeat that was charged for a moment"
    );
    assert!(answer.header("x-sentry-rate-limits").unwrap().ends_with(":error:project:quota"));
    // Sessions are no events.
    let session = BatchBody::new(&[], &[]).envelope(&id(50), "{}\n{\"type\":\"session\"}\n{}");
    assert_eq!(outcomes(&server.post(&[], &session.bytes())), [200]);
    // An envelope that was stored before is known, though the quota is used up now.
    server.post(&[], &batch(20, 1, 1_000));
    let answer = server.post(&[], &batch(0, 2, 30));
    assert_eq!((outcomes(&answer), answer.header("x-sentry-rate-limits")), (vec![200, 200], None));
}

#[test]
fn an_empty_batch_and_an_empty_envelope() {
    let server = TestServer::start();
    assert_eq!(outcomes(&server.post(&[], b"{\"batch\":1}\n")), [0_u64; 0]);
    assert_eq!(outcomes(&server.post(&[], &BatchBody::new(&[], &[]).envelope(&id(0), "{}").bytes())), [200]);
    assert!(server.kept().is_empty());
}

#[test]
fn every_answer_of_the_endpoint_announces_batches() {
    let server = TestServer::with(Limits { queue: 0, ..Limits::default() });
    let path = format!("/api/1/envelope/?sentry_key={KEY}");
    for (method, path, body, status) in [
        ("POST", path.as_str(), "{}", 429),
        ("POST", "/api/1/envelope?sentry_key=unknown", "{}", 403),
        ("POST", "/api/1/envelope/", "hello", 429),
        ("POST", "/api/x/envelope/", "{}", 404),
        ("GET", "/api/1/envelope/", "", 405),
    ] {
        let answer = server.send(method, path, &[], body.as_bytes());
        assert_eq!((answer.status, answer.header("balefire-batch")), (status, Some("1")), "{path}");
        let exposed = answer.header("access-control-expose-headers").unwrap();
        assert!(exposed.split(", ").any(|name| name == "balefire-batch"), "{exposed}");
    }
    let server = TestServer::start();
    assert_eq!(server.post(&[], b"hello").header("balefire-batch"), Some("1"));
    assert_eq!(server.post(&[], b"{}").header("balefire-batch"), Some("1"));
    let store = server.send("POST", &format!("/api/1/store/?sentry_key={KEY}"), &[], b"{}");
    assert_eq!((store.status, store.header("balefire-batch")), (200, None));
}
