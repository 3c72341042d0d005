//! The name under which a segment is counted.

use super::super::cut_text::cut_chars;
use super::path_pattern::{LONGEST, hash_path, path_pattern};
use crate::scan::{all, contains, split_once};

/// Names that say nothing but the kind. Sentry's SDK gives them since version 11, with the path in attributes:
/// <https://github.com/getsentry/sentry-javascript/blob/develop/docs/migration/v10-to-v11.md>
const GENERIC: [&str; 6] =
    ["Pageload", "Navigation", "pageload", "navigation", "<unlabeled transaction>", "<unknown>"];
/// Sources of names that a router or a person gave:
/// <https://develop.sentry.dev/sdk/data-model/event-payloads/transaction/#transaction-annotations>
const GIVEN: [&str; 5] = ["route", "custom", "component", "view", "task"];

/// What is known of a segment's name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'a> {
    /// `http.route`: `/users/:id`.
    pub route: &'a str,
    /// The name that the client gave.
    pub name: &'a str,
    /// How the client came to that name; empty if it does not say so.
    pub source: &'a str,
    /// The address or path of the page, or of the request.
    pub address: &'a str,
}

/// The route, else a name that was given, else the pattern of the address; empty if nothing is known. The requests of a
/// route are told apart by their method, if the client's name has one.
pub(super) fn segment_name(known: Known<'_>) -> String {
    let Known { route, name, source, address } = known;
    if !route.is_empty() {
        let method = split_once(name, ' ').map_or(name, |(first, _)| first);
        return match is_method(method) && route.starts_with('/') {
            true => cut_chars(&format!("{method} {route}"), LONGEST),
            false => cut_chars(route, LONGEST),
        };
    }
    if is_method(name) && !address.is_empty() {
        return cut_chars(&format!("{name} {}", path_pattern(address)), LONGEST);
    }
    // The name that Sentry's SDK gives to each page of a hash router is the path before the hash.
    let is_hash_route = source == "url" && hash_path(address).is_some();
    if !name.is_empty() && !GENERIC.contains(&name) && !is_hash_route {
        if GIVEN.contains(&source) {
            return cut_chars(name, LONGEST);
        }
        return pattern_of_name(name);
    }
    if address.is_empty() { String::new() } else { path_pattern(address) }
}

/// A name that may be an address, with a method before it: `GET /users/4711`.
fn pattern_of_name(name: &str) -> String {
    let is_address = |text: &str| text.starts_with('/') || contains(text, "://");
    match split_once(name, ' ') {
        Some((method, address)) if is_address(address) && is_method(method) => {
            cut_chars(&format!("{method} {}", path_pattern(address)), LONGEST)
        }
        _ if is_address(name) => path_pattern(name),
        _ => cut_chars(name, LONGEST),
    }
}

fn is_method(word: &str) -> bool {
    word.len() >= 3 && word.len() <= 8 && all(word, |byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(route: &str, name: &str, source: &str, address: &str, expect: &str) {
        assert_eq!(segment_name(Known { route, name, source, address }), expect);
    }

    #[test]
    fn names() {
        check("/users/:id", "Pageload", "custom", "https://a.test/users/7", "/users/:id");
        check("/users/:id", "GET /users/:id", "route", "https://a.test/users/7", "GET /users/:id");
        check("/users/:id", "POST", "", "https://a.test/users/7", "POST /users/:id");
        check("GET /users/:id", "GET /users/:id", "route", "", "GET /users/:id");
        check("/users/:id", "users list", "custom", "", "/users/:id");
        check("", "Pageload", "custom", "https://a.test/users/7", "/users/:id");
        check("", "Navigation", "", "/orders/815", "/orders/:id");
        check("", "Pageload", "", "", "");
        check("", "/users/7", "url", "https://a.test/users/7", "/users/:id");
        check("", "/users/7", "", "", "/users/:id");
        check("", "/users/7", "custom", "", "/users/7");
        check("", "/users/<int:id>", "route", "", "/users/<int:id>");
        check("", "close the desk", "custom", "", "close the desk");
        check("", "close the desk", "", "https://a.test/x", "close the desk");
        check("", "app.views.users 7", "component", "", "app.views.users 7");
        check("", "GET /users/7", "url", "", "GET /users/:id");
        check("", "GET https://a.test/users/7?token=x", "", "", "GET /users/:id");
        check("", "GET", "url", "http://a.test/bills/4711", "GET /bills/:id");
        check("", "GET", "url", "", "GET");
        check("", "went to /users/7", "url", "", "went to /users/7");
        check("", "", "url", "https://a.test/users/7", "/users/:id");
        check("", "Navigation", "", "https://a.test/#/users/7", "/#/users/:id");
        check("", "/", "url", "https://a.test/#/users/7", "/#/users/:id");
        check("", "/", "url", "https://a.test/#users", "/");
        check("", "/users/:userId", "route", "https://a.test/#/users/7", "/users/:userId");
    }
}
