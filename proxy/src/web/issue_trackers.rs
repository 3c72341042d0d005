//! The issue trackers of the configuration as it is now.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::app::App;
use crate::config::{Live, Tracker};

/// The trackers to which pages of issues lead.
#[derive(Clone)]
pub struct IssueTrackers {
    live: Arc<Live>,
}

impl IssueTrackers {
    /// Those of a project.
    #[must_use]
    pub fn of_project(&self, project: &str) -> Vec<Tracker> {
        let config = self.live.get();
        let is_wanted = |it: &&Tracker| it.projects.is_empty() || it.projects.matches(project);
        config.trackers.iter().filter(is_wanted).cloned().collect()
    }
}

impl FromRef<Arc<App>> for IssueTrackers {
    fn from_ref(app: &Arc<App>) -> Self {
        Self { live: Arc::clone(&app.live) }
    }
}
