//! The door: what `js/core.js` calls. Converts, never decides.
//!
//! One function of strings and numbers: each further export, and above all an exported struct, costs some hundred
//! compressed bytes of wasm and glue.

use alloc::string::{String, ToString};

use balefire_protocol::json;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::client::Client;
use crate::fields::Fields;
use crate::options::Options;
use crate::rate_limit::Answer;

/// The core of the page. A trap leaves it locked; the recorder then goes on without it.
static CLIENT: spin::Mutex<Option<Client>> = spin::Mutex::new(None);

/// Does one thing; which, is said by `op`, with the numbers that `js/core.js` knows.
///
/// `now_ms` is the time in milliseconds since 1970; what the other arguments are depends on the thing.
#[wasm_bindgen]
pub fn call(op: u8, text: &str, now_ms: f64, number: f64) -> String {
    let Some(mut place) = CLIENT.try_lock() else { return String::new() };
    if op == 0 {
        let (options, wrong) = Options::read(Fields::of(text));
        *place = Some(Client::new(options));
        return wrong;
    }
    place.as_mut().map(|client| answer(client, op, text, now_ms as u64, number)).unwrap_or_default()
}

fn answer(client: &mut Client, op: u8, text: &str, now_ms: u64, number: f64) -> String {
    match op {
        // text: sections, keys and values
        1 => client.patch_scope(Fields::of(text)),
        // text: a breadcrumb
        2 => client.add_breadcrumb(text.to_string()),
        // text: what was caught; number: a roll of the dice
        3 => client.capture(Fields::of(text), now_ms, number),
        // text: the two headers; number: the status
        4 => client.answered(&Answer::read(Fields::of(text), number as u16), now_ms),
        // text: the time as RFC 3339; gives an envelope
        5 => return client.take(now_ms, text).unwrap_or_default(),
        // text: the time as RFC 3339; gives the envelope of losses
        6 => return client.take_losses(now_ms, text).unwrap_or_default(),
        _ => {}
    }
    // When to come for envelopes.
    let mut due = String::new();
    if let Some(ms) = client.due_in(now_ms) {
        json::write_unsigned(&mut due, ms);
    }
    due
}
