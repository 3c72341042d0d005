//! Events over time as a small bar chart, with a label in words.

use maud::{Markup, html};

use super::language::{plural, t};

/// Height in units of the picture.
const HEIGHT: u32 = 32;
/// Width of an hour, with a gap of one unit.
const STEP: usize = 5;

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
        svg.spark role="img" aria-label=(label) viewBox={ "0 0 " (STEP * 24 - 1) " " (HEIGHT) } preserveAspectRatio="none" {
            title { (label) }
            @for (n, count) in periods.iter().enumerate() {
                @let height = bar(*count, most);
                rect.none[*count == 0] x=(n * STEP) y=(HEIGHT - height) width=(STEP - 1) height=(height) rx="1" {}
            }
        }
    }
}

fn label(periods: &[u32; 24], range: &str) -> String {
    let total: u64 = periods.iter().map(|count| u64::from(*count)).sum();
    format!("{range}: {}", plural(total, "{n} event", "{n} events"))
}

/// The height of a bar. One event beside thousands is still visible, and an hour without events keeps a mark.
fn bar(count: u32, most: u32) -> u32 {
    match count {
        0 => 1,
        count => {
            (u64::from(count) * u64::from(HEIGHT) / u64::from(most.max(1))).clamp(3, HEIGHT.into()) as u32
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars() {
        for (count, most, height) in
            [(0, 0, 1), (1, 1, HEIGHT), (1, 100_000, 3), (u32::MAX, u32::MAX, HEIGHT)]
        {
            assert_eq!(bar(count, most), height);
        }
    }
}
