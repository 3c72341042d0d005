//! Plain function names, without the differences between browsers, toolchains and builds.

use crate::scan::{all, contains, rsplit_once, split_once, trim, visit};

/// Whether the name is a browser's word for an anonymous function.
pub(super) fn is_anonymous(function: &str) -> bool {
    matches!(
        last_name(unmarked(function)),
        "" | "?" | "<anonymous>" | "anonymous" | "(anonymous)" | "<unknown>" | "<lambda>"
    )
}

/// A function's name without the parts that toolchains and browsers add: `demo.wasm.`, `::h0123456789abcdef`, `async `,
/// `new `, ` [as other]`.
pub(crate) fn plain_function(function: &str) -> &str {
    let name = unmarked(trim(function));
    let name = split_once(name, ".wasm.").map_or(name, |(_, name)| name);
    let name = ["async ", "new "].iter().fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name));
    let name = split_once(name, " [as ").map_or(name, |(name, _)| name);
    match rsplit_once(name, "::h") {
        Some((path, hash)) if hash.len() == 16 && all(hash, |byte| byte.is_ascii_hexdigit()) => path,
        _ => name,
    }
}

/// Removes Firefox's prefix of the first function of an async frame: `async*load`, `setTimeout handler*plan`.
fn unmarked(function: &str) -> &str {
    let is_mark = |mark: &str| {
        !mark.is_empty() && all(mark, |byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'.' | b'-'))
    };
    split_once(function, "*").filter(|(mark, _)| is_mark(mark)).map_or(function, |(_, name)| name)
}

/// A plain name for display: a closure has its function's name, and a trait method has the name of its type.
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

/// The position of the `>` that closes a `<Type as Trait>`.
fn end_of_type(rest: &str) -> Option<usize> {
    let mut depth = 0;
    let mut before = ' ';
    rest.char_indices().find_map(|(at, char)| {
        visit(char.len_utf8());
        // Skips the arrow of a function type.
        let is_end = char == '>' && before != '-';
        before = char;
        if is_end && depth == 0 {
            return Some(at);
        }
        depth += i32::from(char == '<') - i32::from(is_end);
        None
    })
}

/// `submit` of `Cart.submit`: Chromium adds the receiver, Firefox and Safari leave it out. Rust paths stay whole.
fn last_name(function: &str) -> &str {
    if contains(function, "::") {
        return function;
    }
    rsplit_once(function, '.').map_or(function, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names() {
        for (function, plain) in [
            ("async*load", "load"),
            ("setTimeout handler*plan", "plan"),
            ("async*", ""),
            ("(*Orders).Run.func1", "(*Orders).Run.func1"),
            ("<*const T as shop::Price>::of", "<*const T as shop::Price>::of"),
            ("new Cart", "Cart"),
        ] {
            assert_eq!(plain_function(function), plain, "{function}");
            assert_eq!(is_anonymous(function), plain.is_empty(), "{function}");
        }
    }

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
