//! Distributions are counted by all dimensions, and once more without some of them: a question that does not need those
//! reads a row where there would be hundreds. A coarse row of `dimensions` has another subject than the rows that it
//! stands for, and a coarse distribution has another measure.

use crate::model::span::Dimensions;
use crate::store::{Dimension, PerformanceFilter};

/// The data to which dimensions belong: the limits count for each of them, so that resources displace no routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// Segments and vitals.
    Segment = 0,
    /// Resources.
    Resource = 1,
    /// Sessions.
    Session = 2,
}

/// Which dimensions distributions are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// All of them.
    Full,
    /// All but the name.
    WithoutName,
    /// All but the device and the browser.
    WithoutClient,
}

impl Grain {
    pub(super) const ALL: [Self; 3] = [Self::Full, Self::WithoutName, Self::WithoutClient];
    pub(super) const COARSE: [Self; 2] = [Self::WithoutName, Self::WithoutClient];

    /// The coarsest grain that has what a filter asks for, and some dimensions.
    pub(super) fn of(filter: &PerformanceFilter, by: &[Dimension]) -> Self {
        let needs_name = filter.name.is_some() || by.contains(&Dimension::Name);
        let is_client = |it: &Dimension| matches!(it, Dimension::Device | Dimension::Browser);
        let needs_client = filter.device.is_some() || filter.browser.is_some() || by.iter().any(is_client);
        match (needs_name, needs_client) {
            (false, _) => Self::WithoutName,
            (true, false) => Self::WithoutClient,
            (true, true) => Self::Full,
        }
    }

    /// The number of its rows of `dimensions`.
    pub(super) fn subject(self, subject: Subject) -> i64 {
        subject as i64
            + match self {
                Self::Full => 0,
                Self::WithoutName => 10,
                Self::WithoutClient => 20,
            }
    }

    /// The number of its distributions of a measure.
    pub(super) fn measure(self, measure: i64) -> i64 {
        measure
            + match self {
                Self::Full => 0,
                Self::WithoutName => 100,
                Self::WithoutClient => 200,
            }
    }

    /// The column of `dimensions` with the row that a row of all dimensions is counted in.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Full => "id",
            Self::WithoutName => "without_name",
            Self::WithoutClient => "without_client",
        }
    }

    /// The dimensions without those that it lacks.
    pub(super) fn dimensions(self, all: &Dimensions) -> Dimensions {
        match self {
            Self::Full => all.clone(),
            Self::WithoutName => Dimensions { name: String::new(), ..all.clone() },
            Self::WithoutClient => {
                Dimensions { device: String::new(), browser: String::new(), ..all.clone() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coarsest_grain_that_has_what_is_asked() {
        let all = PerformanceFilter::default();
        let release = PerformanceFilter { release: Some("a".into()), ..all.clone() };
        let route = PerformanceFilter { name: Some("/a".into()), ..release.clone() };
        let phones = PerformanceFilter { device: Some("mobile".into()), ..all.clone() };
        for (filter, by, expect) in [
            (&all, &[][..], Grain::WithoutName),
            (&release, &[Dimension::Browser, Dimension::Release], Grain::WithoutName),
            (&phones, &[Dimension::Release], Grain::WithoutName),
            (&release, &[Dimension::Name], Grain::WithoutClient),
            (&route, &[Dimension::Environment], Grain::WithoutClient),
            (&route, &[Dimension::Device], Grain::Full),
            (&phones, &[Dimension::Name], Grain::Full),
        ] {
            assert_eq!(Grain::of(filter, by), expect, "{filter:?} {by:?}");
        }
    }
}
