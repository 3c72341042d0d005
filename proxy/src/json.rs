//! JSON as JavaScript writes it.

pub(crate) mod surrogates;

use serde_json::Value;

/// Reads JSON, also what JavaScript writes and serde_json refuses: lone surrogates, and bytes that are not UTF-8.
pub(crate) fn read(payload: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(payload).or_else(|error| {
        let mended = surrogates::mend(&String::from_utf8_lossy(payload));
        serde_json::from_str(&mended).map_err(|_| error)
    })
}
