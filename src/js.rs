//! The core call: `js/core/core.js` calls this one function. It converts, and decides nothing.
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
use crate::rate_limit::Response;

/// The core of the page. A trap leaves it locked; the recorder then goes on without it.
static CLIENT: spin::Mutex<Option<Client>> = spin::Mutex::new(None);

/// Runs one operation, by the numbers in `js/core/core.js`.
///
/// `now_ms` is the time in milliseconds since 1970; the meaning of the other arguments depends on the operation.
#[wasm_bindgen]
pub fn call(op: u8, text: &str, now_ms: f64, number: f64) -> String {
    let Some(mut client) = CLIENT.try_lock() else { return String::new() };
    if op == 0 {
        // text: dedupe, client reports; number: the sample rate
        *client = Some(Client::new(Options::read(Fields::of(text), number)));
        return String::new();
    }
    client.as_mut().map(|client| run(client, op, text, now_ms as u64, number)).unwrap_or_default()
}

fn run(client: &mut Client, op: u8, text: &str, now_ms: u64, number: f64) -> String {
    let mut fields = Fields::of(text);
    match op {
        // text: the capture, see Client::is_wanted; number: random. Returns `+` if it is wanted.
        1 => return if client.is_wanted(text, now_ms, number) { "+".to_string() } else { String::new() },
        // text: a panic's location, and the stack; number: frames to pop. Returns the frames as fields.
        2 => return frames(fields, number as usize),
        // text: the type of an item; number: 1 if it is urgent. Returns `!` if the queue is full.
        3 if !client.enqueue(fields.text(), now_ms, number > 0.0) => return "!".to_string(),
        3 => {}
        // text: the reason, and the type of the items; number: how many were lost
        4 => client.count_loss(
            DiscardReason::of_recorder(fields.number()),
            Category::of_item(fields.text()).unwrap_or_default(),
            number as u64,
        ),
        // text: the two headers, and the type of the first item; number: the status
        5 => client.note_response(&Response::read(fields, number as u16), now_ms),
        // Returns `+` if the oldest item may be sent, and `-` if it is lost.
        6 => {
            return match client.dequeue(now_ms) {
                Some(true) => "+".to_string(),
                Some(false) => "-".to_string(),
                None => String::new(),
            };
        }
        // Returns the losses: reason, category and quantity of each
        7 => return client.take_losses(now_ms),
        _ => {}
    }
    // In how many ms the oldest item is due.
    let mut due = String::new();
    if let Some(ms) = client.due_in(now_ms) {
        json::write_unsigned(&mut due, ms);
    }
    due
}
