//! The running navigation: what times count from, and since when the page was hidden.

/// How a page view began; the numbers are those of `metric_names.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NavigationType {
    /// By a link or an address.
    Navigate = 0,
    /// By a reload.
    Reload = 1,
    /// By the history, loaded anew.
    BackForward = 2,
    /// By the history, from the back/forward cache.
    BackForwardCache = 3,
    /// Loaded ahead, and shown later.
    Prerender = 4,
    /// The browser had discarded the tab, and loaded it anew.
    Restore = 5,
    /// Within the page, by a script.
    SoftNavigation = 6,
}

impl NavigationType {
    /// Of a page load. `entry` is the type in the navigation entry: 0 `navigate`, 1 `reload`, 2 `back_forward`, 3 `prerender`.
    ///
    /// The order is that of web-vitals: <https://github.com/GoogleChrome/web-vitals/blob/v6.2.3/src/lib/initMetric.ts>
    #[must_use]
    pub fn of_page_load(entry: u32, activation_start: f64, was_discarded: bool) -> Self {
        if activation_start > 0.0 || entry == 3 {
            Self::Prerender
        } else if was_discarded {
            Self::Restore
        } else {
            match entry {
                1 => Self::Reload,
                2 => Self::BackForward,
                _ => Self::Navigate,
            }
        }
    }
}

/// What the metrics of one navigation are measured against.
#[derive(Clone, Copy, Debug)]
pub struct Navigation {
    /// Paints count from here: the activation of a prerendered page, otherwise 0.
    pub start: f64,
    /// The interaction that began a soft navigation; 0 for any other navigation.
    pub interaction: f64,
    /// When the page was hidden for the first time; infinite until then.
    first_hidden: f64,
}

impl Navigation {
    /// Begins a navigation. A prerendered page was visible from its activation on.
    #[must_use]
    pub fn new(start: f64, interaction: f64) -> Self {
        Self { start, interaction, first_hidden: f64::INFINITY }
    }

    /// Notes that the page is hidden since a time; 0 where it was never visible.
    pub fn note_hidden(&mut self, at: f64) {
        self.first_hidden = self.first_hidden.min(at);
    }

    /// Whether nothing hid the page before this time. A paint after that says when the visitor came back.
    #[must_use]
    pub fn is_visible_until(&self, time: f64) -> bool {
        time < self.first_hidden
    }

    /// A time, counted from the start.
    #[must_use]
    pub fn since_start(&self, time: f64) -> f64 {
        (time - self.start).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_page_loads() {
        for (entry, activation_start, was_discarded, expect) in [
            (0, 0.0, false, NavigationType::Navigate),
            (1, 0.0, false, NavigationType::Reload),
            (2, 0.0, false, NavigationType::BackForward),
            (0, 120.5, false, NavigationType::Prerender),
            // The old kind of prerendering, and a page that is prerendered still.
            (3, 0.0, false, NavigationType::Prerender),
            (1, 0.0, true, NavigationType::Restore),
            (0, 5.0, true, NavigationType::Prerender),
            (9, 0.0, false, NavigationType::Navigate),
        ] {
            assert_eq!(NavigationType::of_page_load(entry, activation_start, was_discarded), expect);
        }
    }

    #[test]
    fn only_the_first_hiding_counts() {
        let mut navigation = Navigation::new(0.0, 0.0);
        assert!(navigation.is_visible_until(1e9));
        navigation.note_hidden(500.0);
        navigation.note_hidden(900.0);
        assert!(navigation.is_visible_until(499.9) && !navigation.is_visible_until(500.0));
        navigation.note_hidden(0.0);
        assert!(!navigation.is_visible_until(0.0));
    }

    #[test]
    fn what_came_before_the_activation_is_zero() {
        assert_eq!(Navigation::new(800.0, 0.0).since_start(300.0), 0.0);
        assert_eq!(Navigation::new(800.0, 0.0).since_start(950.0), 150.0);
    }
}
