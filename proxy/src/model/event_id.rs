//! Event ids: 32 lower-case hex digits in the store, with or without dashes in what clients send.

/// An id as SDKs write it, with or without dashes, in the stored form.
#[must_use]
pub fn normalize_id(id: &str) -> Option<String> {
    let digits: String = id.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    (digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_capitals() {
        let id = Some("9ec79c33ec9942ab8353589fcb2e04dc".to_owned());
        assert_eq!(normalize_id("9ec79c33ec9942ab8353589fcb2e04dc"), id);
        assert_eq!(normalize_id("9EC79C33-EC99-42AB-8353-589FCB2E04DC"), id);
        for other in ["", "9ec7", "9ec79c33ec9942ab8353589fcb2e04d", "9ec79c33ec9942ab8353589fcb2e04dz"] {
            assert_eq!(normalize_id(other), None, "{other}");
        }
    }
}
