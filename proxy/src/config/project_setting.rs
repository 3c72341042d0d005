//! The settings of a project that people may change on the pages, by the names that they have in the file.

use std::net::IpAddr;

use ipnet::IpNet;

use super::ProjectRules;
use crate::allowed_origin::Allowed;
use crate::filter::Patterns;

/// Most origins or addresses in a list.
pub const MOST_LINES: usize = 100;

/// A setting of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(
    missing_docs,
    reason = "each is named like the field of `ProjectRules` or `Filters` that has its documentation"
)]
pub enum ProjectSetting {
    Origins,
    Rate,
    KeyRate,
    Quota,
    Spike,
    SpansPerDay,
    TransactionsPerDay,
    SessionsPerDay,
    AttachmentsPerDay,
    FeedbackPerDay,
    AlertRequestsPerMinute,
    AlertRequestsPerClient,
    AlertWithDsnKey,
    BrowserExtensions,
    WebCrawlers,
    KnownErrors,
    Localhost,
    LegacyBrowsers,
    HealthChecks,
    ChunkLoadErrors,
    Releases,
    ErrorMessages,
    ClientAddresses,
}

/// How a setting is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// `true` or `false`.
    Switch,
    /// A number; 0 is no limit.
    Number,
    /// Texts, one in each line.
    Lines,
}

/// Why a value is refused. The text follows the name of the setting.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum SettingError {
    /// It is no whole number.
    #[error("is not a whole number")]
    Number,
    /// It is neither `true` nor `false`.
    #[error("is neither true nor false")]
    Switch,
    /// An origin cannot be read.
    #[error("has one that is no origin, such as https://shop.example")]
    Origin,
    /// An address cannot be read.
    #[error("has one that is neither an address nor a range, such as 10.0.0.0/8")]
    Address,
    /// A range has every address.
    #[error("has a range of all addresses")]
    EveryAddress,
    /// A list is too long.
    #[error("has more than {MOST_LINES} lines")]
    TooMany,
    /// A pattern cannot be used.
    #[error(transparent)]
    Pattern(#[from] crate::filter::ParsePatternError),
}

impl ProjectSetting {
    /// All settings.
    pub const ALL: [Self; 23] = [
        Self::Origins,
        Self::Rate,
        Self::KeyRate,
        Self::Quota,
        Self::Spike,
        Self::SpansPerDay,
        Self::TransactionsPerDay,
        Self::SessionsPerDay,
        Self::AttachmentsPerDay,
        Self::FeedbackPerDay,
        Self::AlertRequestsPerMinute,
        Self::AlertRequestsPerClient,
        Self::AlertWithDsnKey,
        Self::BrowserExtensions,
        Self::WebCrawlers,
        Self::KnownErrors,
        Self::Localhost,
        Self::LegacyBrowsers,
        Self::HealthChecks,
        Self::ChunkLoadErrors,
        Self::Releases,
        Self::ErrorMessages,
        Self::ClientAddresses,
    ];

    /// The name below `[project.<name>]`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Origins => "origins",
            Self::Rate => "rate",
            Self::KeyRate => "key_rate",
            Self::Quota => "quota",
            Self::Spike => "spike",
            Self::SpansPerDay => "spans_per_day",
            Self::TransactionsPerDay => "transactions_per_day",
            Self::SessionsPerDay => "sessions_per_day",
            Self::AttachmentsPerDay => "attachments_per_day",
            Self::FeedbackPerDay => "feedback_per_day",
            Self::AlertRequestsPerMinute => "alert_requests_per_minute",
            Self::AlertRequestsPerClient => "alert_requests_per_client",
            Self::AlertWithDsnKey => "alert_with_dsn_key",
            Self::BrowserExtensions => "filters.browser_extensions",
            Self::WebCrawlers => "filters.web_crawlers",
            Self::KnownErrors => "filters.known_errors",
            Self::Localhost => "filters.localhost",
            Self::LegacyBrowsers => "filters.legacy_browsers",
            Self::HealthChecks => "filters.health_checks",
            Self::ChunkLoadErrors => "filters.chunk_load_errors",
            Self::Releases => "filters.releases",
            Self::ErrorMessages => "filters.error_messages",
            Self::ClientAddresses => "filters.client_addresses",
        }
    }

    /// The setting with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.name() == name)
    }

    /// The key of the file whose value holds for all projects without an own one.
    #[must_use]
    pub fn key_of_all(self) -> Option<String> {
        let is_limit = self.kind() == SettingKind::Number;
        is_limit.then(|| format!("limits.{}", self.name()))
    }

    /// How it is written.
    #[must_use]
    pub fn kind(self) -> SettingKind {
        match self {
            Self::Origins | Self::Releases | Self::ErrorMessages | Self::ClientAddresses => {
                SettingKind::Lines
            }
            Self::Rate
            | Self::KeyRate
            | Self::Quota
            | Self::Spike
            | Self::SpansPerDay
            | Self::TransactionsPerDay
            | Self::SessionsPerDay
            | Self::AttachmentsPerDay
            | Self::FeedbackPerDay
            | Self::AlertRequestsPerMinute
            | Self::AlertRequestsPerClient => SettingKind::Number,
            Self::AlertWithDsnKey
            | Self::BrowserExtensions
            | Self::WebCrawlers
            | Self::KnownErrors
            | Self::Localhost
            | Self::LegacyBrowsers
            | Self::HealthChecks
            | Self::ChunkLoadErrors => SettingKind::Switch,
        }
    }

    /// The value, as it is written.
    #[must_use]
    pub fn value(self, rules: &ProjectRules) -> String {
        let filters = &rules.filters;
        match self {
            Self::Origins => lines(rules.origins.iter().map(Allowed::as_str)),
            Self::Rate => rules.rate.to_string(),
            Self::KeyRate => rules.key_rate.to_string(),
            Self::Quota => rules.quota.to_string(),
            Self::Spike => rules.spike.to_string(),
            Self::SpansPerDay => rules.spans_per_day.to_string(),
            Self::TransactionsPerDay => rules.transactions_per_day.to_string(),
            Self::SessionsPerDay => rules.sessions_per_day.to_string(),
            Self::AttachmentsPerDay => rules.attachments_per_day.to_string(),
            Self::FeedbackPerDay => rules.feedback_per_day.to_string(),
            Self::AlertRequestsPerMinute => rules.alert_requests_per_minute.to_string(),
            Self::AlertRequestsPerClient => rules.alert_requests_per_client.to_string(),
            Self::AlertWithDsnKey => rules.alert_with_dsn_key.to_string(),
            Self::BrowserExtensions => filters.browser_extensions.to_string(),
            Self::WebCrawlers => filters.web_crawlers.to_string(),
            Self::KnownErrors => filters.known_errors.to_string(),
            Self::Localhost => filters.localhost.to_string(),
            Self::LegacyBrowsers => filters.legacy_browsers.to_string(),
            Self::HealthChecks => filters.health_checks.to_string(),
            Self::ChunkLoadErrors => filters.chunk_load_errors.to_string(),
            Self::Releases => lines(filters.releases.as_written()),
            Self::ErrorMessages => lines(filters.error_messages.as_written()),
            Self::ClientAddresses => lines(filters.client_addresses.iter().map(IpNet::to_string)),
        }
    }

    /// Sets the value.
    pub fn set(self, rules: &mut ProjectRules, text: &str) -> Result<(), SettingError> {
        let filters = &mut rules.filters;
        match self {
            Self::Origins => rules.origins = listed(text, SettingError::Origin, Allowed::parse)?,
            Self::Rate => rules.rate = number(text)?,
            Self::KeyRate => rules.key_rate = number(text)?,
            Self::Quota => rules.quota = number(text)?,
            Self::Spike => rules.spike = number(text)?,
            Self::SpansPerDay => rules.spans_per_day = number(text)?,
            Self::TransactionsPerDay => rules.transactions_per_day = number(text)?,
            Self::SessionsPerDay => rules.sessions_per_day = number(text)?,
            Self::AttachmentsPerDay => rules.attachments_per_day = number(text)?,
            Self::FeedbackPerDay => rules.feedback_per_day = number(text)?,
            Self::AlertRequestsPerMinute => rules.alert_requests_per_minute = number(text)?,
            Self::AlertRequestsPerClient => rules.alert_requests_per_client = number(text)?,
            Self::AlertWithDsnKey => rules.alert_with_dsn_key = switch(text)?,
            Self::BrowserExtensions => filters.browser_extensions = switch(text)?,
            Self::WebCrawlers => filters.web_crawlers = switch(text)?,
            Self::KnownErrors => filters.known_errors = switch(text)?,
            Self::Localhost => filters.localhost = switch(text)?,
            Self::LegacyBrowsers => filters.legacy_browsers = switch(text)?,
            Self::HealthChecks => filters.health_checks = switch(text)?,
            Self::ChunkLoadErrors => filters.chunk_load_errors = switch(text)?,
            Self::Releases => filters.releases = Patterns::parse(text.lines())?,
            Self::ErrorMessages => filters.error_messages = Patterns::parse(text.lines())?,
            Self::ClientAddresses => {
                let nets: Vec<IpNet> = listed(text, SettingError::Address, |text| {
                    text.parse().ok().or_else(|| Some(text.parse::<IpAddr>().ok()?.into()))
                })?;
                if nets.iter().any(|net| net.prefix_len() == 0) {
                    return Err(SettingError::EveryAddress);
                }
                filters.client_addresses = nets;
            }
        }
        Ok(())
    }
}

fn lines<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.as_ref().to_owned()).collect::<Vec<_>>().join("\n")
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, SettingError> {
    text.trim().parse().map_err(|_| SettingError::Number)
}

fn switch(text: &str) -> Result<bool, SettingError> {
    text.trim().parse().map_err(|_| SettingError::Switch)
}

fn listed<T>(
    text: &str,
    error: SettingError,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, SettingError> {
    let texts: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if texts.len() > MOST_LINES {
        return Err(SettingError::TooMany);
    }
    texts.into_iter().map(parse).collect::<Option<_>>().ok_or(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_is_written_as_it_is_read() {
        let mut rules = ProjectRules::default();
        for (setting, text) in [
            (ProjectSetting::Origins, "https://shop.example\nhttps://*.shop.example"),
            (ProjectSetting::Quota, "1000"),
            (ProjectSetting::WebCrawlers, "false"),
            (ProjectSetting::Releases, "web@0.*\nold"),
            (ProjectSetting::ClientAddresses, "10.0.0.0/8"),
        ] {
            setting.set(&mut rules, text).unwrap();
            assert_eq!(setting.value(&rules), text);
        }
        for setting in ProjectSetting::ALL {
            let text = setting.value(&rules);
            setting.set(&mut rules, &text).unwrap();
            assert_eq!(setting.value(&rules), text, "{setting:?}");
            assert_eq!(ProjectSetting::named(setting.name()), Some(setting));
        }
    }

    #[test]
    fn values_that_are_none() {
        let mut rules = ProjectRules::default();
        for (setting, text, error) in [
            (ProjectSetting::Origins, "shop example", SettingError::Origin),
            (ProjectSetting::Quota, "-1", SettingError::Number),
            (ProjectSetting::Rate, "4294967296", SettingError::Number),
            (ProjectSetting::WebCrawlers, "yes", SettingError::Switch),
            (ProjectSetting::ClientAddresses, "10.0.0", SettingError::Address),
            (ProjectSetting::ClientAddresses, "10.0.0.0/8\n0.0.0.0/0", SettingError::EveryAddress),
            (ProjectSetting::ClientAddresses, "::/0", SettingError::EveryAddress),
        ] {
            assert_eq!(setting.set(&mut rules, text), Err(error), "{text}");
        }
        let many = "10.0.0.1\n".repeat(MOST_LINES + 1);
        assert_eq!(ProjectSetting::ClientAddresses.set(&mut rules, &many), Err(SettingError::TooMany));
    }
}
