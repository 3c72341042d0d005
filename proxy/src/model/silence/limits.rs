//! What a silence may be, and why it is refused.

/// Most matchers of a silence.
pub const MATCHERS: usize = 20;
/// Longest name of a label, in characters, as of a tag.
pub const NAME: usize = 200;
/// Longest value of a matcher, in characters.
pub const VALUE: usize = 500;
/// Most memory of a compiled regular expression, in bytes.
pub const PATTERN_SIZE: usize = 64 << 10;
/// Longest comment, in characters.
pub const COMMENT: usize = 1_000;
/// Longest name of a creator, in characters.
pub const CREATOR: usize = 200;
/// Longest silence, in seconds: a year.
pub const LONGEST: f64 = 366.0 * 86_400.0;

/// Why a silence is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSilence {
    /// It has no matcher, or too many.
    #[error("a silence has 1 to {MATCHERS} matchers")]
    Matchers,
    /// Each matcher fits a firing without the label, so that it could silence everything by mistake.
    #[error("at least one matcher must not match the empty text")]
    Everything,
    /// A name.
    #[error("the name of a label has 1 to {NAME} characters")]
    Name,
    /// The value of the label.
    #[error("the value for {0:?} has at most {VALUE} characters and no control characters")]
    Value(String),
    /// The regular expression for the label.
    #[error("the regular expression for {0:?} cannot be read, or is too large")]
    Pattern(String),
    /// The text of the matchers, from there on.
    #[error("no matcher can be read at {0:?}; write them as name=\"value\", with =, !=, =~ or !~")]
    Syntax(String),
    /// It ends before it begins, or in the past.
    #[error("a silence ends after it begins, and in the future")]
    Times,
    /// It lasts too long.
    #[error("a silence lasts at most 366 days")]
    TooLong,
    /// The comment.
    #[error("a comment has at most {COMMENT} characters")]
    Comment,
    /// The creator.
    #[error("the name of who creates it has at most {CREATOR} characters")]
    Creator,
}
