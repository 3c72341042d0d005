//! Events over time as a small bar chart, with a label in words.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::language::{plural, t};

/// Height in units of the picture.
const HEIGHT: u32 = 32;
/// Width of an hour, with a gap of one unit.
const STEP: usize = 5;
/// Width of the picture.
const WIDTH: usize = STEP * 24 - 1;

/// A bar for each of the last 24 hours.
pub(super) fn sparkline(hours: &[u32; 24]) -> Markup {
    sparkline_of(hours, t("24 hours"))
}

/// A bar for each of 24 periods, oldest first. The range is named as in the head of its column. Sizes are attributes: the
/// pages' policy allows no inline style.
pub(super) fn sparkline_of(periods: &[u32; 24], range: &str) -> Markup {
    let most = periods.iter().copied().max().unwrap_or(0);
    let label = label(periods, range);
    html! {
        svg.spark role="img" aria-label=(label) viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" {
            title { (label) }
            path.none d={ "M0 " (HEIGHT) "v-1h" (WIDTH) "v1z" } {}
            @if most > 0 { path d=(bars(periods, most)) {} }
        }
    }
}

fn label(periods: &[u32; 24], range: &str) -> String {
    let total: u64 = periods.iter().map(|count| u64::from(*count)).sum();
    format!("{range}: {}", plural(total, "{n} event", "{n} events"))
}

/// All bars as one path, as a list has a picture in each of its rows.
fn bars(periods: &[u32; 24], most: u32) -> String {
    let mut path = String::new();
    for (n, count) in periods.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (left, width, height) = (n * STEP, STEP - 1, bar(*count, most));
        // A `String` takes all that is written to it.
        let _ = write!(path, "M{left} {HEIGHT}v-{height}h{width}v{height}z");
    }
    path
}

/// The height of a bar. One event beside thousands is still visible.
fn bar(count: u32, most: u32) -> u32 {
    (u64::from(count) * u64::from(HEIGHT) / u64::from(most.max(1))).clamp(3, HEIGHT.into()) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights() {
        for (count, most, height) in [(1, 1, HEIGHT), (1, 100_000, 3), (u32::MAX, u32::MAX, HEIGHT)] {
            assert_eq!(bar(count, most), height);
        }
    }

    #[test]
    fn a_path_of_bars() {
        let mut periods = [0; 24];
        (periods[0], periods[23]) = (1, 2);
        assert_eq!(bars(&periods, 2), "M0 32v-16h4v16zM115 32v-32h4v32z");
        assert!(!sparkline(&[0; 24]).into_string().contains("d=\"\""));
    }

    #[test]
    fn a_picture_of_a_row_is_small() {
        assert!(sparkline(&[7; 24]).into_string().len() < 900);
    }
}
