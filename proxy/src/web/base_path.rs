//! The path of `public_url` before the links of pages. A reverse proxy, or the application that mounts the server, takes
//! the path away, so pages are written as if they lay at the root, and every link gets the path in the end.

/// The path of an address, without a slash at its end: `/errors` of `https://a.test/errors`.
#[must_use]
pub fn base_path(public_url: &str) -> &str {
    let rest = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default().trim_end_matches('/')
}

/// Puts a path before all addresses of `href`, `src`, `action` and `formaction` that begin at the root.
///
/// The whole finished page is searched, so that every link of every page gets the path. A text in a page cannot look like
/// a link, as its `"` are escaped.
#[must_use]
pub fn with_base_path(page: String, base: &str) -> String {
    if base.is_empty() {
        return page;
    }
    let mut out = String::with_capacity(page.len() + 64 * base.len());
    let mut rest = page.as_str();
    while let Some(at) = rest.find("=\"/") {
        let (before, after) = rest.split_at(at + 2);
        out.push_str(before);
        let is_link =
            [" href=\"", " src=\"", " action=\"", " formaction=\""].iter().any(|name| before.ends_with(name));
        if is_link && !after.starts_with("//") {
            out.push_str(base);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (url, path) in [
            ("https://a.test", ""),
            ("https://a.test/", ""),
            ("https://a.test:80/errors", "/errors"),
            ("https://a.test/x/y/", "/x/y"),
        ] {
            assert_eq!(base_path(url), path);
        }
    }

    #[test]
    fn links() {
        let page = "<a href=\"/\">/</a> <form action=\"/\"> <button formaction=\"/\"> <script src=\"/x.js\" data-x=\"/y\"> <a href=\"//h/\"> \
                    <a href=\"https://h/\"> <a href=\"#c\"> <a href=\"./\"> href=&quot;/";
        let expect = "<a href=\"/e/\">/</a> <form action=\"/e/\"> <button formaction=\"/e/\"> <script src=\"/e/x.js\" data-x=\"/y\"> \
                      <a href=\"//h/\"> <a href=\"https://h/\"> <a href=\"#c\"> <a href=\"./\"> href=&quot;/";
        assert_eq!(with_base_path(page.to_owned(), "/e"), expect);
        assert_eq!(with_base_path(page.to_owned(), ""), page);
    }
}
