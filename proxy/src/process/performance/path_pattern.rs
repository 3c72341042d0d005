//! The pattern of an address, so that the pages of one route share a name: `/users/4711` becomes `/users/:id`.

use super::super::cut_text::cut_chars;
use super::super::file_path::without_query;
use super::super::group::{is_build_id, is_hex};
use crate::scan::{all, any, run_of_chars, split, split_once};

/// Longest pattern, in characters.
pub(super) const LONGEST: usize = 200;
/// Most parts of a path; the rest is one `*`.
const PARTS: usize = 16;
/// Length from which a hexadecimal part is an id, also without letters or without digits.
const HEX: usize = 16;
/// Length from which a part that mixes letters and digits is an id.
const MIXED: usize = 20;

/// The pattern of a path or an address, without origin, query and fragment. A fragment that is a path, as hash routers have
/// it, goes along: `/#/users/:id`.
pub(in super::super) fn path_pattern(address: &str) -> String {
    let bare = without_query(address);
    let path = match split_once(bare, "://") {
        Some((_, rest)) => split_once(rest, '/').map_or("", |(_, path)| path),
        None => bare.strip_prefix('/').unwrap_or(bare),
    };
    let mut pattern = String::with_capacity(path.len().min(LONGEST) + 1);
    push_pattern(&mut pattern, path);
    if let Some((mark, path)) = hash_path(address) {
        pattern.push_str(mark);
        push_pattern(&mut pattern, path);
    }
    cut_chars(&pattern, LONGEST)
}

/// The path in the fragment of an address, up to a query or parameters of its own, and what stands before it.
pub(super) fn hash_path(address: &str) -> Option<(&'static str, &str)> {
    let (_, fragment) = split_once(address, '#')?;
    let (mark, path) = match fragment.strip_prefix('!') {
        Some(path) => ("#!", path),
        None => ("#", fragment),
    };
    let path = path.strip_prefix('/')?;
    let end = run_of_chars(path, |c| !matches!(c, '?' | '&' | '=' | '#'));
    Some((mark, path.get(..end).unwrap_or_default()))
}

/// Adds the pattern of a path, which may end with a slash.
fn push_pattern(pattern: &mut String, path: &str) {
    let path = path.strip_suffix('/').unwrap_or(path);
    for (at, part) in split(path, |byte| byte == b'/').enumerate() {
        pattern.push('/');
        if at == PARTS {
            pattern.push('*');
            break;
        }
        pattern.push_str(if is_id(part) { ":id" } else { part });
    }
}

/// Whether a part of a path differs from visitor to visitor: a number, a date, a UUID, a hash, or random letters.
fn is_id(part: &str) -> bool {
    if part.is_empty() {
        return false;
    }
    let is_number_or_date =
        all(part, |byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'_' | b','))
            && any(part, |byte| byte.is_ascii_digit());
    is_number_or_date
        || part.len() >= HEX && all(part, |byte| byte.is_ascii_hexdigit())
        || is_hex(part, HEX)
        || is_build_id(part) && part.len() >= HEX
        || is_mixed(part)
}

/// Whether a long part is random: letters and digits without a sign between words, as base64url and ULIDs have.
fn is_mixed(part: &str) -> bool {
    part.len() >= MIXED
        && all(part, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'=' | b'%'))
        && any(part, |byte| byte.is_ascii_digit())
        && any(part, |byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_paths() {
        for (address, pattern) in [
            ("/", "/"),
            ("", "/"),
            ("https://a.test", "/"),
            ("https://a.test/", "/"),
            ("https://a.test/users/123?token=x#y", "/users/:id"),
            ("/users/123/", "/users/:id"),
            ("/users/me", "/users/me"),
            ("/blog/2026/11/29", "/blog/:id/:id/:id"),
            ("/blog/2026-11-29/a-day-in-november", "/blog/:id/a-day-in-november"),
            ("/o/123e4567-e89b-12d3-a456-426614174000/edit", "/o/:id/edit"),
            ("/o/0123456789abcdef", "/o/:id"),
            ("/o/abcdefabcdefabcd", "/o/:id"),
            ("/o/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/o/:id"),
            ("/o/eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "/o/:id"),
            ("/o/deadbeef", "/o/deadbeef"),
            ("/v2/api", "/v2/api"),
            ("/how-to-write-a-very-long-title-in-2026", "/how-to-write-a-very-long-title-in-2026"),
            ("/internationalization", "/internationalization"),
            ("/用户/4711", "/用户/:id"),
            ("index.html", "/index.html"),
            ("//", "/"),
            ("https://a.test/#/users/42?tab=1", "/#/users/:id"),
            ("https://a.test/shop/?x=1#!/users/42/", "/shop#!/users/:id"),
            ("/app#/", "/app#/"),
            ("https://a.test/#/callback&access_token=x/y", "/#/callback"),
            ("https://a.test/#/a#/b", "/#/a"),
            ("https://a.test/docs#users/42", "/docs"),
        ] {
            assert_eq!(path_pattern(address), pattern, "{address}");
        }
    }

    #[test]
    fn bounded() {
        assert!(path_pattern(&"/a".repeat(100_000)).ends_with("/a/*"));
        assert_eq!(path_pattern(&format!("/{}", "ü".repeat(100_000))).chars().count(), LONGEST);
    }
}
