//! The health of a release in numbers: <https://docs.sentry.io/product/releases/health/>

use maud::{Markup, html};

use super::language::fill_markup;
use super::units;
use crate::store::{Health, HealthCounts};

/// The share that did not crash. None without any.
pub(super) fn crash_free_rate(counts: &HealthCounts) -> Option<f64> {
    (counts.total > 0).then(|| counts.total.saturating_sub(counts.crashed) as f64 / counts.total as f64)
}

/// The share that did not crash, as text.
pub(super) fn crash_free(counts: &HealthCounts) -> Markup {
    html! {
        @match crash_free_rate(counts) {
            Some(rate) => (units::rate(rate)),
            None => span.quiet { "–" },
        }
    }
}

/// The share of users without a crash, which is "about" so much where they were counted in a sample.
pub(super) fn crash_free_users(health: &Health) -> Markup {
    let share = crash_free(&health.users);
    if health.is_users_estimate { fill_markup("about {n}", &[("n", share)]) } else { share }
}

/// The share of the release in all sessions.
pub(super) fn adoption(of: &HealthCounts, all: &HealthCounts) -> Option<f64> {
    (all.total > 0).then(|| (of.total as f64 / all.total as f64).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_of_a_sample_are_about_so_many() {
        let users = HealthCounts { total: 400_000, crashed: 4_000, ..HealthCounts::default() };
        let shown = |is_users_estimate| {
            crash_free_users(&Health { users, is_users_estimate, ..Health::default() }).into_string()
        };
        assert_eq!((shown(false).as_str(), shown(true).as_str()), ("99 %", "about 99 %"));
    }

    #[test]
    fn rates() {
        let counts = |total, crashed| HealthCounts { total, crashed, ..HealthCounts::default() };
        for (of, text) in [
            (counts(0, 0), "–"),
            (counts(4, 0), "100 %"),
            (counts(1_000_000, 1), "99.99 %"),
            (counts(3, 3), "0 %"),
            // Counts of two rows that were read at different moments.
            (counts(1, 2), "0 %"),
        ] {
            assert!(crash_free(&of).into_string().contains(text), "{text}");
        }
        assert_eq!(adoption(&counts(1, 0), &counts(4, 0)), Some(0.25));
        assert_eq!(adoption(&counts(0, 0), &counts(0, 0)), None);
        assert_eq!(adoption(&counts(5, 0), &counts(4, 0)), Some(1.0));
    }
}
