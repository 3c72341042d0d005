//! Why a body is no batch.

/// Why a body is no batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseBatchError {
    /// The version is unknown to this server.
    #[error("unknown version of a batch; known is 1")]
    Version,
    /// The first line is longer than its bound.
    #[error("the header of the batch is larger than {0} bytes")]
    HeaderSize(usize),
    /// A member of the first line has another shape.
    #[error("{0} of the batch cannot be read")]
    Member(&'static str),
    /// There are too many of a kind.
    #[error("too many {kind} in the batch, the limit is {most}")]
    TooMany {
        /// `envelopes`, `members`, `breadcrumbs` or `stacks`.
        kind: &'static str,
        /// The limit.
        most: usize,
    },
    /// The lengths and the body differ.
    #[error("the batch does not end where its lengths say")]
    Length,
    /// Shared members are not one JSON object, have more keys than allowed, or a key that only the server writes.
    #[error("members {0} of the batch cannot be shared")]
    Members(usize),
    /// A breadcrumb is not one JSON object.
    #[error("breadcrumb {0} of the batch is not a json object")]
    Breadcrumb(usize),
    /// A stack is not one JSON string.
    #[error("stack {0} of the batch is not a json string")]
    Stack(usize),
}
