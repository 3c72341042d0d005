//! What `npm run fuzz` checks for hours, for a moment.

#[path = "../../fuzz/src/batch.rs"]
mod batch;
#[path = "../../fuzz/src/config.rs"]
mod config;
#[path = "../../fuzz/src/decode.rs"]
mod decode;
#[path = "../../fuzz/src/dwarf.rs"]
mod dwarf;
#[path = "../../fuzz/src/event.rs"]
mod event;
#[path = "../../fuzz/src/header.rs"]
mod header;
#[path = "../../fuzz/src/json.rs"]
mod json;
#[path = "../../fuzz/src/performance.rs"]
mod performance;
#[path = "../../fuzz/src/query.rs"]
mod query;
#[path = "../../fuzz/replay.rs"]
mod replay;
#[path = "../../fuzz/src/search.rs"]
mod search;
#[path = "../../fuzz/src/security.rs"]
mod security;
#[path = "../../fuzz/src/server.rs"]
mod server;
#[path = "../../fuzz/src/upload.rs"]
mod upload;

use replay::replay;

#[test]
fn batches() {
    replay("batch", batch::check, 50_000);
}

#[test]
fn bodies() {
    replay("decode", decode::check, 20_000);
}

#[test]
fn searches() {
    replay("search", search::check, 4_000);
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

#[test]
fn configurations() {
    replay("config", config::check, 1_000);
}

#[test]
fn dwarf_sections() {
    replay("dwarf", dwarf::check, 8_000);
}

#[test]
fn transactions_spans_and_sessions() {
    replay("performance", performance::check, 3_000);
}

#[test]
fn queries() {
    replay("query", query::check, 2_000);
}

#[test]
fn security_reports() {
    replay("security", security::check, 2_000);
}

#[test]
fn uploads() {
    replay("upload", upload::check, 1_000);
}
