//! How many rows an answer has.

use crate::web::parameters::number;
use crate::web::read_error::ReadError;

/// The rows that `per_page` or `limit` asks for, out of those by default and at most. A number that is too large is no error.
pub(super) fn rows(pairs: &[(String, String)], (default, most): (u32, u32)) -> Result<u32, ReadError> {
    for name in ["per_page", "limit"] {
        let Some(asked) = pairs
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, asked)| asked.trim())
            .filter(|asked| !asked.is_empty())
        else {
            continue;
        };
        return match number(asked) {
            Some(rows @ 1..) => Ok(rows.min(most)),
            _ => Err(ReadError::Unsupported(format!("{name} is no number of at least 1"))),
        };
    }
    Ok(default)
}
