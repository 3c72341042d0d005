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

mod batch_error;
mod batch_header;
mod batch_item;
mod expand;
mod shared_parts;

pub use self::batch_error::ParseBatchError;
pub use self::batch_header::{BREADCRUMBS, ENVELOPES, STACKS, is_batch};
pub use self::expand::{Batch, ExpandError, PackedEnvelope};
