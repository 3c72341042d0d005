//! Does little, and reports what goes wrong by the features that it is built with. `scripts/app-size.mjs` weighs it.
#![warn(missing_docs)]

use wasm_bindgen::prelude::wasm_bindgen;

/// Begins.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    #[cfg(any(feature = "recorder", feature = "direct"))]
    std::mem::forget(balefire::init("https://key@errors.test/1"));
    #[cfg(any(feature = "tracing", feature = "own-tracing"))]
    {
        use tracing_subscriber::prelude::*;
        let registry = tracing_subscriber::registry();
        #[cfg(feature = "tracing")]
        let registry = registry.with(balefire::tracing::layer());
        registry.init();
    }
}

/// The price of what a visitor has typed, in cents.
#[wasm_bindgen]
pub fn price(text: &str) -> u32 {
    match parsed(text) {
        Ok(price) => price,
        Err(error) => {
            told(&error);
            0
        }
    }
}

#[cfg(any(feature = "anyhow", feature = "own-anyhow"))]
fn parsed(text: &str) -> anyhow::Result<u32> {
    use anyhow::Context;
    text.parse().context("the price is no number")
}

#[cfg(not(any(feature = "anyhow", feature = "own-anyhow")))]
fn parsed(text: &str) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}

#[cfg(any(feature = "anyhow", feature = "own-anyhow"))]
fn told(error: &anyhow::Error) {
    #[cfg(feature = "anyhow")]
    balefire::capture_anyhow(error);
    #[cfg(not(feature = "anyhow"))]
    std::hint::black_box(error);
}

#[cfg(not(any(feature = "anyhow", feature = "own-anyhow")))]
fn told(error: &std::num::ParseIntError) {
    #[cfg(feature = "serde")]
    balefire::configure_scope(|scope| {
        let order = std::collections::BTreeMap::from([("article", "tea")]);
        scope.set_context("order", balefire::Context::of(&order));
    });
    #[cfg(any(feature = "tracing", feature = "own-tracing"))]
    tracing::error!(error = error as &dyn std::error::Error, "no price");
    #[cfg(all(any(feature = "recorder", feature = "direct"), not(feature = "tracing")))]
    balefire::capture_error(error);
    #[cfg(not(any(feature = "recorder", feature = "direct", feature = "own-tracing")))]
    std::hint::black_box(error);
}
