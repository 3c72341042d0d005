use super::*;
use crate::queue::{KEPT_FREE, MOST_WAITING};

const ERROR: [&str; 3] = ["onerror", "TypeError", "x"];

fn client() -> Client {
    Client::new(Options::default())
}

/// A client of a server that takes batches.
fn batching() -> Client {
    let mut client = client();
    client.set_sending(Sending { in_batches: true, tries_again: true, counts_repeats: true });
    client
}

/// Queues an item of a type; whether it waits.
fn enqueue(client: &mut Client, id: u64, item_type: &str, now_ms: u64) -> bool {
    client.enqueue(Fields::of(&format!("{id}\u{1f}{item_type}\u{1f}100\u{1f}1\u{1f}0")), now_ms, false)
        == Enqueued::Waits
}

/// Captures an error; if its event is wanted, it waits under the id.
fn capture(client: &mut Client, id: u64, now_ms: u64, captured: [&str; 3]) -> Wanted {
    let wanted = client.is_wanted(&captured.join("\u{1f}"), now_ms, 0.5);
    match wanted {
        Wanted::Yes(hash) => {
            let fields = format!("{id}\u{1f}event\u{1f}100\u{1f}1\u{1f}{hash}");
            let enqueued = client.enqueue(Fields::of(&fields), now_ms, captured[0] == "panic");
            assert_eq!(enqueued, Enqueued::Waits);
        }
        Wanted::Repeat => client.count_repeat(1),
        Wanted::No => {}
    }
    wanted
}

fn is_captured(client: &mut Client, id: u64, now_ms: u64, captured: [&str; 3]) -> bool {
    matches!(capture(client, id, now_ms, captured), Wanted::Yes(_))
}

/// Ids and counts of the items of the next request.
fn take(client: &mut Client, which: Which, now_ms: u64) -> Vec<(u64, u64)> {
    let text = client.dequeue(which, 0, now_ms);
    let numbers: Vec<u64> = text.split('\u{1f}').filter_map(|it| it.parse().ok()).collect();
    numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Notes one status for the items of a request; what became of each.
fn note(client: &mut Client, status: u16, is_batch: bool, ids: &[u64], now_ms: u64) -> String {
    let items = ids.iter().map(|id| format!("{id}\u{1f}{status}")).collect::<Vec<_>>().join("\u{1f}");
    client.note_response(
        &Response {
            status,
            is_batch,
            counts_repeats: is_batch,
            items: Fields::of(&items),
            ..Response::default()
        },
        now_ms,
    )
}

/// The losses, as the recorder reads them.
fn losses(client: &mut Client, now_ms: u64) -> Vec<(String, String, u64)> {
    let text = client.take_losses(now_ms);
    let fields: Vec<&str> = text.split('\u{1f}').collect();
    note(client, 200, false, &[fields[0].parse().unwrap_or_default()], now_ms);
    fields[1..]
        .chunks_exact(3)
        .map(|loss| (loss[0].into(), loss[1].into(), loss[2].parse().unwrap()))
        .collect()
}

fn loss(reason: &str, category: &str, quantity: u64) -> (String, String, u64) {
    (reason.into(), category.into(), quantity)
}

#[test]
fn an_error_waits_for_its_time() {
    let mut client = client();
    assert!(is_captured(&mut client, 1, 1_000, ERROR));
    assert_eq!(client.due_in(1_000), Some(250));
    assert_eq!(take(&mut client, Which::Due, 1_250), [(1, 1)]);
    assert_eq!((take(&mut client, Which::Due, 1_250), client.due_in(1_250)), (vec![], None));
}

#[test]
fn a_panic_goes_at_once_and_its_trap_is_dropped() {
    let mut client = client();
    assert!(is_captured(&mut client, 1, 1_000, ["panic", "panic", "boom"]));
    assert_eq!(capture(&mut client, 2, 1_001, ["onerror", "RuntimeError", "unreachable"]), Wanted::No);
    assert_eq!(client.due_in(1_001), Some(0));
    assert_eq!(take(&mut client, Which::Due, 1_001), [(1, 1)]);
    assert_eq!(losses(&mut client, 1_001), [], "and nothing is counted as lost");
    assert_eq!(client.due_in(1_001), None);
}

#[test]
fn without_batches_repeats_are_dropped_and_counted_unless_they_are_wanted() {
    let mut picky = client();
    assert!(is_captured(&mut picky, 1, 1, ERROR));
    assert_eq!(capture(&mut picky, 2, 2, ERROR), Wanted::No);
    assert_eq!(losses(&mut picky, 2), [loss("event_processor", "error", 1)]);
    let mut patient = Client::new(Options { dedupe: false, ..Options::default() });
    assert!(is_captured(&mut patient, 1, 1, ERROR) && is_captured(&mut patient, 2, 2, ERROR));
}

#[test]
fn in_batches_an_event_that_waits_is_counted_on() {
    let mut client = batching();
    let other = ["onerror", "TypeError", "y"];
    assert!(is_captured(&mut client, 1, 0, ERROR) && is_captured(&mut client, 2, 1, other));
    for at in 0..36 {
        assert_eq!(capture(&mut client, 3, at, if at % 3 == 0 { other } else { ERROR }), Wanted::Repeat);
    }
    assert_eq!(take(&mut client, Which::Due, 250), [(1, 25), (2, 13)]);
    assert_eq!(losses(&mut client, 250), []);
}

#[test]
fn a_storm_becomes_few_items_with_the_true_count() {
    let mut client = batching();
    let (mut sent, mut id) = (Vec::new(), 0);
    for now_ms in 0..600_000_u64 {
        if is_captured(&mut client, id, now_ms, ERROR) {
            id += 1;
        }
        if client.due_in(now_ms) == Some(0) {
            let taken = take(&mut client, Which::Due, now_ms);
            note(&mut client, 200, true, &[taken[0].0], now_ms);
            sent.extend(taken.iter().map(|it| it.1));
        }
    }
    let waits = client.queue.items().iter().map(|it| it.times).sum::<u64>();
    assert_eq!(sent.iter().sum::<u64>() + waits, 600_000);
    assert!(sent.len() <= 70, "{sent:?}");
    assert_eq!(losses(&mut client, 600_000), []);
}

#[test]
fn to_another_server_the_count_of_an_event_is_a_loss() {
    let mut client = batching();
    assert!(is_captured(&mut client, 1, 0, ERROR));
    assert_eq!(capture(&mut client, 2, 1, ERROR), Wanted::Repeat);
    client.set_sending(Sending { in_batches: false, tries_again: true, counts_repeats: false });
    assert_eq!(take(&mut client, Which::All, 1), [(1, 2)]);
    assert_eq!(losses(&mut client, 1), [], "it may know counts, before it has answered");
    assert_eq!(note(&mut client, 200, false, &[1], 1), "d");
    assert_eq!(losses(&mut client, 1), [loss("event_processor", "error", 1)]);
}

#[test]
fn the_spans_of_a_container_are_lost_together_or_not_at_all() {
    let expected =
        [(200, false, vec![]), (200, true, vec![]), (403, false, vec![loss("send_error", "span", 30)])];
    for (status, is_batch, lost) in expected {
        let mut client = client();
        let fields = "7\u{1f}span\u{1f}900\u{1f}30";
        assert_eq!(client.enqueue(Fields::of(fields), 0, false), Enqueued::Waits);
        assert_eq!(take(&mut client, Which::All, 0), [(7, 30)]);
        assert_eq!(note(&mut client, status, is_batch, &[7], 1), "d");
        assert_eq!(losses(&mut client, 1), lost, "{status}");
    }
}

#[test]
fn an_event_that_was_late_is_added_to_an_equal_one() {
    let mut client = batching();
    let captured = ERROR.join("\u{1f}");
    let Wanted::Yes(hash) = client.is_wanted(&captured, 0, 0.5) else { panic!() };
    assert_eq!(
        client.is_wanted(&captured, 0, 0.5),
        Wanted::Yes(hash),
        "the first is still in a hook of the page"
    );
    for (id, enqueued) in [(1, Enqueued::Waits), (2, Enqueued::Collapsed)] {
        let fields = format!("{id}\u{1f}event\u{1f}1\u{1f}1\u{1f}{hash}");
        assert_eq!(client.enqueue(Fields::of(&fields), 0, false), enqueued);
    }
    assert_eq!(take(&mut client, Which::All, 0), [(1, 2)]);
}

#[test]
fn what_is_sampled_away_is_reported_once() {
    let mut client = Client::new(Options { sample_rate: 0.25, ..Options::default() });
    assert_eq!(capture(&mut client, 1, 1, ERROR), Wanted::No);
    assert_eq!(take(&mut client, Which::All, 1), []);
    assert_eq!(losses(&mut client, 1), [loss("sample_rate", "error", 1)]);
    assert_eq!(client.take_losses(1), "");
}

#[test]
fn losses_are_not_counted_where_that_is_not_wanted() {
    let options = Options { sample_rate: 0.25, send_client_reports: false, ..Options::default() };
    let mut client = Client::new(options);
    assert_eq!(capture(&mut client, 1, 1, ERROR), Wanted::No);
    assert!(enqueue(&mut client, 2, "event", 1));
    client.note_response(&Response { status: 429, ..Response::default() }, 1);
    assert_eq!(take(&mut client, Which::All, 2), [(2, 0)]);
    assert_eq!(client.take_losses(100_000), "");
}

#[test]
fn a_pause_the_server_asks_for_is_kept_and_its_losses_wait_for_its_end() {
    let mut client = Client::new(Options { dedupe: false, ..Options::default() });
    client.note_response(&Response { status: 429, retry_after: "10", ..Response::default() }, 0);
    capture(&mut client, 1, 1, ERROR);
    assert_eq!(take(&mut client, Which::All, 1), [(1, 0)]);
    assert_eq!(client.take_losses(1), "");
    capture(&mut client, 2, 10_000, ERROR);
    assert_eq!(take(&mut client, Which::All, 10_000), [(2, 1)]);
    assert_eq!(losses(&mut client, 10_000), [loss("ratelimit_backoff", "error", 1)]);
}

#[test]
fn what_is_not_tried_again_is_counted_by_its_kind() {
    let mut client = client();
    for (id, (item_type, status)) in (1..).zip([
        ("event", 0),
        ("event", 200),
        ("event", 413),
        ("event", 500),
        ("transaction", 0),
        ("event", 404),
    ]) {
        assert!(enqueue(&mut client, id, item_type, 0));
        assert_eq!(take(&mut client, Which::All, 0), [(id, 1)]);
        assert_eq!(note(&mut client, status, false, &[id], 0), "d");
    }
    assert_eq!(
        losses(&mut client, 0),
        [
            loss("network_error", "error", 1),
            loss("send_error", "error", 3),
            loss("network_error", "transaction", 1)
        ]
    );
}

#[test]
fn a_failed_request_is_given_back_and_the_next_one_waits() {
    for status in [0, 500, 503] {
        let mut client = batching();
        assert!(enqueue(&mut client, 1, "event", 0) && enqueue(&mut client, 2, "session", 0));
        assert_eq!(take(&mut client, Which::All, 0), [(1, 1), (2, 1)]);
        assert_eq!(note(&mut client, status, true, &[1, 2], 1_000), "rr");
        assert!(enqueue(&mut client, 3, "event", 1_000));
        assert_eq!(client.due_in(1_000), Some(2_500));
        assert_eq!(take(&mut client, Which::All, 1_000), []);
        assert_eq!(take(&mut client, Which::Now, 1_000), [(3, 1)], "the page is left");
        assert_eq!(note(&mut client, 200, true, &[3], 1_100), "d");
        assert_eq!(losses(&mut client, 1_100), []);
    }
}

#[test]
fn a_batch_that_is_too_large_is_halved_until_the_item_is_alone() {
    let mut client = batching();
    for id in 1..=5 {
        assert!(enqueue(&mut client, id, "event", 0));
    }
    let mut sizes = Vec::new();
    while let taken @ [_, ..] = &take(&mut client, Which::All, 0)[..] {
        sizes.push(taken.len());
        let ids: Vec<u64> = taken.iter().map(|it| it.0).collect();
        note(&mut client, 413, true, &ids, 0);
    }
    assert_eq!(sizes, [5, 3, 2, 1, 1, 2, 1, 1, 1]);
    assert_eq!(losses(&mut client, 0), [loss("send_error", "error", 5)]);
}

#[test]
fn a_server_that_knows_no_batches_gets_the_same_items_one_by_one() {
    let mut client = batching();
    for (id, item_type) in [(1, "event"), (2, "session"), (3, "event"), (4, "session")] {
        assert!(enqueue(&mut client, id, item_type, 0));
    }
    assert_eq!(take(&mut client, Which::All, 0).len(), 4);
    assert_eq!(note(&mut client, 400, true, &[1, 2, 3, 4], 0), "aaaa");
    client.set_sending(Sending { in_batches: false, tries_again: true, counts_repeats: false });
    let taken: Vec<_> = (0..4).map(|_| take(&mut client, Which::All, 0)).collect();
    assert_eq!(taken, [vec![(1, 1)], vec![(2, 1), (4, 1)], vec![(3, 1)], vec![]]);
    assert_eq!(note(&mut client, 400, false, &[1], 0), "d");
    assert_eq!(losses(&mut client, 0), [loss("send_error", "error", 1)]);
}

#[test]
fn a_report_stays_until_the_server_has_had_it() {
    let mut client = client();
    client.count_loss(DiscardReason::BeforeSend, Category::Error, 1);
    for status in [0, 500, 413] {
        let text = client.take_losses(0);
        let report = text.split('\u{1f}').next().unwrap().parse().unwrap();
        note(&mut client, status, false, &[report], 0);
    }
    assert_eq!(losses(&mut client, 0), [loss("before_send", "error", 1)]);
    assert_eq!(client.take_losses(0), "");
}

#[test]
fn a_pause_for_one_category_alone() {
    for paused in ["session", "transaction"] {
        let mut client = client();
        let rate_limits = &format!("60:{paused}:key");
        client.note_response(&Response { status: 200, rate_limits, ..Response::default() }, 0);
        assert!(enqueue(&mut client, 1, paused, 1) && is_captured(&mut client, 2, 1, ERROR));
        assert_eq!(take(&mut client, Which::All, 1), [(1, 0), (2, 1)]);
        assert_eq!(losses(&mut client, 1), [loss("ratelimit_backoff", paused, 1)]);
    }
}

#[test]
fn an_item_is_counted_in_the_category_of_its_type() {
    for (item_type, category) in
        [("session", "session"), ("feedback", "feedback"), ("span", "span"), ("of_the_future", "unknown")]
    {
        let mut client = client();
        assert!(enqueue(&mut client, 1, item_type, 1));
        assert_eq!(take(&mut client, Which::All, 1), [(1, 1)]);
        note(&mut client, 500, false, &[1], 1);
        assert_eq!(losses(&mut client, 1), [loss("send_error", category, 1)]);
    }
}

#[test]
fn what_waits_is_bounded() {
    let mut client = client();
    let kept =
        (0..=MOST_WAITING + KEPT_FREE).filter(|id| enqueue(&mut client, *id as u64, "session", 1)).count();
    assert_eq!(kept, MOST_WAITING + KEPT_FREE);
    assert_eq!(client.due_in(1), Some(0));
    assert_eq!(losses(&mut client, 1), [loss("queue_overflow", "session", 1)]);
    assert!(!enqueue(&mut client, 9, "client_report", 1), "the recorder sends those itself");
}
