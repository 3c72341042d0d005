use serde_json::Value;

use super::*;

const OK: u16 = 200;

fn outbox() -> Outbox {
    Outbox::new(1.0)
}

fn answer(status: u16) -> Answer {
    Answer { status, ..Answer::default() }
}

/// The items of a request, by their types.
fn items(request: &Request) -> Vec<(String, Value)> {
    let envelope = envelope::parse(request.body.as_bytes()).unwrap();
    let read = |item: &envelope::Item<'_>| {
        let payload = serde_json::from_slice(item.payload).unwrap();
        (item.kind.clone(), payload)
    };
    envelope.items.iter().map(read).collect()
}

#[test]
fn an_item_goes_at_once_and_alone() {
    let mut outbox = outbox();
    outbox.push(ItemKind::Event, "a", r#"{"n":1}"#.into(), 0);
    outbox.push(ItemKind::Transaction, "b", r#"{"n":2}"#.into(), 0);
    assert_eq!(outbox.due_in(0), Some(0));
    let first = outbox.take(None, 0).unwrap();
    assert!(first.body.starts_with("{\"event_id\":\"a\"}\n"));
    assert_eq!(items(&first), [("event".to_owned(), json!({"n": 1}))]);
    let second = outbox.take(Some("https://k@h/1"), 0).unwrap();
    assert!(second.body.starts_with(r#"{"event_id":"b","dsn":"https://k@h/1"}"#));
    assert_eq!(outbox.take(None, 0), None);
    for request in [first, second] {
        outbox.note_answer(&request, &answer(OK), 1, 0.0);
    }
    assert_eq!((outbox.due_in(1), outbox.items.len(), outbox.in_flight), (None, 0, 0));
    outbox.push(ItemKind::Event, "c", "{}".into(), 2);
    assert_eq!(items(&outbox.take(None, 2).unwrap()).len(), 1, "nothing was lost, so no report");
}

#[test]
fn what_fails_is_tried_again_and_then_counted() {
    for (status, reason) in [(0, "network_error"), (503, "send_error")] {
        let mut outbox = outbox();
        let mut now = 0;
        outbox.push(ItemKind::Event, "a", "{}".into(), now);
        for _ in 0..MAX_TRIES {
            let request = outbox.take(None, now).unwrap();
            outbox.note_answer(&request, &answer(status), now, 0.5);
            assert_eq!(outbox.take(None, now), None, "a pause");
            now += outbox.due_in(now).unwrap_or(3_600_000);
        }
        assert_eq!(outbox.items.len(), 0);
        outbox.push(ItemKind::Event, "b", "{}".into(), now);
        let report = &items(&outbox.take(None, now).unwrap())[1];
        assert_eq!(report.0, "client_report");
        assert_eq!(
            report.1["discarded_events"],
            json!([{"reason": reason, "category": "error", "quantity": 1}])
        );
    }
}

#[test]
fn limits_of_the_server_are_kept_and_counted() {
    let mut outbox = outbox();
    outbox.push(ItemKind::Event, "a", "{}".into(), 0);
    let request = outbox.take(None, 0).unwrap();
    let limited = Answer { rate_limits: "60:error:key".into(), ..answer(429) };
    outbox.note_answer(&request, &limited, 0, 0.0);
    outbox.push(ItemKind::Event, "b", "{}".into(), 1);
    outbox.push(ItemKind::Transaction, "c", "{}".into(), 1);
    let other = outbox.take(None, 1).unwrap();
    assert_eq!(items(&other)[0].0, "transaction");
    outbox.note_answer(&other, &answer(OK), 1, 0.0);
    outbox.push(ItemKind::Event, "d", "{}".into(), 60_001);
    let later = items(&outbox.take(None, 60_001).unwrap());
    let told = json!([{"reason": "ratelimit_backoff", "category": "error", "quantity": 1}]);
    assert_eq!(later[1].1["discarded_events"], told);
}

#[test]
fn all_is_bounded() {
    let mut outbox = outbox();
    for _ in 0..1_000 {
        outbox.push(ItemKind::Event, "a", "{}".into(), 0);
    }
    assert!(outbox.items.len() <= 64);
    let mut requests: Vec<_> = std::iter::from_fn(|| outbox.take(None, 0)).collect();
    assert_eq!((requests.len(), outbox.due_in(0)), (MAX_REQUESTS, None));
    let last = requests.pop().unwrap();
    outbox.note_answer(&last, &answer(OK), 0, 0.0);
    assert!(outbox.take(None, 0).is_some());
}

#[test]
fn repeats_chance_and_traps() {
    let mut outbox = outbox();
    assert!(outbox.is_wanted(&["", "A", "b"], 0, 0.5));
    assert!(!outbox.is_wanted(&["", "A", "b"], 0, 0.5), "a repeat");
    assert!(outbox.is_wanted(&["panic", "panic", "gone"], 0, 0.5));
    assert!(!outbox.is_wanted(&["onerror", "RuntimeError", "unreachable"], 9, 0.5), "the trap of the panic");
    let mut picky = Outbox::new(0.25);
    assert!(!picky.is_wanted(&["", "A", "b"], 0, 0.5));
}
