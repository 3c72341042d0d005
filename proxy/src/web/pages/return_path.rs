//! The page that a form leads back to.

/// Longest path, in bytes.
const LONGEST: usize = 2_000;

/// The path that a form names, if it is one of this server's; else the list of issues. The numbers of earlier changes are
/// taken out of it.
pub(super) fn return_path(asked: Option<&str>) -> String {
    let is_ours = |path: &&str| {
        // Browsers read `\` as `/`: <https://url.spec.whatwg.org/#relative-slash-state>
        path.starts_with('/')
            && !path.starts_with("//")
            && path.len() <= LONGEST
            && path.bytes().all(|byte| matches!(byte, b'!'..=b'~'))
            && !path.contains(['\\', '#'])
    };
    let path = asked.filter(is_ours).unwrap_or("/");
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let parts: Vec<&str> = query.split('&').filter(|part| !part.starts_with("change=")).collect();
    match parts.join("&") {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// A path with the number of a change, for the notice that offers to undo it.
pub(super) fn with_change(path: &str, change: Option<i64>) -> String {
    let Some(change) = change else { return path.to_owned() };
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}change={change}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server() {
        for (asked, expect) in [
            ("/", "/"),
            ("/issues/7/", "/issues/7/"),
            ("/?q=is%3Aresolved&page=2", "/?q=is%3Aresolved&page=2"),
            ("/?change=5", "/"),
            ("/?change=5&q=a&change=6", "/?q=a"),
            ("//evil.test/", "/"),
            ("/\\evil.test/", "/"),
            ("https://evil.test/", "/"),
            ("javascript:alert(1)", "/"),
            ("", "/"),
            ("/a b", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("/é", "/"),
        ] {
            assert_eq!(return_path(Some(asked)), expect, "{asked}");
        }
        assert_eq!(return_path(None), "/");
        assert_eq!(return_path(Some(&format!("/{}", "a".repeat(LONGEST)))), "/");
    }

    #[test]
    fn numbers_of_changes() {
        assert_eq!(with_change("/", Some(5)), "/?change=5");
        assert_eq!(with_change("/?q=a", Some(5)), "/?q=a&change=5");
        assert_eq!(with_change("/?q=a", None), "/?q=a");
    }
}
