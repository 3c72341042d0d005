//! The trap that follows a Rust panic.
//!
//! A panic is captured twice: from the app's panic hook, with its message, and a moment later from the trap that ends
//! the call, as an `error` event with the bare message `RuntimeError: unreachable`. The second is dropped.

use balefire_protocol::text;

/// Longest time from a panic to its trap, in milliseconds. The hooks that show the panic in the console
/// run between the two: WebKitGTK on a slow device needed 1,090 for a stack of wasm.
const TRAP_WITHIN_MS: u64 = 5_000;

/// Remembers the last panic until its trap has come.
#[derive(Debug, Default)]
pub struct ExpectedTrap {
    expected_until_ms: Option<u64>,
}

impl ExpectedTrap {
    /// Notes a panic.
    pub fn expect(&mut self, now_ms: u64) {
        self.expected_until_ms = Some(now_ms + TRAP_WITHIN_MS);
    }

    /// Whether this is the trap of the noted panic; each panic has one.
    pub fn is_echo(&mut self, kind: &str, value: &str, now_ms: u64) -> bool {
        let is_trap = kind == "RuntimeError" && is_unreachable(value);
        is_trap && self.expected_until_ms.take_if(|until| now_ms <= *until).is_some()
    }
}

/// Chromium says `unreachable`, Firefox `unreachable executed`, Safari `Unreachable code should not be executed`.
fn is_unreachable(value: &str) -> bool {
    text::find(value, "nreachable").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trap_of_a_panic_is_its_echo_once() {
        for value in [
            "unreachable",
            "unreachable executed",
            "Unreachable code should not be executed (evaluating 'f()')",
        ] {
            let mut trap = ExpectedTrap::default();
            assert!(!trap.is_echo("RuntimeError", value, 0));
            trap.expect(1_000);
            assert!(trap.is_echo("RuntimeError", value, 2_090));
            assert!(!trap.is_echo("RuntimeError", value, 2_090));
        }
    }

    #[test]
    fn other_errors_and_late_traps_are_no_echo() {
        let mut trap = ExpectedTrap::default();
        trap.expect(1_000);
        assert!(!trap.is_echo("TypeError", "unreachable", 1_000));
        assert!(!trap.is_echo("RuntimeError", "memory access out of bounds", 1_000));
        assert!(!trap.is_echo("RuntimeError", "unreachable", 6_001));
    }
}
