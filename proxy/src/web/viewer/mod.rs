//! The viewer of pages, the web API and uploads: identified in one middleware, checked by type in every handler.

mod credentials;
mod identify;
mod page_host;
mod permissions;
mod permitted;
mod same_origin;
mod viewer_identity;

pub use identify::{ViewerFinder, identify};
pub use permissions::{
    Area, ChangeIssues, ChangeIssuesOnPages, ChangeProjects, ChangeProjectsOnPages, ChangeReleases,
    DeleteIssues, DeleteIssuesOnPages, DeleteProjects, Permission, ReadEvents, ReadMetrics, ReadOrganization,
    ReadOwnToken, ReadPages, ReadProjects, SeeDemo, SendAlerts, UploadSymbols,
};
pub use permitted::{Denied, Permitted, Refusal};
pub use viewer_identity::{Identity, Login, PublicAreas, Viewer};
