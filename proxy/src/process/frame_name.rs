//! What a frame is called, whichever browser, toolchain or build wrote it.

use serde_json::Value;

use super::describe::path;
use super::fields::{Fields, text};
use super::mask::is_hex_number;
use crate::scan::{find, rsplit_once, split_inclusive, split_once, visit};

/// What a frame is called in a group: its file and function, or file and line where no function is named.
pub(super) fn frame_name(frame: &Fields) -> String {
    let file = ["filename", "abs_path", "module"].iter().find_map(|key| text(frame, key)).unwrap_or_default();
    let file = plain_file(file);
    match text(frame, "function").filter(|name| !is_anonymous(name)) {
        Some(function) => format!("{file} {}", last_name(plain_function(function))),
        None => format!("{file}:{}", frame.get("lineno").and_then(Value::as_u64).unwrap_or_default()),
    }
}

/// Whether a browser says by this name that there is none.
pub(super) fn is_anonymous(function: &str) -> bool {
    matches!(
        last_name(function),
        "" | "?" | "<anonymous>" | "anonymous" | "(anonymous)" | "<unknown>" | "<lambda>"
    )
}

/// A function's name without what toolchains and browsers put around it: `demo.wasm.`, `::h0123456789abcdef`,
/// `async `, `new `, ` [as other]`.
pub(crate) fn plain_function(function: &str) -> &str {
    let name = function.trim();
    let name = split_once(name, ".wasm.").map_or(name, |(_, name)| name);
    let name = ["async ", "async*", "new "]
        .iter()
        .fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name));
    let name = split_once(name, " [as ").map_or(name, |(name, _)| name);
    match rsplit_once(name, "::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => path,
        _ => name,
    }
}

/// A plain name as one would say it: closures are part of their function, and a method of a trait is its type's.
pub(super) fn short_function(function: &str) -> String {
    let name = plain_function(function).replace("::{{closure}}", "");
    let parts = name.strip_prefix('<').and_then(|rest| {
        let (of_trait, method) = rest.split_at_checked(end_of_type(rest)?)?;
        Some((of_trait, method.strip_prefix(">::")?))
    });
    let Some((of_trait, method)) = parts else { return name };
    let of_type = split_once(of_trait, " as ").map_or(of_trait, |(of_type, _)| of_type);
    format!("{of_type}::{method}")
}

/// Where the `>` stands that ends a `<Type as Trait>`.
fn end_of_type(rest: &str) -> Option<usize> {
    let mut depth = 0;
    let mut before = ' ';
    rest.char_indices().find_map(|(at, char)| {
        visit(1);
        // Not the arrow of a function's type.
        let is_end = char == '>' && before != '-';
        before = char;
        if is_end && depth == 0 {
            return Some(at);
        }
        depth += i32::from(char == '<') - i32::from(is_end);
        None
    })
}

/// `submit` of `Cart.submit`: Chromium names the receiver, Firefox and Safari do not. Rust's paths stay whole.
fn last_name(function: &str) -> &str {
    if find(function, 0, "::").is_some() {
        return function;
    }
    rsplit_once(function, ".").map_or(function, |(_, name)| name)
}

/// A file without origin, query, and the hashes that bundlers put into names.
pub(super) fn plain_file(filename: &str) -> String {
    if let Some(scheme) = ["data:", "blob:"].iter().find(|scheme| filename.starts_with(**scheme)) {
        return (*scheme).to_owned();
    }
    let mut out = String::with_capacity(filename.len());
    let mut rest = path(filename);
    while let Some((segment, behind)) = split_once(rest, "/") {
        out.push_str(if is_hex_number(segment) { "*" } else { segment });
        out.push('/');
        rest = behind;
    }
    plain_segment(rest, &mut out);
    out
}

/// `app.3f2a9c1b.js` and `index-DiwrgTda.js` as `app.*.js` and `index-*.js`.
fn plain_segment(segment: &str, out: &mut String) {
    let Some((stem, extension)) = rsplit_once(segment, ".") else {
        out.push_str(if is_hex_number(segment) { "*" } else { segment });
        return;
    };
    // Rollup's hashes have eight letters of base64url, `-` and `_` among them:
    // <https://rollupjs.org/configuration-options/#output-hashcharacters>
    let tail =
        stem.len().checked_sub(9).and_then(|at| stem.get(at..)).filter(|tail| tail.starts_with(['-', '.']));
    if tail.is_some_and(|tail| is_bundle_hash(&tail[1..])) {
        out.push_str(&stem[..stem.len() - 8]);
        out.push('*');
    } else {
        for piece in split_inclusive(stem, |c| matches!(c, '.' | '-' | '_')) {
            let word = piece.trim_end_matches(['.', '-', '_']);
            out.push_str(if is_bundle_hash(word) { "*" } else { word });
            out.push_str(&piece[word.len()..]);
        }
    }
    out.push('.');
    out.push_str(extension);
}

/// Eight or more letters and digits mixed as no word mixes them.
fn is_bundle_hash(word: &str) -> bool {
    visit(word.len());
    let is_of_hash = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if word.len() < 8 || !word.bytes().all(is_of_hash) {
        return false;
    }
    let has = |of: fn(&u8) -> bool| word.bytes().any(|byte| of(&byte));
    let has_letter = has(u8::is_ascii_alphabetic);
    let has_digit = has(u8::is_ascii_digit);
    let has_inner_capital =
        word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) && has(u8::is_ascii_lowercase);
    has_digit && has_letter
        || word.bytes().all(|byte| byte.is_ascii_digit())
        || has_inner_capital && word.len() == 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_of_rust() {
        for (function, short) in [
            (
                "<shop::App as yew::functional::FunctionProvider>::run::inner::{{closure}}::{{closure}}",
                "shop::App::run::inner",
            ),
            ("<shop::Cart<T> as core::ops::Index<usize>>::index", "shop::Cart<T>::index"),
            ("<dyn Fn(u8) -> u8 as shop::Price>::of", "dyn Fn(u8) -> u8::of"),
            ("shop::price::{{closure}}", "shop::price"),
            ("shop::price::h24249816282fcb4a", "shop::price"),
            ("Cart.submit", "Cart.submit"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("<anonymous", "<anonymous"),
            ("<é", "<é"),
        ] {
            assert_eq!(short_function(function), short, "{function}");
        }
    }
}
