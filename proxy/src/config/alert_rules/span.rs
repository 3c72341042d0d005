//! Lengths of time as they are written: `30s`, `5m`, `4h`, `7d`.

use std::time::Duration;

/// What is said of a text that is none.
pub(in crate::config) const NOT_A_SPAN: &str = "is not a length of time such as 30s, 5m, 4h or 7d";

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

pub(in crate::config) fn parse(text: &str) -> Option<Duration> {
    let (unit, seconds) = UNITS.into_iter().find(|(unit, _)| text.ends_with(*unit))?;
    let digits = text.strip_suffix(unit)?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = is_number.then(|| digits.parse().ok()).flatten()?;
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

/// In the largest unit that it has a whole number of.
pub(in crate::config) fn write(length: Duration) -> String {
    let seconds = length.as_secs();
    let unit = UNITS.into_iter().find(|(_, each)| seconds >= *each && seconds.is_multiple_of(*each));
    let (unit, each) = unit.unwrap_or(('s', 1));
    format!("{}{unit}", seconds / each)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_and_written() {
        for (text, seconds) in [("0s", 0), ("30s", 30), ("5m", 300), ("4h", 14_400), ("7d", 604_800)] {
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)), "{text}");
            assert_eq!(write(Duration::from_secs(seconds)), text);
        }
        for text in [
            "",
            "s",
            "5",
            "-5m",
            "+5m",
            "1.5h",
            "5 m",
            "5w",
            "99999999999999999999d",
            "18446744073709551615d",
            "5é",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
