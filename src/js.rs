//! The core call: `js/core/core.js` calls this one function. It converts, and decides nothing.
//!
//! One function of strings and numbers: each further export, and above all an exported struct, costs some hundred
//! compressed bytes of wasm and glue.

use alloc::string::{String, ToString};

use balefire_protocol::category::of_page_item;
use balefire_protocol::json;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::client::Client;

use crate::client_report::DiscardReason;
use crate::fields::Fields;
use crate::frames::frames;
use crate::operation::Operation;
use crate::options::Options;
use crate::rate_limit::Response;

/// The core of the page. A trap leaves it locked; the recorder then goes on without it.
static CLIENT: spin::Mutex<Option<Client>> = spin::Mutex::new(None);

/// Runs one operation, by its number in [`Operation::ALL`].
///
/// `now_ms` is the time in milliseconds since 1970; the meaning of the other arguments depends on the operation.
#[wasm_bindgen]
pub fn call(operation: u8, text: &str, now_ms: f64, number: f64) -> String {
    let (Some(operation), Some(mut client)) = (Operation::of(operation), CLIENT.try_lock()) else {
        return String::new();
    };
    if operation == Operation::Init {
        *client = Some(Client::new(Options::read(Fields::of(text), number)));
        return String::new();
    }
    client.as_mut().map(|client| run(client, operation, text, now_ms as u64, number)).unwrap_or_default()
}

fn run(client: &mut Client, operation: Operation, text: &str, now_ms: u64, number: f64) -> String {
    let mut fields = Fields::of(text);
    match operation {
        Operation::IsWanted => {
            return if client.is_wanted(text, now_ms, number) { "+".to_string() } else { String::new() };
        }
        Operation::ReadFrames => return frames(fields, number as usize),
        Operation::Enqueue => {
            if !client.enqueue(fields.text(), now_ms, number > 0.0) {
                return "!".to_string();
            }
        }
        Operation::CountLoss => client.count_loss(
            DiscardReason::of_recorder(fields.number()),
            of_page_item(fields.text()),
            number as u64,
        ),
        Operation::NoteResponse => client.note_response(&Response::read(fields, number as u16), now_ms),
        Operation::Dequeue => {
            return match client.dequeue(now_ms) {
                Some(true) => "+".to_string(),
                Some(false) => "-".to_string(),
                None => String::new(),
            };
        }
        Operation::TakeLosses => return client.take_losses(now_ms),
        Operation::Init => {}
    }
    // In how many ms the oldest item is due.
    let mut due = String::new();
    if let Some(ms) = client.due_in(now_ms) {
        json::write_unsigned(&mut due, ms);
    }
    due
}
