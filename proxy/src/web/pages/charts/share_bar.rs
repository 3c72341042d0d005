//! Three shares of a whole as one bar: good, needs work, poor.

use maud::{Markup, html};

use super::place::percent;
use crate::web::pages::language::fill;

/// The shares, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::web::pages) struct Shares {
    pub good: f64,
    pub needs_work: f64,
    pub poor: f64,
}

impl Shares {
    /// The shares of a distribution: up to the first limit, up to the second, and above.
    pub(in crate::web::pages) fn of(up_to_good: f64, up_to_fair: f64) -> Self {
        let good = up_to_good.clamp(0.0, 1.0);
        let fair = up_to_fair.clamp(good, 1.0);
        Self { good, needs_work: fair - good, poor: 1.0 - fair }
    }

    /// In words: `75 % good, 15 % needs work, 10 % poor`. The three numbers add up to 100.
    pub(in crate::web::pages) fn words(self) -> String {
        let (good, poor) = ((self.good * 100.0).round(), (self.poor * 100.0).round());
        // Two halves may both be rounded up.
        let (good, poor) = if good + poor > 100.0 { (good, 100.0 - good) } else { (good, poor) };
        fill(
            "{good} % good, {fair} % needs work, {poor} % poor",
            &[
                ("good", &good.to_string()),
                ("fair", &(100.0 - good - poor).to_string()),
                ("poor", &poor.to_string()),
            ],
        )
    }
}

/// The bar. The words stand beside it where there is room for them, and are its name in any case.
pub(in crate::web::pages) fn share_bar(shares: Shares) -> Markup {
    let words = shares.words();
    let parts = [
        ("good", 0.0, shares.good),
        ("fair", shares.good, shares.needs_work),
        ("poor", shares.good + shares.needs_work, shares.poor),
    ];
    html! {
        svg.shares role="img" aria-label=(words) {
            title { (words) }
            @for (class, from, width) in parts {
                @if width > 0.0 { rect class=(class) x={ (percent(from)) "%" } width={ (percent(width)) "%" } height="100%" {} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_add_up() {
        for (good, fair, words) in [
            (0.75, 0.9, "75 % good, 15 % needs work, 10 % poor"),
            (1.0, 1.0, "100 % good, 0 % needs work, 0 % poor"),
            (0.0, 0.0, "0 % good, 0 % needs work, 100 % poor"),
            (0.995, 0.995, "100 % good, 0 % needs work, 0 % poor"),
            (0.335, 0.665, "34 % good, 32 % needs work, 34 % poor"),
            // A histogram that is read twice may be a count apart.
            (0.6, 0.5, "60 % good, 0 % needs work, 40 % poor"),
        ] {
            assert_eq!(Shares::of(good, fair).words(), words, "{good} {fair}");
        }
    }

    #[test]
    fn no_part_without_width() {
        let html = share_bar(Shares::of(1.0, 1.0)).into_string();
        assert_eq!(html.matches("<rect").count(), 1);
        assert!(html.contains("role=\"img\" aria-label=\"100 % good"));
    }
}
