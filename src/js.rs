//! The core call: `js/core/core.js` calls this one function. It converts, and decides nothing.
//!
//! One function of texts and a number: each further export, and above all an exported struct, costs some hundred compressed bytes
//! of wasm and glue.

use alloc::string::String;

use balefire_protocol::text;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fields::SEPARATOR;
use crate::frames::frames;

/// Reads a stack, see [`frames`]. The input is two fields: the location of a panic, and the stack.
#[wasm_bindgen]
pub fn read_stack(input: &str, to_pop: u32) -> String {
    let (location, stack) = text::split_once(input, SEPARATOR).unwrap_or_default();
    frames(location, stack, to_pop as usize)
}
