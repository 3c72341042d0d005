//! The door: what `js/core.js` calls. Converts, never decides.
//!
//! One function of strings and numbers: each further export, and above all an exported struct, costs some hundred
//! compressed bytes of wasm and glue.

use alloc::string::{String, ToString};

use balefire_protocol::json;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::client::{Client, frames};
use crate::client_report::{Category, DiscardReason};
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
        // text: dedupe, client reports; number: the sample rate
        *place = Some(Client::new(Options::read(Fields::of(text), number)));
        return String::new();
    }
    place.as_mut().map(|client| answer(client, op, text, now_ms as u64, number)).unwrap_or_default()
}

fn answer(client: &mut Client, op: u8, text: &str, now_ms: u64, number: f64) -> String {
    let mut fields = Fields::of(text);
    match op {
        // text: what was caught, see Client::wants; number: a roll of the dice. Gives `+` where it is wanted.
        1 => return if client.wants(text, now_ms, number) { "+".to_string() } else { String::new() },
        // text: a panic's location, and the stack; number: frames to pop. Gives the frames as fields.
        2 => return frames(fields, number as usize),
        // text: the type of an item; number: 1 if it must go at once. Gives `!` where there is no room.
        3 if !client.keep(fields.text(), now_ms, number > 0.0) => return "!".to_string(),
        3 => {}
        // text: why, and the type of the items; number: how many were lost
        4 => client.lose(
            DiscardReason::of_recorder(fields.number()),
            Category::of_item(fields.text()).unwrap_or_default(),
            number as u64,
        ),
        // text: the two headers, and whether an event was sent; number: the status
        5 => client.answered(&Answer::read(fields, number as u16), now_ms),
        // Gives `+` where the oldest item may be sent, and `-` where it is lost.
        6 => {
            return match client.take(now_ms) {
                Some(true) => "+".to_string(),
                Some(false) => "-".to_string(),
                None => String::new(),
            };
        }
        // Gives what was lost: reason, category and quantity of each
        7 => return client.take_losses(now_ms),
        _ => {}
    }
    // When to come for envelopes.
    let mut due = String::new();
    if let Some(ms) = client.due_in(now_ms) {
        json::write_unsigned(&mut due, ms);
    }
    due
}
