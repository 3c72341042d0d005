//! What `npm run fuzz` checks for hours, for a moment.

#[path = "../../fuzz/src/decode.rs"]
mod decode;
#[path = "../../fuzz/src/event.rs"]
mod event;
#[path = "../../fuzz/src/header.rs"]
mod header;
#[path = "../../fuzz/src/json.rs"]
mod json;
#[path = "../../fuzz/replay.rs"]
mod replay;

use replay::replay;

#[test]
fn bodies() {
    replay("decode", decode::check, 20_000);
}

#[test]
fn events() {
    replay("event", event::check, 8_000);
}

#[test]
fn headers() {
    replay("header", header::check, 50_000);
}

#[test]
fn json_of_items() {
    replay("json", json::check, 50_000);
}
