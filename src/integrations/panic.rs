//! Rust panics of the page's apps.
//!
//! A panic is told twice: by the app's panic hook, with its message, and a moment later by the trap that ends it,
//! as an `error` event that says `RuntimeError: unreachable` and nothing more. The second is dropped.

use balefire_protocol::text;

/// How long after a panic its trap may come, in milliseconds. The trap runs up to the event loop, which takes no
/// time; a busy page may still need some until its `error` event is dispatched.
const TRAP_WITHIN_MS: u64 = 1_000;

/// Remembers the last panic until its trap has come.
#[derive(Debug, Default)]
pub struct Trap {
    expected_until_ms: Option<u64>,
}

impl Trap {
    /// Notes a panic.
    pub fn expect(&mut self, now_ms: u64) {
        self.expected_until_ms = Some(now_ms + TRAP_WITHIN_MS);
    }

    /// Whether this is the trap of the panic noted before; each panic has one.
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
            let mut panics = Trap::default();
            assert!(!panics.is_echo("RuntimeError", value, 0));
            panics.expect(1_000);
            assert!(panics.is_echo("RuntimeError", value, 1_010));
            assert!(!panics.is_echo("RuntimeError", value, 1_010));
        }
    }

    #[test]
    fn other_errors_and_late_traps_are_no_echo() {
        let mut panics = Trap::default();
        panics.expect(1_000);
        assert!(!panics.is_echo("TypeError", "unreachable", 1_000));
        assert!(!panics.is_echo("RuntimeError", "memory access out of bounds", 1_000));
        assert!(!panics.is_echo("RuntimeError", "unreachable", 2_001));
    }
}
