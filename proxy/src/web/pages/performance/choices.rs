//! The values that the forms of the pages offer.

use super::view::PARAMETERS;
use crate::store::{Dimension, Reader, StoreError};

/// Most values of a dimension in a form.
const VALUES: u32 = 100;

/// The known values of each dimension that a form has.
#[derive(Debug, Clone, Default)]
pub(in crate::web::pages) struct Choices {
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
            releases: values(Dimension::Release)?,
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
