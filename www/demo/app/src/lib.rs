//! The demo page's small shop in Rust: panics on purpose, in a wasm instance of its own.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use wasm_bindgen::prelude::wasm_bindgen;

/// Price of each article, in cents.
const PRICES: [u32; 2] = [4800, 1250];

/// Runs when the page loads the app: from here on a panic is told to Balefire.
#[wasm_bindgen(start)]
pub fn start() {
    // The app never ends, so neither does its reporting.
    std::mem::forget(balefire::init(balefire::Options::default()));
}

/// The sum of the first `items` articles, in cents. The demo asks for one more than there are.
#[wasm_bindgen]
pub fn checkout(items: u32) -> u32 {
    total(items)
}

/// Sends a message that is no error.
#[wasm_bindgen]
pub fn note(text: &str) {
    balefire::capture_message(text, balefire::Level::Warning);
}

/// Gives money back; an amount that is none is an error, and the app lives on.
#[wasm_bindgen]
pub fn refund(cents: &str) -> u32 {
    cents.parse().unwrap_or_else(|source| {
        balefire::capture_error(&Refund { source });
        0
    })
}

/// Why no money was given back.
#[derive(Debug)]
struct Refund {
    source: std::num::ParseIntError,
}

impl std::fmt::Display for Refund {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the refund has no amount")
    }
}

impl std::error::Error for Refund {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

// Not inlined, so that the stack tells the way as a larger app's would.
#[inline(never)]
fn total(items: u32) -> u32 {
    (0..items as usize).map(price_of).sum()
}

#[inline(never)]
fn price_of(article: usize) -> u32 {
    PRICES[article]
}
