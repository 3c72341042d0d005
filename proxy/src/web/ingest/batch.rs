//! A batch of envelopes in one body, as our own SDK sends it. Its envelopes share breadcrumbs and stacks, and each is expanded
//! into an ordinary envelope before anything else sees it.
//!
//! ```text
//! {"batch":1,"dsn":"..","sent_at":"..","envelopes":[{"id":"32 hex","length":1234},..],"breadcrumbs":[120,..],"stacks":[800,..]}\n
//! <the breadcrumbs, each a JSON object><the stacks, each a JSON string><the envelopes>
//! ```
//!
//! Lengths are in bytes, and the parts follow each other without anything between them. An event item names its parts in its
//! item header: `"batch":{"breadcrumbs":[[from,to],..],"stacks":[0,null],"times_seen":37}`.

mod batch_header;
mod batch_item;
mod expand;
mod shared_parts;

pub use self::batch_header::{BREADCRUMBS, ENVELOPES, STACKS, is_batch};
pub use self::expand::{Batch, ExpandError, PackedEnvelope};

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
        /// `envelopes`, `breadcrumbs` or `stacks`.
        kind: &'static str,
        /// The limit.
        most: usize,
    },
    /// The lengths and the body differ.
    #[error("the batch does not end where its lengths say")]
    Length,
    /// A breadcrumb is not one JSON object.
    #[error("breadcrumb {0} of the batch is not a json object")]
    Breadcrumb(usize),
    /// A stack is not one JSON string.
    #[error("stack {0} of the batch is not a json string")]
    Stack(usize),
}
