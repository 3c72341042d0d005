//! The JSON of an item, strict or not, and what a client report says.

use balefire_proxy::items::client_report;
use balefire_proxy::lenient_json::{DEPTH, ReadJsonError, read};
use serde_json::Value;

/// Few lists and objects, so that the limit is met.
const MOST: usize = 64;
/// The most that one client report may count.
const LOSSES: u64 = 1_000_000;

/// What is read is within its limits and has no U+0000; strict JSON is read as it is.
pub fn check(input: &[u8]) {
    let strict = serde_json::from_slice::<Value>(input);
    match read(input, MOST) {
        Ok(value) => {
            let (depth, containers) = measure(&value, 0);
            assert!(depth <= DEPTH && containers <= MOST, "{depth} levels, {containers} lists and objects");
            let text = value.to_string();
            assert!(!text.replace("\\\\", "").contains("\\u0000"), "{text}");
            if let Ok(strict) = strict
                && !strict.to_string().contains("\\u0000")
            {
                assert_eq!(value, strict);
            }
            // Not the same: a number may be read with another last digit.
            serde_json::from_str::<Value>(&text).expect("what was read is written as strict json");
        }
        Err(ReadJsonError::Malformed(error)) => assert!(strict.is_err(), "{error}"),
        Err(_) => {}
    }
    if let Ok(losses) = client_report::read(input) {
        assert!(losses.len() <= 200 && losses.iter().map(|loss| loss.2).sum::<u64>() <= LOSSES);
    }
}

/// How deep a value is, and how many lists and objects are in it.
fn measure(value: &Value, above: usize) -> (usize, usize) {
    let within: Vec<_> = match value {
        Value::Array(list) => list.iter().map(|it| measure(it, above + 1)).collect(),
        Value::Object(object) => object.values().map(|it| measure(it, above + 1)).collect(),
        _ => return (above, 0),
    };
    let deepest = within.iter().map(|it| it.0).max().unwrap_or(above + 1);
    (deepest, 1 + within.iter().map(|it| it.1).sum::<usize>())
}
