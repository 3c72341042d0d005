//! The reasons for a group: the parts that go into its hash.
//!
//! The hash is made of these, so what a page says of a group is what made it.

use super::hash::hash;

/// Why an event belongs to its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupReasons {
    /// The hash of the group.
    pub hash: String,
    /// The fingerprint, if the SDK or a rule of the operator gave one.
    pub fingerprint: Option<FingerprintReason>,
    /// The parts of the group that the event has by default, if they are in the hash.
    pub default: Option<DefaultReason>,
    /// The rule of the operator that decided about the numbers of messages.
    pub numbers_rule: Option<String>,
}

/// A fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FingerprintReason {
    /// The rule of the operator that gave it; none if it is the SDK's.
    pub rule: Option<String>,
    /// Its parts. [`DEFAULT`] stands for the default group.
    pub parts: Vec<String>,
}

/// The part of a fingerprint that stands for the default group.
pub const DEFAULT: &str = "{{ default }}";

/// The parts of a default group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultReason {
    pub(super) kind: Kind,
    /// For each distinct exception: its parts. A message has one entry with one part.
    pub exceptions: Vec<ExceptionReason>,
}

/// What a default group is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Exceptions,
    Message,
}

/// The parts of an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionReason {
    /// The parts, in the order of the hash.
    pub parts: Vec<Part>,
    /// Whether it has in-app frames, so that all others were left out.
    pub only_in_app: bool,
}

/// A part of a default group. Its text goes into the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The type of the exception; empty if it was made for its stack only.
    Type(String),
    /// The file and function of a frame, without what changes from build to build.
    Frame(String),
    /// A message, with placeholders for numbers, ids and times.
    Message(String),
    /// A message as it is.
    WholeMessage(String),
    /// The file of the newest frame, and the message.
    FileAndMessage(String),
    /// The file, line and column of the newest frame.
    Position(String),
    /// A Rust panic.
    Panic(String),
    /// The file of a panic.
    PanicFile(String),
    /// The column of a panic; empty if it was in a library.
    PanicColumn(String),
}

impl Part {
    /// The text that goes into the hash.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Type(text)
            | Self::Frame(text)
            | Self::Message(text)
            | Self::WholeMessage(text)
            | Self::FileAndMessage(text)
            | Self::Position(text)
            | Self::Panic(text)
            | Self::PanicFile(text)
            | Self::PanicColumn(text) => text,
        }
    }
}

impl ExceptionReason {
    /// Whether two exceptions are one to the hash.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(|(one, other)| one.text() == other.text())
    }
}

impl DefaultReason {
    pub(super) fn hash(&self) -> String {
        let kind = match self.kind {
            Kind::Exceptions => "exception",
            Kind::Message => "message",
        };
        hash(kind, self.exceptions.iter().flat_map(|it| &it.parts).map(Part::text))
    }
}
