//! The name and the size of a resource.

use serde_json::Value;

use super::super::cut_text::cut_chars;
use super::super::event_fields::Fields;
use super::super::file_path::without_query;
use super::super::group::plain_file;
use super::path_pattern::{LONGEST, path_pattern};
use crate::scan::{contains, rsplit_once, split_once};

/// Attributes that hold the bytes which came over the network, newest name first.
const SIZES: [&str; 3] = ["http.response.size", "http.response.transfer_size", "http.response_transfer_size"];

/// The address of a resource as a pattern, without query and content hashes. A resource of another origin keeps its host.
pub(in super::super) fn resource_name(address: &str, page_host: &str) -> String {
    let bare = without_query(address);
    for scheme in ["data:", "blob:"] {
        if bare.starts_with(scheme) {
            return scheme.to_owned();
        }
    }
    let (host, path) = match split_once(bare, "://") {
        Some((_, rest)) => split_once(rest, '/').unwrap_or((rest, "")),
        None => ("", bare.strip_prefix('/').unwrap_or(bare)),
    };
    let mut name = if host == page_host { String::new() } else { cut_chars(host, LONGEST) };
    let file = rsplit_once(path, '/').map_or(path, |(_, file)| file);
    if contains(file, '.') {
        // Cut before, as the rules of files are made for names.
        plain_file(&format!("/{}", cut_chars(path, 2 * LONGEST)), &mut name);
    } else {
        name.push_str(&path_pattern(&format!("/{path}")));
    }
    cut_chars(&name, LONGEST)
}

/// The host of an address, with its port; empty if there is none.
pub(super) fn host(address: &str) -> &str {
    split_once(without_query(address), "://")
        .map_or("", |(_, rest)| split_once(rest, '/').map_or(rest, |(host, _)| host))
}

/// The bytes that came over the network, if known.
pub(super) fn transfer_size(data: &Fields) -> Option<u64> {
    let size = SIZES.iter().find_map(|key| data.get(*key)).and_then(Value::as_f64)?;
    (size.is_finite() && size >= 0.0).then_some(size as u64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names() {
        for (address, name) in [
            ("https://a.test/app.3f9ac1.js?v=1", "/app.*.js"),
            ("https://a.test/assets/index-DiwrgTda.js", "/assets/index-*.js"),
            ("/img/hero.png#x", "/img/hero.png"),
            ("https://cdn.test/lib/vue.min.js", "cdn.test/lib/vue.min.js"),
            ("https://a.test/api/users/4711", "/api/users/:id"),
            ("https://cdn.test", "cdn.test/"),
            ("data:image/png;base64,AAAA", "data:"),
            ("", "/"),
        ] {
            assert_eq!(resource_name(address, "a.test"), name, "{address}");
        }
        assert!(resource_name(&format!("/{}.js", "a1".repeat(100_000)), "").len() <= LONGEST);
    }

    #[test]
    fn sizes() {
        let size = |data: Value| transfer_size(data.as_object().unwrap());
        assert_eq!(size(json!({"http.response_transfer_size": 300})), Some(300));
        assert_eq!(size(json!({"http.response.size": 300.0, "http.response.body.size": 7})), Some(300));
        assert_eq!(size(json!({"http.response_transfer_size": -1})), None);
        assert_eq!(size(json!({"http.response_transfer_size": "300"})), None);
        assert_eq!(size(json!({})), None);
    }
}
