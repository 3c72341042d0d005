//! Paths of the web API as clients write them: with and without a slash at the end, and with double slashes.

/// The path as the routes have it: with a slash at the end, and without empty parts. None: it is not a path of the web API,
/// or it is written so already.
pub(in crate::web) fn canonical_path(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.first() != Some(&"api") || parts.get(1) != Some(&"0") {
        return None;
    }
    let canonical = format!("/{}/", parts.join("/"));
    (canonical != path).then_some(canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (path, expect) in [
            ("/api/0/", None),
            ("/api/0", Some("/api/0/")),
            ("/api/0/issues/1", Some("/api/0/issues/1/")),
            ("//api/0//issues///1/", Some("/api/0/issues/1/")),
            ("/api/0/issues/1/", None),
            ("/api/1/envelope", None),
            ("/issues/1", None),
            ("/", None),
        ] {
            assert_eq!(canonical_path(path).as_deref(), expect, "{path}");
        }
    }
}
