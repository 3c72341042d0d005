//! The core call: `js/core/core.js` calls this one function. It converts, and decides nothing.
//!
//! One function of strings and numbers: each further export, and above all an exported struct, costs some hundred
//! compressed bytes of wasm and glue.

use alloc::string::{String, ToString};

use balefire_protocol::category::of_page_item;
use balefire_protocol::json;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::client::{Client, Enqueued, Wanted};
use crate::client_report::DiscardReason;
use crate::fields::{Fields, SEPARATOR};
use crate::frames::frames;
use crate::operation::Operation;
use crate::options::{Options, Sending};
use crate::queue::Which;
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
    let mut items = String::new();
    match operation {
        Operation::IsWanted => {
            return match client.is_wanted(text, now_ms, number) {
                Wanted::Yes(hash) => {
                    let mut answer = "+".to_string();
                    if hash > 0 {
                        json::write_unsigned(&mut answer, hash);
                    }
                    answer
                }
                Wanted::Repeat => "=".to_string(),
                Wanted::No => String::new(),
            };
        }
        Operation::ReadFrames => return frames(fields, number as usize),
        Operation::Enqueue => match client.enqueue(fields, now_ms, number > 0.0) {
            Enqueued::Waits => {}
            Enqueued::Collapsed => return "=".to_string(),
            Enqueued::Lost => return "!".to_string(),
        },
        Operation::CountLoss => client.count_loss(
            DiscardReason::of_recorder(fields.number()),
            of_page_item(fields.text()),
            number as u64,
        ),
        Operation::NoteResponse => {
            items = client.note_response(&Response::read(fields, number as u16), now_ms);
        }
        Operation::Dequeue => {
            items = client.dequeue(Which::of(fields.number()), number as u64, now_ms);
        }
        Operation::TakeLosses => return client.take_losses(now_ms),
        Operation::SetSending => client.set_sending(Sending::read(number as u64)),
        Operation::CountRepeat => client.count_repeat(number as u64),
        Operation::Init => {}
    }
    // In how many ms the next request is due.
    let mut answer = String::new();
    if let Some(ms) = client.due_in(now_ms) {
        json::write_unsigned(&mut answer, ms);
    }
    if !items.is_empty() {
        answer.push_str(SEPARATOR);
        answer.push_str(&items);
    }
    answer
}
