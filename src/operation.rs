//! The operations of the core call, by their numbers.

/// An operation. `js/core/operations.js` has the same list, and a test compares the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Starts with new options. Text: dedupe and client reports, as flags; number: the sample rate.
    Init,
    /// Whether an event is wanted. Text: the capture, see [`Client::is_wanted`](crate::client::Client::is_wanted); number:
    /// random. Returns `+` if it is, followed by a hash if its repeats are collapsed, which `Enqueue` wants back; `=` if it
    /// repeats an item that still waits.
    IsWanted,
    /// Reads a stack. Text: the location of a panic, and the stack; number: frames to pop. Returns the frames, see
    /// [`frames`](crate::frames).
    ReadFrames,
    /// Queues an item. Text: see [`Client::enqueue`](crate::client::Client::enqueue); number: 1 if it is urgent. Returns when
    /// the next request is due, `!` if the queue is full, `=` if the item was added to the count of an equal one.
    Enqueue,
    /// Counts losses. Text: the reason, and the type of the items; number: how many. Returns when the next request is due.
    CountLoss,
    /// Notes a response. Text: see [`Response::read`](crate::rate_limit::Response::read); number: the status. Returns when the
    /// next request is due, and what became of each item, see
    /// [`Client::note_response`](crate::client::Client::note_response).
    NoteResponse,
    /// Takes the items of the next request. Text: which, 0 to 2, see [`Which`](crate::queue::Which); number: most bytes, or 0.
    /// Returns when the next request is due, and the items, see [`Client::dequeue`](crate::client::Client::dequeue).
    Dequeue,
    /// Takes the losses. Returns reason, category and quantity of each.
    TakeLosses,
    /// Sets how items are sent. Number: see [`Sending::read`](crate::options::Sending::read).
    SetSending,
    /// Adds to the count of the item that the last capture repeats. Number: how many events.
    CountRepeat,
}

impl Operation {
    /// All operations; the place of each is its number.
    pub const ALL: [Self; 10] = [
        Self::Init,
        Self::IsWanted,
        Self::ReadFrames,
        Self::Enqueue,
        Self::CountLoss,
        Self::NoteResponse,
        Self::Dequeue,
        Self::TakeLosses,
        Self::SetSending,
        Self::CountRepeat,
    ];

    /// The operation of a number.
    #[must_use]
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::js_list;

    #[test]
    fn the_recorder_has_the_same_list() {
        let names = Operation::ALL.map(|it| format!("{it:?}"));
        assert_eq!(js_list::of(include_str!("../js/core/operations.js")), js_list::expected(&names));
    }

    #[test]
    fn each_has_its_place_as_number() {
        for (number, operation) in (0..).zip(Operation::ALL) {
            assert_eq!(Operation::of(number), Some(operation));
        }
        assert_eq!(Operation::of(10), None);
    }
}
