//! The permissions that handlers ask for. A new kind of action is a new type here.

use crate::model::token_scope::Access;

/// An area of the server with its own rule for viewers without a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// The web API and uploads: always a token, as Bearer.
    Api,
    /// The pages. They can be public, and then answer under known host names only.
    Pages,
    /// The demo, by the rules of pages and with a switch of its own.
    Demo,
    /// `/metrics`, which can be public under any host name.
    Metrics,
}

/// A permission to do something.
pub trait Permission: Send + Sync + 'static {
    /// The area of the server.
    const AREA: Area;
    /// The scopes that a token needs.
    const ACCESS: Access;
    /// Whether it changes something: then a browser may ask for it from a page of this server only.
    const CHANGES: bool = false;
}

/// Reading issues and events over the web API.
#[derive(Debug)]
pub struct ReadEvents;

/// Changing issues over the web API.
#[derive(Debug)]
pub struct ChangeIssues;

/// Deleting issues over the web API.
#[derive(Debug)]
pub struct DeleteIssues;

/// Reading projects over the web API.
#[derive(Debug)]
pub struct ReadProjects;

/// Changing projects over the web API.
#[derive(Debug)]
pub struct ChangeProjects;

/// Deleting projects over the web API, which cannot be undone.
#[derive(Debug)]
pub struct DeleteProjects;

/// Reading the organization over the web API, as all of Sentry's clients do first.
#[derive(Debug)]
pub struct ReadOrganization;

/// Asking over the web API whose token it is.
#[derive(Debug)]
pub struct ReadOwnToken;

/// Changing issues on the pages.
#[derive(Debug)]
pub struct ChangeIssuesOnPages;

/// Deleting issues on the pages.
#[derive(Debug)]
pub struct DeleteIssuesOnPages;

/// Changing projects on the pages.
#[derive(Debug)]
pub struct ChangeProjectsOnPages;

/// Uploading symbols and sources.
#[derive(Debug)]
pub struct UploadSymbols;

/// Sending alerts of other programs.
#[derive(Debug)]
pub struct SendAlerts;

/// Noting what became of releases, over the web API.
#[derive(Debug)]
pub struct ChangeReleases;

/// Reading the pages.
#[derive(Debug)]
pub struct ReadPages;

/// Seeing the demo, which shows a DSN.
#[derive(Debug)]
pub struct SeeDemo;

/// Reading `/metrics`.
#[derive(Debug)]
pub struct ReadMetrics;

impl Permission for ReadEvents {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::Events;
}

impl Permission for ChangeIssues {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::ChangeIssues;
    const CHANGES: bool = true;
}

impl Permission for DeleteIssues {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::DeleteIssues;
    const CHANGES: bool = true;
}

impl Permission for ReadProjects {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::Projects;
}

impl Permission for ChangeProjects {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::ChangeProjects;
    const CHANGES: bool = true;
}

impl Permission for DeleteProjects {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::DeleteIssues;
    const CHANGES: bool = true;
}

impl Permission for ReadOrganization {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::Organization;
}

impl Permission for ReadOwnToken {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::OwnToken;
}

impl Permission for ChangeIssuesOnPages {
    const AREA: Area = Area::Pages;
    const ACCESS: Access = Access::ChangeIssues;
    const CHANGES: bool = true;
}

impl Permission for DeleteIssuesOnPages {
    const AREA: Area = Area::Pages;
    const ACCESS: Access = Access::DeleteIssues;
    const CHANGES: bool = true;
}

impl Permission for ChangeProjectsOnPages {
    const AREA: Area = Area::Pages;
    const ACCESS: Access = Access::ChangeProjects;
    const CHANGES: bool = true;
}

impl Permission for UploadSymbols {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::Upload;
    const CHANGES: bool = true;
}

impl Permission for SendAlerts {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::SendAlerts;
    const CHANGES: bool = true;
}

impl Permission for ChangeReleases {
    const AREA: Area = Area::Api;
    const ACCESS: Access = Access::Upload;
    const CHANGES: bool = true;
}

impl Permission for ReadPages {
    const AREA: Area = Area::Pages;
    const ACCESS: Access = Access::Pages;
}

impl Permission for SeeDemo {
    const AREA: Area = Area::Demo;
    const ACCESS: Access = Access::Demo;
}

impl Permission for ReadMetrics {
    const AREA: Area = Area::Metrics;
    const ACCESS: Access = Access::Metrics;
}
