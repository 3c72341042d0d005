//! A child's error, with its cause.

use std::error::Error;
use std::fmt;
use std::num::ParseIntError;

/// A price that is none.
#[derive(Debug)]
pub struct NoPrice {
    text: String,
    source: ParseIntError,
}

impl fmt::Display for NoPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no price: {}", self.text)
    }
}

impl Error for NoPrice {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// The cents that somebody has typed.
pub fn price(text: &str) -> Result<u32, NoPrice> {
    text.parse().map_err(|source| NoPrice { text: text.to_owned(), source })
}
