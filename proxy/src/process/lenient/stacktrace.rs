//! Old shapes of a stack trace and its frames.

use serde_json::{Map, Value};

use super::super::event_fields::Fields;
use super::scalar::{MOST_EXACT, scalar_to_text};

/// Makes `{frames: []}` of a list of frames.
pub(super) fn normalize(stack: &mut Value) {
    if let Value::Array(frames) = stack {
        let frames = Value::Array(std::mem::take(frames));
        *stack = Value::Object(Map::from_iter([("frames".to_owned(), frames)]));
    }
}

/// The stack of a thread.
pub(super) fn of_thread(thread: &mut Fields) {
    thread.get_mut("stacktrace").into_iter().for_each(normalize);
}

/// Gives a member of a frame its documented type. Runs after surplus frames were dropped.
pub(in super::super) fn frame_member(key: &str, value: &mut Value) {
    match value {
        Value::String(text) => {
            let number = match key {
                "lineno" | "colno" => text.trim().parse::<u64>().ok().map(Value::from),
                _ if is_address(key) && !text.starts_with("0x") => address_of(text).map(hex),
                _ => None,
            };
            if let Some(number) = number {
                *value = number;
            }
        }
        Value::Number(number) => match key {
            "lineno" | "colno" => {
                let float =
                    number.as_f64().filter(|float| number.is_f64() && (0.0..MOST_EXACT).contains(float));
                if let Some(float) = float {
                    *value = (float as u64).into();
                }
            }
            "function" | "module" | "filename" | "abs_path" => scalar_to_text(value),
            _ if is_address(key) => {
                if let Some(address) = number.as_u64() {
                    *value = hex(address);
                }
            }
            _ => {}
        },
        // PHP encodes an array with the keys 0, 1, 2 as a list.
        Value::Array(list) if key == "vars" => {
            let members = std::mem::take(list).into_iter().enumerate();
            *value = Value::Object(members.map(|(index, it)| (index.to_string(), it)).collect());
        }
        _ => {}
    }
}

fn is_address(key: &str) -> bool {
    matches!(key, "instruction_addr" | "image_addr" | "symbol_addr" | "function_id")
}

/// Parses a hexadecimal (`0X1AC`) or a decimal (`428`) number.
fn address_of(text: &str) -> Option<u64> {
    match text.strip_prefix("0X") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn hex(address: u64) -> Value {
    format!("{address:#x}").into()
}
