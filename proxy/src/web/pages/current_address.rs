//! The address of the page that a request asks for, so that the page can lead back to itself.

use axum::http::{Method, Request, Uri};

use crate::web::percent_encoding::encode;

/// Longest address that a page leads back to, in bytes.
const LONGEST: usize = 2000;

tokio::task_local! {
    static ADDRESS: String;
}

/// Runs a request that knows its address.
pub(super) async fn with_address<T>(address: String, run: impl Future<Output = T>) -> T {
    ADDRESS.scope(address, run).await
}

/// The address of a request that a page can be asked for again by; the start page for a form that was sent.
pub(super) fn of<B>(request: &Request<B>) -> String {
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD);
    let address = request.uri().path_and_query().filter(|_| is_page).map(|it| it.as_str());
    address.and_then(checked).unwrap_or("/").to_owned()
}

/// The address of the current page, for the query of another address.
pub(super) fn encoded() -> String {
    encode(&ADDRESS.try_with(Clone::clone).unwrap_or_else(|_| "/".to_owned()))
}

/// An address, if it is a page of this server: a path and a query, and nothing that a browser takes for another host.
/// <https://url.spec.whatwg.org/#relative-slash-state>
pub(super) fn checked(address: &str) -> Option<&str> {
    let is_path = address.starts_with('/') && !address[1..].starts_with(['/', '\\']);
    let is_plain = address.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    (is_path && is_plain && address.len() <= LONGEST && address.parse::<Uri>().is_ok()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_server() {
        for address in ["/", "/issues/1/?page=2", "/?q=%E4%B8%AD%22&project=a", "/a//b"] {
            assert_eq!(checked(address), Some(address));
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for address in [
            "",
            "issues/",
            "//evil.test/",
            "/\\evil.test/",
            "https://evil.test/",
            "/a\\b",
            "/\t/evil.test",
            "/a\r\nset-cookie: x",
            "/é",
            &long,
        ] {
            assert_eq!(checked(address), None, "{address:?}");
        }
    }

    #[test]
    fn a_form_leads_to_the_start_page() {
        let request =
            |method: Method, uri: &str| Request::builder().method(method).uri(uri).body(()).unwrap();
        assert_eq!(of(&request(Method::GET, "/issues/1/?a=b")), "/issues/1/?a=b");
        assert_eq!(of(&request(Method::HEAD, "/alerts/")), "/alerts/");
        assert_eq!(of(&request(Method::POST, "/issues/1/resolve/")), "/");
        assert_eq!(of(&request(Method::GET, "http://a.test/x?y")), "/x?y");
    }
}
