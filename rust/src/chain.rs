//! Errors, as exceptions of an event.

use std::error::Error;

/// Most errors of a chain that are told.
const CHAIN: usize = 50;

/// Between fields, on the way to JavaScript.
const SEPARATOR: char = '\u{1f}';

/// Type and message of an error and of each of its sources, the error itself first.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut fields = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next.filter(|_| fields.len() < 2 * CHAIN) {
        fields.push(type_of(&format!("{error:?}")));
        fields.push(error.to_string().replace(SEPARATOR, " "));
        next = error.source();
    }
    fields.join("\u{1f}")
}

/// The name of a type, which Rust does not keep: what its derived `Debug` begins with, as the `sentry` crate reads it.
fn type_of(debug: &str) -> String {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let name = debug.split(|c| !is_name(c)).next().unwrap_or_default();
    let is_type = name.starts_with(|c: char| c.is_alphabetic());
    if is_type { name.to_owned() } else { "Error".to_owned() }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    struct Payment {
        source: std::num::ParseIntError,
    }

    impl fmt::Display for Payment {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "the card\u{1f}was refused")
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
        let told = chain(&error);
        let fields: Vec<&str> = told.split(SEPARATOR).collect();
        assert_eq!(
            fields,
            ["Payment", "the card was refused", "ParseIntError", "invalid digit found in string"]
        );
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
        ] {
            assert_eq!(type_of(debug), name, "{debug}");
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
        assert_eq!(chain(&Endless).split(SEPARATOR).count(), 2 * CHAIN);
    }
}
