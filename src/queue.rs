//! Items that wait to be sent, and those in flight: bounded by count and bytes; says when the next is due, and which share a
//! request.

use alloc::vec::Vec;

use balefire_protocol::category::Category;

/// Most events that wait. Events beyond are lost and counted.
pub const MOST_WAITING: usize = 64;

/// Places for sessions and transactions alone: a flood of errors must not cost the session.
pub const KEPT_FREE: usize = 10;

/// Most bytes of all items, waiting and in flight.
pub const MOST_BYTES: u64 = 4_000_000;

/// Most items in a request, and most bytes of them, before compression. The server takes 2 MiB.
pub const MOST_IN_REQUEST: usize = 50;
const REQUEST_BYTES: u64 = 500_000;

/// This many items are due at once where each event is a request of its own; in batches, a full batch is.
const FULL: usize = 10;

/// An item waits this long for others, in milliseconds: after the page's critical moment, and still soon.
pub const DELAY_MS: u64 = 250;

/// Most events in one item. The server counts at most 10,000, and a capture may stand for some hundred.
const MOST_TIMES: u64 = 9_500;

/// An item that waits or is in flight. The recorder holds its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The recorder's number for it.
    pub id: u64,
    /// Its data category.
    pub category: Category,
    /// The size of its payload.
    pub bytes: u64,
    /// How many equal events it stands for; 0 if it is to be removed.
    pub times: u64,
    /// What a repeat of it has too, see [`crate::dedupe`]; 0 if it has no repeats.
    pub hash: u64,
    /// When it is due, in milliseconds since 1970.
    pub due_ms: u64,
    /// Whether a request with it is on its way.
    pub is_in_flight: bool,
    /// Most items of a request with it; for an item in flight, the number of items in its request.
    pub most: usize,
}

/// Which of the waiting items go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// Those that are due.
    Due,
    /// All: the page wants to know that they were sent.
    All,
    /// All, even while the server is failing: the page is left, or the network is back.
    Now,
}

impl Which {
    /// The kind of a number.
    #[must_use]
    pub fn of(number: u64) -> Self {
        match number {
            0 => Self::Due,
            1 => Self::All,
            _ => Self::Now,
        }
    }
}

/// A request that is being made.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// Which of the items go.
    pub which: Which,
    /// Most bytes; 0: as many as there may be. One item goes in any case.
    pub bytes: u64,
    /// Whether the server takes batches. Else an event goes alone, and sessions go together.
    /// <https://develop.sentry.dev/sdk/foundations/envelopes/envelope-items/#envelope-item-constraints>
    pub is_batch: bool,
}

/// All items.
#[derive(Debug, Default)]
pub struct Queue {
    items: Vec<Item>,
}

impl Queue {
    /// Adds an item; whether there is room.
    pub fn push(&mut self, item: Item) -> bool {
        let others =
            if matches!(item.category, Category::Error | Category::Feedback) { 0 } else { KEPT_FREE };
        let bytes = self.items.iter().map(|it| it.bytes).sum::<u64>();
        let has_room =
            self.waiting() < MOST_WAITING + others && bytes.saturating_add(item.bytes) <= MOST_BYTES;
        if has_room {
            self.items.push(item);
        }
        has_room
    }

    /// All items.
    #[cfg(test)]
    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// How many items wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.items.iter().filter(|it| !it.is_in_flight).count()
    }

    /// The waiting item that an event with this hash repeats.
    pub fn repeated(&mut self, hash: u64) -> Option<&mut Item> {
        let is_same = |it: &&mut Item| it.hash == hash && !it.is_in_flight && it.times < MOST_TIMES;
        if hash == 0 { None } else { self.items.iter_mut().find(is_same) }
    }

    /// The item of an id.
    pub fn item(&mut self, id: u64) -> Option<&mut Item> {
        self.items.iter_mut().find(|it| it.id == id)
    }

    fn is_full(&self, is_batch: bool) -> bool {
        self.waiting() >= if is_batch { MOST_IN_REQUEST } else { FULL }
    }

    /// When the next item is due, in milliseconds since 1970; none if none waits.
    #[must_use]
    pub fn due_ms(&self, is_batch: bool) -> Option<u64> {
        let due_ms = self.items.iter().filter(|it| !it.is_in_flight).map(|it| it.due_ms).min();
        if self.is_full(is_batch) { Some(0) } else { due_ms }
    }

    /// Puts the items of the next request in flight. `take` is called for each, and removes the item by answering false.
    pub fn take(&mut self, now_ms: u64, request: Request, take: &mut dyn FnMut(&mut Item) -> bool) {
        let takes_all = request.which > Which::Due || self.is_full(request.is_batch);
        let mut room = if request.bytes == 0 { REQUEST_BYTES } else { request.bytes };
        let (mut count, mut most) = (0, MOST_IN_REQUEST);
        let mut is_sessions = request.is_batch;
        for item in &mut self.items {
            // What is due within a moment goes along.
            if item.is_in_flight || !(takes_all || item.due_ms <= now_ms + DELAY_MS) {
                continue;
            }
            let is_session = item.category == Category::Session;
            if count == 0 {
                is_sessions |= is_session;
            } else if count >= most.min(item.most)
                || item.bytes > room
                || !(request.is_batch || is_sessions && is_session)
            {
                continue;
            }
            if !take(item) {
                item.times = 0;
                continue;
            }
            item.is_in_flight = true;
            room = room.saturating_sub(item.bytes);
            most = most.min(item.most);
            // Marks the items of this request, until their number is known.
            item.most = 0;
            count += 1;
        }
        for item in self.items.iter_mut().filter(|it| it.most == 0) {
            item.most = count;
        }
        self.sweep();
    }

    /// Removes the items that are to be removed.
    pub fn sweep(&mut self) {
        self.items.retain(|it| it.times > 0);
    }
}

#[cfg(test)]
mod tests;
