//! Events that wait to be sent: bounded, told the time, says what is due.

use alloc::string::String;
use alloc::vec::Vec;

use crate::shift::shift;

/// Most events that wait; more are lost and counted.
pub const MOST_WAITING: usize = 64;

/// An event waits this long for others, in milliseconds: off the page's critical moment, and soon.
const DELAY_MS: u64 = 250;

/// So many events do not wait for more.
const FULL_BATCH: usize = 10;

/// An event as it will be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queued {
    /// 32 hex digits.
    pub event_id: String,
    /// The event's JSON.
    pub payload: String,
}

/// What became of an event that was pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// It waits.
    Queued,
    /// There was no room.
    Overflow,
}

/// How soon an event must go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// With the next batch.
    Batch,
    /// At once: the page or the app is dying.
    AtOnce,
}

/// The events that wait.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: Vec<Queued>,
    due_ms: u64,
}

impl Queue {
    /// Adds an event.
    pub fn push(&mut self, event: Queued, urgency: Urgency, now_ms: u64) -> Pushed {
        if self.waiting.len() >= MOST_WAITING {
            return Pushed::Overflow;
        }
        if self.waiting.is_empty() {
            self.due_ms = now_ms + DELAY_MS;
        }
        self.waiting.push(event);
        if urgency == Urgency::AtOnce || self.waiting.len() >= FULL_BATCH {
            self.due_ms = now_ms;
        }
        Pushed::Queued
    }

    /// In how many milliseconds something is due; none where nothing waits.
    #[must_use]
    pub fn due_in(&self, now_ms: u64) -> Option<u64> {
        (!self.waiting.is_empty()).then(|| self.due_ms.saturating_sub(now_ms))
    }

    /// The oldest event.
    pub fn pop(&mut self) -> Option<Queued> {
        let oldest = shift(&mut self.waiting, Queued::default());
        self.waiting.pop().map(|_| oldest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(n: usize) -> Queued {
        Queued { event_id: n.to_string(), payload: String::new() }
    }

    #[test]
    fn waits_for_others_but_not_for_long() {
        let mut queue = Queue::default();
        assert_eq!(queue.due_in(0), None);
        queue.push(event(0), Urgency::Batch, 1_000);
        queue.push(event(1), Urgency::Batch, 1_200);
        assert_eq!(queue.due_in(1_200), Some(50));
        assert_eq!(queue.due_in(9_000), Some(0));
        assert_eq!(queue.pop(), Some(event(0)));
    }

    #[test]
    fn a_full_batch_is_due() {
        let mut queue = Queue::default();
        for n in 0..FULL_BATCH {
            queue.push(event(n), Urgency::Batch, 1_000);
        }
        assert_eq!(queue.due_in(1_000), Some(0));
    }

    #[test]
    fn an_urgent_event_is_due() {
        let mut queue = Queue::default();
        queue.push(event(0), Urgency::Batch, 1_000);
        queue.push(event(1), Urgency::AtOnce, 1_001);
        assert_eq!(queue.due_in(1_001), Some(0));
    }

    #[test]
    fn overflow() {
        let mut queue = Queue::default();
        for n in 0..MOST_WAITING {
            assert_eq!(queue.push(event(n), Urgency::Batch, 0), Pushed::Queued);
        }
        assert_eq!(queue.push(event(99), Urgency::Batch, 0), Pushed::Overflow);
        queue.pop();
        assert_eq!(queue.push(event(99), Urgency::Batch, 0), Pushed::Queued);
    }
}
