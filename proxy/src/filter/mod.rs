//! Inbound filters: known noise, which a project does not want to store.
//!
//! The names and tables are those of Relay, Sentry's own filters, where it has them:
//! <https://docs.sentry.io/concepts/data-management/filtering/>,
//! <https://github.com/getsentry/relay/tree/master/relay-filter/src>. Each filter is a file with its table. All of them read
//! the beginning of a text alone, and read it forward.

mod any_of;
mod browser_extension;
mod chunk_load;
mod error_message;
mod event_parts;
mod health_check;
mod known_errors;
mod legacy_browser;
mod localhost;
mod web_crawler;

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::{Map, Value};

pub use crate::model::patterns::{LONGEST_PATTERN, MOST_PATTERNS, ParsePatternError, Patterns};

use self::event_parts::EventParts;
use crate::outcome::DiscardReason;

/// The filters of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filters {
    /// Errors in or of extensions of the browser. Default: on.
    pub browser_extensions: bool,
    /// Everything that a web crawler sends. Default: on.
    pub web_crawlers: bool,
    /// Errors that say nothing, such as `Script error.` without a stack. Default: on.
    pub known_errors: bool,
    /// Errors and transactions of pages on `localhost`. Default: off.
    pub localhost: bool,
    /// Errors and transactions of browsers that are too old. Default: off.
    pub legacy_browsers: bool,
    /// Transactions that are health checks, by their name. Default: off.
    pub health_checks: bool,
    /// Errors because a part of a page is gone after a new release. Default: off.
    pub chunk_load_errors: bool,
    /// Releases whose events are dropped. Default: none.
    pub releases: Patterns,
    /// Errors that are dropped, by type, message, or both as `Type: message`. Default: none.
    pub error_messages: Patterns,
    /// Clients whose envelopes are dropped. Default: none.
    pub client_addresses: Vec<IpNet>,
}

impl Default for Filters {
    fn default() -> Self {
        Self {
            browser_extensions: true,
            web_crawlers: true,
            known_errors: true,
            localhost: false,
            legacy_browsers: false,
            health_checks: false,
            chunk_load_errors: false,
            releases: Patterns::default(),
            error_messages: Patterns::default(),
            client_addresses: Vec::new(),
        }
    }
}

impl Filters {
    /// Whether the project has a rule about the address of a client.
    #[must_use]
    pub fn needs_address(&self) -> bool {
        !self.client_addresses.is_empty()
    }

    /// Why a request is dropped as a whole, before its items are known. It costs no quota.
    #[must_use]
    pub fn request(&self, client: Option<IpAddr>, user_agent: Option<&str>) -> Option<DiscardReason> {
        if client.is_some_and(|client| self.client_addresses.iter().any(|net| net.contains(&client))) {
            return Some(DiscardReason::IpAddress);
        }
        let is_crawler = self.web_crawlers && user_agent.is_some_and(web_crawler::is_crawler);
        is_crawler.then_some(DiscardReason::WebCrawler)
    }

    /// Why an event is dropped. The members of the event have their documented shapes.
    #[must_use]
    pub fn event(&self, event: &Map<String, Value>) -> Option<DiscardReason> {
        let parts = EventParts::of(event);
        self.error(&parts).or_else(|| self.page(&parts))
    }

    /// Why a transaction is dropped.
    #[must_use]
    pub fn transaction(&self, event: &Map<String, Value>) -> Option<DiscardReason> {
        let parts = EventParts::of(event);
        let is_check = self.health_checks && parts.transaction.is_some_and(health_check::is_health_check);
        let check = is_check.then_some(DiscardReason::FilteredTransaction);
        check.or_else(|| self.page(&parts))
    }

    /// Filters that look at an error.
    fn error(&self, parts: &EventParts<'_>) -> Option<DiscardReason> {
        if self.browser_extensions && browser_extension::is_of_extension(parts) {
            return Some(DiscardReason::BrowserExtension);
        }
        if self.known_errors && known_errors::is_known(parts) {
            return Some(DiscardReason::ErrorMessage);
        }
        if self.chunk_load_errors && chunk_load::is_chunk_load(parts) {
            return Some(DiscardReason::ChunkLoadError);
        }
        error_message::is_unwanted(parts, &self.error_messages).then_some(DiscardReason::ErrorMessage)
    }

    /// Filters that look at the page and the browser.
    fn page(&self, parts: &EventParts<'_>) -> Option<DiscardReason> {
        if !self.releases.is_empty() && parts.release.is_some_and(|release| self.releases.matches(release)) {
            return Some(DiscardReason::ReleaseVersion);
        }
        if self.localhost && localhost::is_local(parts) {
            return Some(DiscardReason::Localhost);
        }
        let agent = if self.web_crawlers || self.legacy_browsers { parts.user_agent() } else { None };
        if self.web_crawlers && agent.is_some_and(web_crawler::is_crawler) {
            return Some(DiscardReason::WebCrawler);
        }
        let is_legacy = self.legacy_browsers && agent.is_some_and(legacy_browser::is_legacy);
        is_legacy.then_some(DiscardReason::LegacyBrowser)
    }
}

#[cfg(test)]
mod tests;
