//! An error and what caused it.

use std::error::Error;
use std::fmt::{self, Write};

use balefire_protocol::json::{write_array, write_string};

/// Most errors of a chain that are sent.
const MAX_CHAIN: usize = 50;

/// Type and message of an error and of each of its sources, the error itself first.
pub(crate) fn chain(error: &dyn Error) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next.filter(|_| links.len() < MAX_CHAIN) {
        let debug = formatted(format_args!("{error:?}"));
        links.push((parse_type_from_debug(&debug).to_owned(), formatted(format_args!("{error}"))));
        next = error.source();
    }
    links
}

/// The chain as the page reads it: `[["Refund","no amount"],..]`.
pub(crate) fn to_json(chain: &[(String, String)]) -> String {
    let mut json = String::new();
    write_array(&mut json, chain, |out, (name, message)| {
        write_array(out, [name, message], |out, text| write_string(out, text));
    });
    json
}

/// The formatted text, up to where the app's own formatting failed: `to_string` would panic there.
fn formatted(arguments: fmt::Arguments<'_>) -> String {
    let mut formatted = String::new();
    // An error leaves the part before it.
    let _ = formatted.write_fmt(arguments);
    formatted
}

/// The name of a type, which Rust does not keep: the first word of what its derived [`Debug`] writes; `Error` if that is no
/// name.
///
/// ```
/// assert_eq!(balefire::parse_type_from_debug("ParseIntError { kind: Empty }"), "ParseIntError");
/// ```
#[must_use]
pub fn parse_type_from_debug(debug: &str) -> &str {
    // By bytes: the tables of Unicode's letters are kilobytes.
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':') || !byte.is_ascii();
    let end = debug.bytes().position(|byte| !is_name(byte)).unwrap_or(debug.len());
    let name = debug.get(..end).unwrap_or_default();
    let is_type = name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit() && byte != b':');
    if is_type { name } else { "Error" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Payment {
        source: std::num::ParseIntError,
    }

    impl fmt::Display for Payment {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the \"card\" was refused")
        }
    }

    impl Error for Payment {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.source)
        }
    }

    #[test]
    fn an_error_and_its_sources() {
        let error = Payment { source: "x".parse::<u8>().unwrap_err() };
        assert_eq!(
            to_json(&chain(&error)),
            r#"[["Payment","the \"card\" was refused"],["ParseIntError","invalid digit found in string"]]"#
        );
    }

    #[test]
    fn an_error_that_cannot_be_written() {
        struct Shy;
        impl fmt::Debug for Shy {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("Shy { ")?;
                Err(fmt::Error)
            }
        }
        impl fmt::Display for Shy {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                Err(fmt::Error)
            }
        }
        impl Error for Shy {}
        assert_eq!(chain(&Shy), [("Shy".to_owned(), String::new())]);
    }

    #[test]
    fn types_as_debug_tells_them() {
        for (debug, name) in [
            ("ParseIntError { kind: Empty }", "ParseIntError"),
            ("NotFound", "NotFound"),
            ("Os(\"x\")", "Os"),
            ("\"a text\"", "Error"),
            ("", "Error"),
            ("7", "Error"),
            ("Größe(1)", "Größe"),
            ("«x»", "«x»"),
        ] {
            assert_eq!(parse_type_from_debug(debug), name, "{debug}");
        }
    }

    #[test]
    fn a_chain_has_an_end() {
        #[derive(Debug)]
        struct Endless;
        impl fmt::Display for Endless {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("again")
            }
        }
        impl Error for Endless {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                Some(&Endless)
            }
        }
        assert_eq!(chain(&Endless).len(), MAX_CHAIN);
    }
}
