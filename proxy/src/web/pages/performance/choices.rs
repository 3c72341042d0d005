//! The values that the forms of the pages offer.

use std::collections::HashMap;

use super::view::PARAMETERS;
use crate::model::version_order::newest_first;
use crate::store::{Dimension, Reader, Release, StoreError};

/// Most values of a dimension in a form.
const VALUES: u32 = 100;
/// The releases that were made last, which are put in order.
const RELEASES: u32 = 1_000;

/// The known values of each dimension that a form has.
#[derive(Debug, Clone, Default)]
pub(in crate::web::pages) struct Choices {
    /// The newest first, as in the table of releases.
    pub releases: Vec<String>,
    pub environments: Vec<String>,
    pub devices: Vec<String>,
    pub browsers: Vec<String>,
}

impl Choices {
    /// Those of a project.
    pub(super) fn of(store: &dyn Reader, project_id: i64) -> Result<Self, StoreError> {
        let values = |dimension| store.dimension_values(project_id, dimension, VALUES);
        Ok(Self {
            releases: newest_releases(values(Dimension::Release)?, store.releases(project_id, 0, RELEASES)?),
            environments: values(Dimension::Environment)?,
            devices: values(Dimension::Device)?,
            browsers: values(Dimension::Browser)?,
        })
    }

    /// Whether the project has no performance data at all.
    pub(super) fn is_empty(&self) -> bool {
        PARAMETERS.iter().all(|(_, dimension)| self.values(*dimension).is_empty())
    }

    /// The values of a dimension; none of a name, which tables link to.
    pub(super) fn values(&self, dimension: Dimension) -> &[String] {
        match dimension {
            Dimension::Name => &[],
            Dimension::Release => &self.releases,
            Dimension::Environment => &self.environments,
            Dimension::Device => &self.devices,
            Dimension::Browser => &self.browsers,
        }
    }
}

/// Versions with the newest first; those of no known release last.
fn newest_releases(mut versions: Vec<String>, releases: Vec<Release>) -> Vec<String> {
    let sorted = newest_first(releases, Release::dated);
    let places: HashMap<&str, usize> =
        sorted.iter().enumerate().map(|(place, release)| (release.version.as_str(), place)).collect();
    versions.sort_by_key(|version| places.get(version.as_str()).copied().unwrap_or(usize::MAX));
    versions
}
