//! What `npm run fuzz` checks for hours, for a moment.

#[path = "../../fuzz/src/dsn.rs"]
mod dsn;
#[path = "../../fuzz/src/envelope.rs"]
mod envelope;
#[path = "../../fuzz/replay.rs"]
mod replay;
#[path = "../../fuzz/src/stacktrace.rs"]
mod stacktrace;
#[path = "../../fuzz/src/wasm.rs"]
mod wasm;
#[path = "../../fuzz/src/within.rs"]
mod within;

use replay::replay;

#[test]
fn dsns() {
    replay("dsn", dsn::check, 400_000);
}

#[test]
fn envelopes() {
    replay("envelope", envelope::check, 60_000);
}

#[test]
fn stacks() {
    replay("stacktrace", stacktrace::check, 4_000);
}

#[test]
fn wasm_modules() {
    replay("wasm", wasm::check, 200_000);
}
