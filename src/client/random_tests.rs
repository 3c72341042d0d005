//! Whatever the order of captures, requests, answers and restarts: an event is kept, sent or counted, each exactly once, and
//! what is kept is bounded.

use super::*;
use crate::queue::{KEPT_FREE, MOST_BYTES, MOST_WAITING};

/// Numbers that look random: xorshift64, <https://www.jstatsoft.org/article/view/v008i14>
struct Random(u64);

impl Random {
    /// A number below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

/// A request in flight: id, type and count of each item, and whether it was a batch and has a report.
#[derive(Debug)]
struct InFlight {
    items: Vec<(u64, u64)>,
    is_batch: bool,
    /// The number of the report and its losses, or 0 and 0.
    report: (u64, u64),
}

/// A page with its recorder, and what has become of all events.
struct Page {
    random: Random,
    client: Client,
    now_ms: u64,
    next_id: u64,
    /// The type of each item.
    types: Vec<&'static str>,
    requests: Vec<InFlight>,
    /// Counts of items that the recorder has got back, to try again later.
    stored: Vec<(u64, u64)>,
    captured: u64,
    sent: u64,
    /// Losses in reports that the server has had, or that ended with a page.
    reported: u64,
    /// Events that ended with a page.
    left: u64,
}

const TYPES: [&str; 4] = ["event", "session", "transaction", "feedback"];
/// Most requests in flight, as in `js/send/transport.js`.
const MOST_REQUESTS: usize = 15;

const STATUSES: [u16; 9] = [0, 200, 200, 200, 400, 404, 413, 429, 503];

impl Page {
    /// `seed` is not 0.
    fn new(seed: u64) -> Self {
        Self {
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            client: Client::default(),
            now_ms: 1_000,
            next_id: 1,
            types: Vec::new(),
            requests: Vec::new(),
            stored: Vec::new(),
            captured: 0,
            sent: 0,
            reported: 0,
            left: 0,
        }
    }

    fn enqueue(&mut self, item_type: &'static str, times: u64, hash: u64) {
        let (id, bytes) = (self.next_id, self.random.of(&[10, 2_000, 90_000, 400_000]));
        self.next_id += 1;
        self.types.push(item_type);
        let fields = format!("{id}\u{1f}{item_type}\u{1f}{bytes}\u{1f}{times}\u{1f}{hash}");
        let is_urgent = self.random.below(8) == 0;
        self.client.enqueue(Fields::of(&fields), self.now_ms, is_urgent);
    }

    fn capture(&mut self) {
        self.captured += 1;
        let captured = format!("onerror\u{1f}Error\u{1f}{}", self.random.below(12));
        match self.client.is_wanted(&captured, self.now_ms, 0.5) {
            Wanted::Yes(hash) => self.enqueue("event", 1, hash),
            Wanted::Repeat => self.client.count_repeat(1),
            Wanted::No => {}
        }
    }

    fn request(&mut self) {
        if self.requests.len() >= MOST_REQUESTS {
            return;
        }
        let which = self.random.of(&[Which::Due, Which::Due, Which::All, Which::Now]);
        let bytes = self.random.of(&[0, 0, 1, 60_000]);
        let text = self.client.dequeue(which, bytes, self.now_ms);
        let numbers: Vec<u64> = text.split('\u{1f}').filter_map(|it| it.parse().ok()).collect();
        let items = numbers.chunks_exact(2).map(|it| (it[0], it[1])).filter(|it| it.1 > 0).collect();
        let text = self.client.take_losses(self.now_ms);
        let mut fields = text.split('\u{1f}').map(|it| it.parse().unwrap_or_default());
        let report = (fields.next().unwrap_or_default(), fields.sum());
        self.requests.push(InFlight { items, is_batch: self.client.sending.in_batches, report });
    }

    fn answer(&mut self) {
        if self.requests.is_empty() {
            return;
        }
        let at = self.random.below(self.requests.len() as u64) as usize;
        let request = self.requests.swap_remove(at);
        let status = self.random.of(&STATUSES);
        let mut fields = String::new();
        let mut statuses = Vec::new();
        for (id, _) in &request.items {
            let is_odd = status == 200 && request.is_batch && self.random.below(9) == 0;
            statuses.push(if is_odd { 503 } else { status });
            fields += &format!("{id}\u{1f}{}\u{1f}", statuses[statuses.len() - 1]);
        }
        if request.report.0 > 0 {
            fields += &format!("{}\u{1f}{status}\u{1f}", request.report.0);
        }
        let rate_limits = self.random.of(&["", "", "", "1:session", "2:error;transaction", "1"]);
        let counts_repeats = request.is_batch || self.random.below(2) == 0;
        let losses = self.client.losses.total();
        let outcomes = self.client.note_response(
            &Response {
                status,
                rate_limits,
                retry_after: self.random.of(&["", "7"]),
                is_batch: request.is_batch,
                counts_repeats,
                roll: self.random.below(1_000),
                items: Fields::of(fields.trim_end_matches('\u{1f}')),
            },
            self.now_ms,
        );
        let mut counted = self.client.losses.total();
        let is_refused = matches!(status, 0 | 413 | 500..) || status == 400 && request.is_batch;
        if !is_refused {
            counted += request.report.1;
            self.reported += request.report.1;
        }
        let mut lost = counted - losses;
        for ((item, outcome), status) in request.items.into_iter().zip(outcomes.chars()).zip(statuses) {
            match outcome {
                'r' => self.stored.push(item),
                'a' => {}
                _ if status == 200 && !counts_repeats => {
                    self.sent += 1;
                    lost -= item.1 - 1;
                }
                _ if matches!(status, 200..300 | 429) => self.sent += item.1,
                _ => lost -= item.1,
            }
        }
        assert_eq!(lost, 0, "each loss is counted once");
        if status == 400 {
            self.set_sending(false);
        }
    }

    fn set_sending(&mut self, in_batches: bool) {
        let tries_again = self.random.below(4) > 0;
        // A server that has not answered yet may know counts.
        let counts_repeats = in_batches || self.random.below(2) == 0;
        self.client.set_sending(Sending { in_batches, tries_again, counts_repeats });
    }

    /// The recorder tries again, on this page or the next one.
    fn try_again(&mut self) {
        for (id, times) in std::mem::take(&mut self.stored) {
            let item_type = self.types[id as usize - 1];
            self.enqueue(item_type, times, 0);
        }
    }

    fn restart(&mut self) {
        self.left += self.client.queue.items().iter().map(|it| it.times).sum::<u64>();
        self.reported += self.client.losses.total();
        self.requests.clear();
        self.client = Client::default();
    }

    fn step(&mut self) {
        match self.random.below(40) {
            0..14 => self.capture(),
            14..18 => {
                self.captured += 1;
                let item_type = self.random.of(&TYPES);
                self.enqueue(item_type, 1, 0);
            }
            18..25 => self.request(),
            25..33 => self.answer(),
            33..36 => self.now_ms += self.random.of(&[1, 250, 3_000, 70_000]),
            36 => self.set_sending(true),
            37 => self.try_again(),
            38 => self.set_sending(false),
            _ => {
                if self.random.below(20) == 0 {
                    self.restart();
                }
            }
        }
    }

    fn check(&mut self) {
        let items = self.client.queue.items();
        let kept: u64 = items.iter().map(|it| it.times).sum();
        let stored: u64 = self.stored.iter().map(|it| it.1).sum();
        let losses = self.client.losses.total();
        assert_eq!(self.captured, kept + stored + losses + self.reported + self.sent + self.left);
        let in_flight: usize = self.requests.iter().map(|it| it.items.len()).sum();
        assert_eq!(items.iter().filter(|it| it.is_in_flight).count(), in_flight);
        // An item whose batch was refused waits again, beside those that came since.
        assert!(
            self.client.queue.waiting()
                <= MOST_WAITING + KEPT_FREE + items.len() - self.client.queue.waiting() + 400
        );
        assert!(items.iter().map(|it| it.bytes).sum::<u64>() <= MOST_BYTES);
    }
}

#[test]
fn every_event_is_kept_sent_or_counted_once() {
    for seed in 1..=100 {
        let mut page = Page::new(seed);
        for _ in 0..800 {
            page.step();
            page.check();
        }
    }
}

#[test]
fn what_is_due_is_taken() {
    for seed in 1..=100 {
        let mut page = Page::new(seed);
        for _ in 0..300 {
            page.step();
            if page.client.due_in(page.now_ms) == Some(0) {
                assert_ne!(
                    page.client.dequeue(Which::Due, 0, page.now_ms),
                    "",
                    "else the recorder would ask for ever"
                );
                page.restart();
            }
        }
    }
}
