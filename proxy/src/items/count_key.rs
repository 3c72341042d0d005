//! Counts a key in a payload that is not read as JSON.

/// How often a key, with its quotes, stands in a payload, up to a limit.
pub(super) fn count_key(payload: &[u8], key: &[u8], most: u64) -> u64 {
    let mut rest = payload;
    let mut count = 0;
    while count < most
        && let Some(at) = rest.iter().position(|byte| *byte == b'"')
    {
        let found = rest.get(at..).unwrap_or_default();
        count += u64::from(found.starts_with(key));
        rest = found.get(1..).unwrap_or_default();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_up_to_the_most() {
        for (payload, count) in [
            ("", 0),
            ("{\"k\":1,\"kk\":2,k:3}", 1),
            ("[{\"k\":1},{\"k\":1}]", 2),
            ("\"k\"\"k\"\"k\"\"k\"\"k\"", 3),
        ] {
            assert_eq!(count_key(payload.as_bytes(), b"\"k\"", 3), count, "{payload}");
        }
    }
}
