//! The configuration as it is written: every value is optional, and only names and types are checked.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::grouping_rules::GroupingRule;
use crate::model::time_zone::TimeZone;
use crate::secret::Secret;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    pub(super) listen: Option<String>,
    pub(super) data: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) log: Option<String>,
    pub(super) trusted_proxies: Texts,
    pub(super) limits: RawLimits,
    pub(super) retention: RawRetention,
    pub(super) scrub: RawScrub,
    pub(super) pages: RawPages,
    pub(super) metrics: RawAudience,
    pub(super) demo: RawAudience,
    pub(super) project: BTreeMap<String, RawProject>,
    pub(super) alert: RawAlert,
    pub(super) outgoing: RawOutgoing,
    pub(super) first_party: RawFirstParty,
    pub(super) grouping: Vec<GroupingRule>,
    pub(super) rule: BTreeMap<String, RawRule>,
    pub(super) route: Vec<RawRoute>,
    pub(super) tracker: BTreeMap<String, RawTracker>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawTracker {
    pub(super) kind: Option<String>,
    pub(super) url: Option<String>,
    pub(super) projects: Texts,
    pub(super) labels: Texts,
    pub(super) project_id: Option<u64>,
    pub(super) issue_type: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawProject {
    pub(super) origins: Texts,
    pub(super) allow_ips: Texts,
    pub(super) deny_ips: Texts,
    pub(super) rate: Option<u32>,
    pub(super) key_rate: Option<u32>,
    pub(super) quota: Option<u64>,
    pub(super) spike: Option<u64>,
    pub(super) spans_per_day: Option<u64>,
    pub(super) transactions_per_day: Option<u64>,
    pub(super) sessions_per_day: Option<u64>,
    pub(super) attachments_per_day: Option<u64>,
    pub(super) feedback_per_day: Option<u64>,
    pub(super) alert_requests_per_minute: Option<u32>,
    pub(super) alert_requests_per_client: Option<u32>,
    pub(super) alert_with_dsn_key: Option<bool>,
    pub(super) scrub: RawScrub,
    pub(super) filters: RawFilters,
    pub(super) upstream_dsn: Option<Secret<String>>,
    pub(super) grouping: Vec<GroupingRule>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawScrub {
    pub(super) defaults: Option<bool>,
    pub(super) emails: Option<bool>,
    pub(super) ip_addresses: Option<bool>,
    pub(super) chinese_ids: Option<bool>,
    pub(super) fields: Option<Texts>,
    pub(super) keep: Option<Texts>,
    pub(super) patterns: Option<Verbatim>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawFilters {
    pub(super) browser_extensions: Option<bool>,
    pub(super) web_crawlers: Option<bool>,
    pub(super) known_errors: Option<bool>,
    pub(super) localhost: Option<bool>,
    pub(super) legacy_browsers: Option<bool>,
    pub(super) health_checks: Option<bool>,
    pub(super) chunk_load_errors: Option<bool>,
    pub(super) releases: Option<Verbatim>,
    pub(super) error_messages: Option<Verbatim>,
    pub(super) client_addresses: Option<Texts>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRetention {
    pub(super) days: Option<u32>,
    pub(super) size: Option<u64>,
    pub(super) attachment_days: Option<u32>,
    pub(super) attachment_size: Option<u64>,
    pub(super) performance_days: Option<u32>,
    pub(super) performance_size: Option<u64>,
    pub(super) distribution_days: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawLimits {
    pub(super) body: Option<u32>,
    pub(super) decompressed: Option<u32>,
    pub(super) event: Option<u32>,
    pub(super) attachment: Option<u32>,
    pub(super) items: Option<u32>,
    pub(super) queue: Option<u32>,
    pub(super) backlog: Option<u64>,
    pub(super) forward: Option<u64>,
    pub(super) body_timeout: Option<u32>,
    pub(super) body_memory: Option<u32>,
    pub(super) connections: Option<u32>,
    pub(super) connections_per_address: Option<u32>,
    pub(super) answer_timeout: Option<u32>,
    pub(super) rate: Option<u32>,
    pub(super) key_rate: Option<u32>,
    pub(super) quota: Option<u64>,
    pub(super) spike: Option<u64>,
    pub(super) spans_per_day: Option<u64>,
    pub(super) transactions_per_day: Option<u64>,
    pub(super) sessions_per_day: Option<u64>,
    pub(super) attachments_per_day: Option<u64>,
    pub(super) feedback_per_day: Option<u64>,
    pub(super) alert_requests_per_minute: Option<u32>,
    pub(super) alert_requests_per_client: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPages {
    pub(super) token_required: Option<bool>,
    pub(super) hosts: Texts,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawAudience {
    pub(super) public: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawAlert {
    pub(super) new_issues_per_minute: Option<u32>,
    pub(super) time_zone: Option<String>,
    /// That of the environment's `TZ`, if the file has none.
    #[serde(skip)]
    pub(super) environment_time_zone: Option<TimeZone>,
    pub(super) fallback: Option<String>,
    pub(super) fallback_after: Option<String>,
    pub(super) quiet_hours: BTreeMap<String, RawQuietHours>,
    pub(super) dingtalk: BTreeMap<String, RawRobot>,
    pub(super) webhook: BTreeMap<String, RawWebhook>,
    pub(super) feishu: BTreeMap<String, RawFeishu>,
    pub(super) wecom: BTreeMap<String, RawWecom>,
    pub(super) slack: BTreeMap<String, RawSlack>,
    pub(super) email: BTreeMap<String, RawEmail>,
}

/// The keys about the fallback of `[alert]`, or of the table of a channel.
#[derive(Debug, Default)]
pub(super) struct RawFallback {
    pub(super) fallback: Option<String>,
    pub(super) fallback_after: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawQuietHours {
    pub(super) days: Texts,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) channels: Texts,
    pub(super) rules: Texts,
    pub(super) except_fatal: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawOutgoing {
    pub(super) allow_private: Texts,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawFirstParty {
    pub(super) path: Option<String>,
    pub(super) name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawWebhook {
    pub(super) fallback: Option<String>,
    pub(super) fallback_after: Option<String>,
    pub(super) url: Option<Secret<String>>,
    pub(super) secret: Option<Secret<String>>,
    pub(super) timeout: Option<u32>,
    pub(super) headers: BTreeMap<String, Secret<String>>,
    pub(super) template: Option<String>,
    pub(super) template_file: Option<String>,
    pub(super) language: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawFeishu {
    pub(super) fallback: Option<String>,
    pub(super) fallback_after: Option<String>,
    pub(super) url: Option<Secret<String>>,
    pub(super) secret: Option<Secret<String>>,
    pub(super) at_user_ids: Texts,
    pub(super) at_all: bool,
    pub(super) keywords: Texts,
    pub(super) language: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawWecom {
    pub(super) fallback: Option<String>,
    pub(super) fallback_after: Option<String>,
    pub(super) url: Option<Secret<String>>,
    pub(super) at_user_ids: Texts,
    pub(super) language: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawSlack {
    pub(super) fallback: Option<String>,
    pub(super) fallback_after: Option<String>,
    pub(super) url: Option<Secret<String>>,
    pub(super) format: Option<String>,
    pub(super) mention: Texts,
    pub(super) language: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawEmail {
    pub(super) fallback: Option<String>,
    pub(super) fallback_after: Option<String>,
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) tls: Option<String>,
    pub(super) ca_file: Option<String>,
    pub(super) username: Option<String>,
    pub(super) password: Option<Secret<String>>,
    pub(super) from: Option<String>,
    pub(super) to: Texts,
    pub(super) language: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRobot {
    pub(super) fallback: Option<String>,
    pub(super) fallback_after: Option<String>,
    pub(super) url: Option<String>,
    #[serde(rename = "type")]
    pub(super) message_type: Option<String>,
    pub(super) digest_type: Option<String>,
    pub(super) picture_url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) template: Option<String>,
    pub(super) template_file: Option<String>,
    pub(super) access_token: Option<Secret<String>>,
    pub(super) secret: Option<Secret<String>>,
    pub(super) at_mobiles: Texts,
    pub(super) at_user_ids: Texts,
    pub(super) at_all: bool,
    pub(super) keywords: Texts,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRule {
    pub(super) enabled: Option<bool>,
    pub(super) on: Texts,
    pub(super) project: Texts,
    pub(super) environment: Texts,
    pub(super) release: Texts,
    pub(super) level: Texts,
    pub(super) url: Texts,
    pub(super) browser: Texts,
    pub(super) tag: BTreeMap<String, Texts>,
    pub(super) handled: Option<bool>,
    pub(super) after_events: Option<u32>,
    pub(super) after_users: Option<u32>,
    pub(super) channels: Texts,
    pub(super) at_mobiles: Texts,
    pub(super) at_user_ids: Texts,
    pub(super) at_all: bool,
    pub(super) severity: Option<String>,
    pub(super) group_wait: Option<String>,
    pub(super) group_interval: Option<String>,
    pub(super) repeat_interval: Option<String>,
    pub(super) window: Option<String>,
    pub(super) above: Option<f64>,
    pub(super) below: Option<f64>,
    pub(super) factor: Option<f64>,
    pub(super) at_least: Option<u64>,
    pub(super) metric: Option<String>,
    pub(super) percentile: Option<u8>,
    pub(super) min_samples: Option<u64>,
    #[serde(rename = "type")]
    pub(super) message_type: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRoute {
    pub(super) project: Texts,
    pub(super) environment: Texts,
    pub(super) channels: Texts,
}

/// A list of texts. An environment variable has it as one text with commas. Mobile numbers need no quotes.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Written")]
pub(super) struct Texts(pub(super) Vec<String>);

/// A list of texts that may contain commas. An environment variable can hold only one of them.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Written")]
pub(super) struct Verbatim(pub(super) Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(Text),
    Many(Vec<Text>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Text(String),
    Number(u64),
}

impl Text {
    fn into_string(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

impl From<Written> for Texts {
    fn from(written: Written) -> Self {
        match written {
            Written::One(one) => {
                let text = one.into_string();
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                Self(parts.map(str::to_owned).collect())
            }
            Written::Many(many) => Self(many.into_iter().map(Text::into_string).collect()),
        }
    }
}

impl From<Written> for Verbatim {
    fn from(written: Written) -> Self {
        match written {
            Written::One(one) => Self(vec![one.into_string()]),
            Written::Many(many) => Self(many.into_iter().map(Text::into_string).collect()),
        }
    }
}
