//! Times on the wire.

use balefire_protocol::json::write_unsigned;

/// Microseconds in a second.
const SECOND: u64 = 1_000_000;

/// Writes a time, in microseconds since 1970, as seconds.
pub(super) fn write_time(out: &mut String, micros: u64) {
    write_unsigned(out, micros / SECOND);
    out.push('.');
    let fraction = micros % SECOND;
    let mut digit = SECOND / 10;
    while digit > 0 && fraction < digit {
        out.push('0');
        digit /= 10;
    }
    if fraction > 0 {
        write_unsigned(out, fraction);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_with_six_digits() {
        for (micros, seconds) in [
            (0, "0.000000"),
            (1, "0.000001"),
            (1_000_000, "1.000000"),
            (1_700_000_000_250_000, "1700000000.250000"),
            (1_700_000_000_999_999, "1700000000.999999"),
            (1_700_000_000_000_300, "1700000000.000300"),
        ] {
            let mut out = String::new();
            write_time(&mut out, micros);
            assert_eq!(out, seconds);
        }
    }
}
