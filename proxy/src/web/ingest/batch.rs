//! A batch of envelopes in one body, as our own SDK sends it. Its envelopes share members, breadcrumbs and stacks, and each is
//! expanded into an ordinary envelope before anything else sees it.
//!
//! ```text
//! {"batch":1,"dsn":"..","sent_at":"..","envelopes":[{"id":"32 hex","length":1234,"members":0},..],
//!  "members":[900,..],"breadcrumbs":[120,..],"stacks":[800,..]}\n
//! <the members, each a JSON object><the breadcrumbs, each a JSON object><the stacks, each a JSON string><the envelopes>
//! ```
//!
//! The first line is one line, lengths are in bytes, and the parts follow each other without anything between them. The header
//! of an envelope gets the members that its entry names. An event item names its parts in its item header:
//! `"batch":{"members":1,"breadcrumbs":[[from,to],..],"stacks":[0,null],"times_seen":37}`.

mod batch_error;
mod batch_header;
mod batch_item;
mod expand;
mod shared_members;
mod shared_parts;

pub use self::batch_error::ParseBatchError;
pub use self::batch_header::{BREADCRUMBS, ENVELOPES, MEMBERS, STACKS, is_batch};
pub use self::expand::{Batch, ExpandError, PackedEnvelope};
