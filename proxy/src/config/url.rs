//! Checks URLs in the configuration.

/// Checks a URL without query, fragment and credentials. The error never quotes the text: people paste whole webhook
/// URLs, with the token, into `url`.
pub(super) fn http_url(text: &str) -> Result<String, &'static str> {
    let is_plain = is_http_url(text) && !text.contains('?');
    let problem = "is no http or https address without query, fragment and credentials";
    is_plain.then(|| text.to_owned()).ok_or(problem)
}

/// Whether a text is an HTTP URL without fragment and credentials.
pub(super) fn is_http_url(text: &str) -> bool {
    rest(text).is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with(['/', '?', '#', ':'])
            && !rest.contains(['#', '@'])
            && rest.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

/// Scheme, host and port.
pub(super) fn origin(url: &str) -> &str {
    let Some(rest) = rest(url) else { return "" };
    let host = rest.find(['/', '?']).unwrap_or(rest.len());
    url.get(..url.len() - rest.len() + host).unwrap_or_default()
}

fn rest(text: &str) -> Option<&str> {
    text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        for (url, expect) in [
            ("https://a.test/x?y", "https://a.test"),
            ("http://a.test:1?y", "http://a.test:1"),
            ("http://[::1]:1", "http://[::1]:1"),
            ("a.test", ""),
        ] {
            assert_eq!(origin(url), expect);
        }
    }

    #[test]
    fn addresses() {
        for url in ["https://a.test", "http://a.test:1/x?y=z", "https://[::1]/"] {
            assert!(is_http_url(url), "{url}");
        }
        for url in [
            "",
            "a.test",
            "ftp://a.test",
            "http://",
            "http:///x",
            "http://a b/",
            "http://a@b/",
            "http://a/#x",
        ] {
            assert!(!is_http_url(url), "{url}");
        }
        assert!(http_url("http://a.test/?token=x").is_err());
    }
}
