//! Offsets of the SQLite inbox: the number of the last row that was read.

use crate::inbox::inbox_error::InboxError;
use crate::model::offset::Offset;

/// The offset behind a row.
pub(super) fn offset_of(row: i64) -> Offset {
    Offset::new(row.to_string())
}

/// The row of an offset; 0 for the beginning, because rows begin at 1.
pub(super) fn row_of(offset: &Offset) -> Result<i64, InboxError> {
    match offset.as_str() {
        "" => Ok(0),
        text => text.parse().map_err(|_| InboxError::ForeignOffset(text.to_owned())),
    }
}
