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

/// Uploading symbols and sources.
#[derive(Debug)]
pub struct UploadSymbols;

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

impl Permission for UploadSymbols {
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
