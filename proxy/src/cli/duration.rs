//! Times on the command line: 90d, 12h, 4w.

use std::time::Duration;

/// Longest time, in days: ten years.
const DAYS: u64 = 3_650;

/// A number of hours, days or weeks.
pub fn duration(text: &str) -> Result<Duration, String> {
    let unit = text.chars().next_back().and_then(|unit| match unit {
        'h' => Some(3_600),
        'd' => Some(86_400),
        'w' => Some(7 * 86_400),
        _ => None,
    });
    let number = || {
        let unit = unit?;
        text.get(..text.len() - 1)?.parse::<u64>().ok()?.checked_mul(unit)
    };
    match number() {
        Some(seconds) if (1..=DAYS * 86_400).contains(&seconds) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!("not a time such as 90d, 12h or 4w, up to {DAYS}d")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, seconds) in
            [("90d", 7_776_000), ("12h", 43_200), ("4w", 2_419_200), ("3650d", 315_360_000)]
        {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "d",
            "90",
            "0d",
            "-1d",
            "1.5d",
            "3651d",
            "99999999999999999999d",
            "18446744073709551615w",
            "9é",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
