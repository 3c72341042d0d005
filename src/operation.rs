//! The operations of the core call, by their numbers.

/// An operation. `js/core/operations.js` has the same list, and a test compares the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Starts with new options. Text: dedupe and client reports, as flags; number: the sample rate.
    Init,
    /// Whether an event is wanted. Text: the capture, see [`Client::is_wanted`](crate::client::Client::is_wanted); number:
    /// random. Returns `+` if it is.
    IsWanted,
    /// Reads a stack. Text: the location of a panic, and the stack; number: frames to pop. Returns the frames, see
    /// [`frames`](crate::frames).
    ReadFrames,
    /// Queues an item. Text: its type; number: 1 if it is urgent. Returns when the oldest item is due, or `!` if the queue
    /// is full.
    Enqueue,
    /// Counts losses. Text: the reason, and the type of the items; number: how many. Returns when the oldest item is due.
    CountLoss,
    /// Notes a response. Text: its two headers, and the type of the envelope's first item; number: the status. Returns when
    /// the oldest item is due.
    NoteResponse,
    /// Takes the oldest item out of the queue. Returns `+` if it may be sent, `-` if it is lost, and nothing if there is none.
    Dequeue,
    /// Takes the losses. Returns reason, category and quantity of each.
    TakeLosses,
}

impl Operation {
    /// All operations; the place of each is its number.
    pub const ALL: [Self; 8] = [
        Self::Init,
        Self::IsWanted,
        Self::ReadFrames,
        Self::Enqueue,
        Self::CountLoss,
        Self::NoteResponse,
        Self::Dequeue,
        Self::TakeLosses,
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
        assert_eq!(Operation::of(8), None);
    }
}
