//! Members that the events and the headers of a batch share.

use balefire_proxy::config::Limits;
use serde_json::{Value, json};

use super::batch_body::{BatchBody, id};
use super::server::{Answer, TestServer};

const RELEASE: &str = "{\"release\":\"web@1\",\"tags\":{\"message\":\"x\"}}";
const TRACE: &str = "{\"trace\":{\"trace_id\":\"t\"}}";

fn batch(shared: &[&str]) -> BatchBody {
    let mut batch = BatchBody::new(&["{\"message\":\"a\"}"], &[]);
    batch.shared = shared.iter().map(|text| (*text).to_owned()).collect();
    batch
}

#[track_caller]
fn outcomes(answer: &Answer) -> Vec<u64> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let value: Value = serde_json::from_slice(&answer.body).unwrap();
    value["envelopes"].as_array().unwrap().iter().map(|status| status.as_u64().unwrap()).collect()
}

/// The lines of each envelope that was stored.
fn kept(server: &TestServer) -> Vec<Vec<String>> {
    let text = |envelope: &[u8]| String::from_utf8(envelope.to_vec()).unwrap();
    server.kept().iter().map(|it| text(&it.envelope).lines().map(str::to_owned).collect()).collect()
}

#[test]
fn an_event_and_its_header_get_their_members() {
    let server = TestServer::start();
    let mut batch = batch(&[RELEASE, TRACE, "{}"])
        .event(&id(0), &json!({"members": 0, "breadcrumbs": [[0, 1]]}), "{\"message\":\"one\"}")
        .event(&id(1), &json!({"members": 0}), "{}")
        .event(&id(2), &json!({"members": 2}), "{\"a\":1}")
        .event(&id(3), &json!({"members": 2}), "{}");
    batch.header_members = Some(1);
    assert_eq!(outcomes(&server.post(&[], &batch.bytes())), [200; 4]);
    let kept = kept(&server);
    let trace = "\"trace\":{\"trace_id\":\"t\"}";
    let release = "\"release\":\"web@1\",\"tags\":{\"message\":\"x\"}";
    for (number, payload) in [
        format!("{{\"breadcrumbs\":[{{\"message\":\"a\"}}],{release},\"message\":\"one\"}}"),
        format!("{{{release}}}"),
        "{\"a\":1}".to_owned(),
        "{}".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let header = format!("{{{trace},\"event_id\":\"{}\"}}", id(number));
        let item = format!("{{\"type\":\"event\",\"length\":{}}}", payload.len());
        assert_eq!(kept[number], [header, item, payload]);
    }
}

#[test]
fn one_bad_envelope_costs_none_of_the_others() {
    let server = TestServer::start();
    let session = "{}\n{\"type\":\"session\",\"batch\":{\"members\":0}}\n{}";
    let batch = batch(&[RELEASE])
        .event(&id(0), &json!({"members": 0}), "{\"a\":{\"release\":1}}")
        .event(&id(1), &json!({"members": 0}), "{\"release\":1}")
        .event(&id(2), &json!({"members": 0}), "{\"t\\u0061gs\":1}")
        .event(&id(3), &json!({"members": 1}), "{}")
        .event(&id(4), &json!({"members": null}), "{}")
        .event(&id(5), &json!({"members": [0]}), "{}")
        .envelope(&id(6), session);
    assert_eq!(outcomes(&server.post(&[], &batch.bytes())), [200, 400, 400, 400, 400, 400, 400]);
    assert_eq!(server.kept().len(), 1);
}

#[test]
fn a_header_has_its_members_once() {
    for (shared, header, status) in [
        (TRACE, "{}", 200),
        (TRACE, "{\"trace\":{}}", 400),
        (TRACE, "{\"tr\\u0061ce\":{}}", 400),
        ("{}", "{\"trace\":{}}", 200),
    ] {
        let server = TestServer::start();
        let session = format!("{header}\n{{\"type\":\"session\"}}\n{{}}");
        let mut batch = batch(&[shared]).envelope(&id(0), &session);
        batch.header_members = Some(0);
        assert_eq!(outcomes(&server.post(&[], &batch.bytes())), [status], "{shared} {header}");
        batch.header_members = Some(1);
        assert_eq!(outcomes(&server.post(&[], &batch.bytes())), [400], "there is none");
    }
}

#[test]
fn members_that_cannot_be_shared_are_refused_with_the_batch() {
    let server = TestServer::start();
    for shared in [
        "",
        "[]",
        "{\"a\":1},{\"b\":2}",
        "{\"a\":1,\n\"b\":2}",
        "{\"event_id\":\"7\"}",
        "{\"sent_at\":\"7\"}",
        "{\"breadcrumbs\":[]}",
        "{\"r\\u0061w_stacks\":[]}",
    ] {
        let answer = server.post(&[], &batch(&[RELEASE, shared]).event(&id(0), &json!({}), "{}").bytes());
        assert_eq!(answer.status, 400, "{shared}");
        assert!(answer.json("detail").contains("members 1 of the batch cannot be shared"), "{answer:?}");
    }
    let many = vec!["{}"; 513];
    let answer = server.post(&[], &batch(&many).bytes());
    assert_eq!(answer.status, 413);
    assert!(answer.json("detail").contains("too many members in the batch, the limit is 512"), "{answer:?}");
    assert!(server.kept().is_empty());
}

#[test]
fn an_expansion_bomb_is_refused_before_it_is_made() {
    let server = TestServer::with(Limits { decompressed: 2 << 20, ..Limits::default() });
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(50_000));
    let bomb = |events: usize, part: &Value| {
        let batch = batch(&[&large]);
        (0..events).fold(batch, |batch, n| batch.event(&id(n), part, "{}"))
    };
    let of_items = json!({"members": 0});
    assert_eq!(outcomes(&server.post(&[], &bomb(40, &of_items).bytes())), [200; 40]);
    for (part, is_in_header) in [(&of_items, false), (&json!({}), true)] {
        let mut bomb = bomb(43, part);
        bomb.header_members = is_in_header.then_some(0);
        let answer = server.post(&[], &bomb.bytes());
        assert_eq!(answer.status, 413);
        assert!(answer.json("detail").contains("are larger than 2097152 bytes"), "{answer:?}");
    }
    assert_eq!(server.kept().len(), 40);
}
