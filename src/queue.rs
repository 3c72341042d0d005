//! Items that wait to be sent: bounded; says when the oldest is due.

use alloc::vec::Vec;

use crate::client_report::Category;

/// Most events that wait. Events beyond are lost and counted.
pub const MOST_WAITING: usize = 64;

/// Places for sessions and transactions alone: a flood of errors must not cost the session.
pub const KEPT_FREE: usize = 10;

/// An item waits this long for others, in milliseconds: after the page's critical moment, and still soon.
const DELAY_MS: u64 = 250;

/// A batch of this many items is due at once.
const FULL_BATCH: usize = 10;

/// An item that waits. The recorder holds its payload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queued {
    /// Its data category.
    pub category: Category,
    /// How soon it is due.
    pub urgency: Urgency,
}

/// The result of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// The item waits.
    Queued,
    /// The queue was full.
    Overflow,
}

/// How soon an item is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Urgency {
    /// With the next batch.
    #[default]
    Batch,
    /// At once: the page or the app is dying.
    AtOnce,
}

/// The items that wait.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: Vec<Queued>,
    /// How many of them are gone; the list is cleared when all are.
    taken: usize,
    due_ms: u64,
}

impl Queue {
    /// Adds an item.
    pub fn push(&mut self, event: Queued, now_ms: u64) -> Pushed {
        let others = if event.category == Category::Error { 0 } else { KEPT_FREE };
        if self.waiting.len() >= MOST_WAITING + others {
            return Pushed::Overflow;
        }
        if self.waiting.is_empty() {
            self.due_ms = now_ms + DELAY_MS;
        }
        let urgency = event.urgency;
        self.waiting.push(event);
        if urgency == Urgency::AtOnce || self.waiting.len() >= FULL_BATCH {
            self.due_ms = now_ms;
        }
        Pushed::Queued
    }

    /// In how many milliseconds the oldest item is due; none if the queue is empty.
    #[must_use]
    pub fn due_in(&self, now_ms: u64) -> Option<u64> {
        (!self.waiting.is_empty()).then(|| self.due_ms.saturating_sub(now_ms))
    }

    /// Takes the oldest item.
    pub fn pop(&mut self) -> Option<Queued> {
        let oldest = core::mem::take(self.waiting.get_mut(self.taken)?);
        self.taken += 1;
        if self.taken == self.waiting.len() {
            self.waiting.clear();
            self.taken = 0;
        }
        Some(oldest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Queued {
        Queued::default()
    }

    #[test]
    fn waits_for_others_but_not_for_long() {
        let mut queue = Queue::default();
        assert_eq!(queue.due_in(0), None);
        queue.push(event(), 1_000);
        queue.push(event(), 1_200);
        assert_eq!(queue.due_in(1_200), Some(50));
        assert_eq!(queue.due_in(9_000), Some(0));
        assert_eq!(queue.pop(), Some(event()));
    }

    #[test]
    fn a_full_batch_is_due() {
        let mut queue = Queue::default();
        for _ in 0..FULL_BATCH {
            queue.push(event(), 1_000);
        }
        assert_eq!(queue.due_in(1_000), Some(0));
    }

    #[test]
    fn an_urgent_event_is_due() {
        let mut queue = Queue::default();
        queue.push(event(), 1_000);
        queue.push(Queued { urgency: Urgency::AtOnce, ..event() }, 1_001);
        assert_eq!(queue.due_in(1_001), Some(0));
    }

    #[test]
    fn overflow() {
        let mut queue = Queue::default();
        for _ in 0..MOST_WAITING {
            assert_eq!(queue.push(event(), 0), Pushed::Queued);
        }
        assert_eq!(queue.push(event(), 0), Pushed::Overflow);
        for _ in MOST_WAITING..MOST_WAITING + KEPT_FREE {
            let session = Queued { category: Category::Session, ..event() };
            assert_eq!(queue.push(session, 0), Pushed::Queued);
        }
        let session = Queued { category: Category::Session, ..event() };
        assert_eq!(queue.push(session, 0), Pushed::Overflow);
        for _ in 0..MOST_WAITING {
            assert_eq!(queue.pop(), Some(event()));
        }
        for _ in 0..KEPT_FREE {
            assert_eq!(queue.pop().map(|it| it.category), Some(Category::Session));
        }
        assert_eq!((queue.pop(), queue.due_in(0)), (None, None));
        assert_eq!(queue.push(event(), 0), Pushed::Queued);
    }
}
