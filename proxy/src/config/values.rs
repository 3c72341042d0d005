//! Every value of the configuration, with its unit and default.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use super::alert_rules::default_rule;
use super::channels::Channels;
use super::fallback::Fallbacks;
use super::first_party::FirstParty;
use super::project::ProjectRules;
use super::project_setting::ProjectSetting;
use super::trackers::Tracker;
use crate::host::Host;
use crate::model::alert_rule::{Route, Rule};
use crate::model::quiet_hours::QuietHours;
use crate::model::time_zone::TimeZone;

/// The checked configuration.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The address to listen on. Default `127.0.0.1:8787`.
    pub listen: SocketAddr,
    /// The directory of the databases. Default `data` in the working directory.
    pub data: PathBuf,
    /// The start of all links in messages, without a slash at the end. Default `http://{listen}`.
    pub public_url: String,
    /// The format of log lines.
    pub log: LogFormat,
    /// Limits on received data.
    pub limits: Limits,
    /// Access to the pages.
    pub pages: Pages,
    /// Access to `/metrics`.
    pub metrics: Audience,
    /// Access to the demo, which shows a DSN.
    pub demo: Audience,
    /// Proxies whose `X-Forwarded-For` header is trusted. Default: none.
    pub trusted_proxies: Vec<IpNet>,
    /// How long events are kept, and how much space they may use.
    pub retention: Retention,
    /// The settings of projects by name, from `[project.<name>]`.
    pub projects: BTreeMap<String, ProjectRules>,
    /// The default settings of every project.
    pub default_project: ProjectRules,
    /// Where the values of `projects` and their defaults were set, by key: the file, or a variable of the environment. What
    /// is not among them may be set on the pages.
    pub origins: BTreeMap<String, String>,
    /// The settings of all alerts.
    pub alerts: Alerts,
    /// The channels of alerts by name, from `[alert.<kind>.<name>]`.
    pub channels: Channels,
    /// The channels to which the alerts of others go when these fail for long.
    pub fallbacks: Fallbacks,
    /// The rules of alerts, from `[rule.<name>]` and from the pages of projects. Default: one that tells all channels of new
    /// issues, regressions, escalating issues and what a page asks for.
    pub rules: Vec<Rule>,
    /// Which channels hear of which projects, unless the rule says so: the first that matches, from `[[route]]`. Default:
    /// all channels.
    pub routes: Vec<Route>,
    /// The private addresses to which the server may connect.
    pub outgoing: Outgoing,
    /// A path on the page's own origin for envelopes and the SDK.
    pub first_party: FirstParty,
    /// Issue trackers to which the page of an issue leads.
    pub trackers: Vec<Tracker>,
}

/// The settings of all alerts, from `[alert]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alerts {
    /// The time zone of times in messages. Default: that of the environment's `TZ`, else UTC.
    pub time_zone: TimeZone,
    /// Hours in which channels or rules are quiet, from `[alert.quiet_hours.<name>]`. Default: none.
    pub quiet_hours: Vec<QuietHours>,
}

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people. The default.
    Text,
    /// One JSON object for each line.
    Json,
}

/// Limits on received data. Each has a counted discard reason.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest body as sent, before decompression, in bytes. Default 2 MiB.
    pub body: usize,
    /// Largest body after decompression, in bytes. Default 20 MiB.
    pub decompressed: usize,
    /// Largest event item, in bytes. Default 1 MiB, as Sentry's.
    pub event: usize,
    /// Largest attachment that is kept, in bytes; 0: none are kept. Default 1 MiB.
    pub attachment: usize,
    /// Most items in an envelope. Default 100.
    pub items: usize,
    /// Most envelopes that may wait at once for the inbox to write them to disk; more get 429. Default 1,000.
    pub queue: usize,
    /// Most bytes on disk that wait to be stored; more get 429. Default 1 GiB.
    pub backlog: u64,
    /// Most bytes on disk that wait for a project's upstream. Envelopes above this limit are not forwarded. Default 1
    /// GiB.
    pub forward: u64,
    /// Longest time from a request's headers to the end of its body. In the file: `body_timeout`, in seconds.
    /// Default 10 s.
    pub body_timeout: Duration,
    /// Most bytes of bodies in memory at once, as sent and as decompressed; more get 429. The limit is always at
    /// least the memory of two bodies of the largest size. Default 48 MiB.
    pub body_memory: usize,
    /// Most connections at once. Each needs about ten kilobytes. Default 4,096.
    pub connections: usize,
    /// Most connections from one address (from one /64 for IPv6). Also the most requests in progress from one address
    /// behind a trusted proxy. Default half of `connections`.
    pub connections_per_address: usize,
    /// Longest time that a client may stop reading its response. In the file: `answer_timeout`, in seconds. Default 15
    /// s.
    pub answer_timeout: Duration,
}

/// How long events are kept, and how much space they may use. The oldest are deleted first, and their disk space is
/// freed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// In days; 0: for ever. Default 90.
    pub days: u32,
    /// Largest size of the database without performance data, in bytes; 0: no limit. Default 10 GiB.
    pub size: u64,
    /// The age of attachments, in days; 0: as old as their event. Default 30.
    pub attachment_days: u32,
    /// Most bytes of attachments of a project; the oldest go first. Default 256 MiB.
    pub attachment_size: u64,
    /// The age of segments, spans, vitals of page views and users of sessions, in days; 0: for ever. Default 30.
    pub performance_days: u32,
    /// Largest size of segments, spans, vitals and sessions, in bytes; 0: no limit. Default 2 GiB.
    pub performance_size: u64,
    /// The age of distributions and of counts of sessions, in days; 0: for ever. Default 400.
    pub distribution_days: u32,
}

/// Access to the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// Whether the pages need a token. Default: only if other machines than this one can reach them.
    pub token_required: bool,
    /// Host names under which pages without a token are shown, besides loopback and `public_url`. Default: none.
    pub hosts: Vec<Host>,
}

/// Access to data that is not secret and still not meant for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audience {
    /// Whether access needs no token. Default: only where `listen` and `public_url` are loopback.
    pub public: bool,
}

/// The private addresses to which the server may connect, from `[outgoing]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// Private addresses to which the host name of a channel or an upstream may resolve. Default: none. A URL that
    /// contains the address itself needs no permission.
    pub allow_private: Vec<IpNet>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 2 << 20,
            decompressed: 20 << 20,
            event: 1 << 20,
            attachment: 1 << 20,
            items: 100,
            queue: 1_000,
            backlog: 1 << 30,
            forward: 1 << 30,
            body_timeout: Duration::from_secs(10),
            body_memory: 48 << 20,
            connections: 4_096,
            connections_per_address: 2_048,
            answer_timeout: Duration::from_secs(15),
        }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            days: 90,
            size: 10 << 30,
            attachment_days: 30,
            attachment_size: 256 << 20,
            performance_days: 30,
            performance_size: 2 << 30,
            distribution_days: 400,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8787));
        Self {
            listen,
            data: PathBuf::from("data"),
            public_url: default_public_url(listen),
            log: LogFormat::Text,
            limits: Limits::default(),
            pages: Pages::default_at(listen),
            metrics: Audience::default_at(listen, &default_public_url(listen)),
            demo: Audience::default_at(listen, &default_public_url(listen)),
            trusted_proxies: Vec::new(),
            retention: Retention::default(),
            projects: BTreeMap::new(),
            default_project: ProjectRules::default(),
            origins: BTreeMap::new(),
            alerts: Alerts::default(),
            channels: Channels::new(),
            fallbacks: Fallbacks::new(),
            rules: vec![default_rule()],
            routes: Vec::new(),
            outgoing: Outgoing::default(),
            first_party: FirstParty::default(),
            trackers: Vec::new(),
        }
    }
}

impl Pages {
    pub(super) fn default_at(listen: SocketAddr) -> Self {
        Self { token_required: !listen.ip().is_loopback(), hosts: Vec::new() }
    }
}

impl Audience {
    pub(super) fn default_at(listen: SocketAddr, public_url: &str) -> Self {
        let is_local = Host::of_url(public_url).is_some_and(|host| host.is_loopback());
        Self { public: listen.ip().is_loopback() && is_local }
    }
}

impl Config {
    /// The configuration after the listener is bound: with port 0 the real port is known only then.
    #[must_use]
    pub fn bound_to(mut self, listen: SocketAddr) -> Self {
        if self.public_url == default_public_url(self.listen) {
            self.public_url = default_public_url(listen);
        }
        self.listen = listen;
        self
    }

    /// The settings of the project of this name.
    #[must_use]
    pub fn project(&self, slug: &str) -> &ProjectRules {
        self.projects.get(slug).unwrap_or(&self.default_project)
    }

    /// Where a setting of a project was set, unless it may be set on the pages.
    #[must_use]
    pub fn origin(&self, slug: &str, setting: ProjectSetting) -> Option<&str> {
        let own = self.origins.get(&format!("project.{slug}.{}", setting.name()));
        own.or_else(|| self.origins.get(&setting.key_of_all()?)).map(String::as_str)
    }

    /// The DSN with which a client sends to a project, for a key.
    #[must_use]
    pub fn dsn(&self, key: &str, project_id: i64) -> String {
        let (scheme, rest) = self.public_url.split_once("://").unwrap_or(("http", &self.public_url));
        format!("{scheme}://{key}@{rest}/{project_id}")
    }
}

/// The URL at which this machine reaches the server. `0.0.0.0` is replaced, because clients cannot connect to it.
pub(super) fn default_public_url(mut listen: SocketAddr) -> String {
    if listen.ip().is_unspecified() {
        listen.set_ip(match listen {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{listen}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, bound: &str, public_url: &str) {
        let listen = before.parse().unwrap();
        let config = Config { listen, public_url: default_public_url(listen), ..Config::default() };
        assert_eq!(config.bound_to(bound.parse().unwrap()).public_url, public_url);
    }

    #[test]
    fn real_port_stands_in_the_public_url() {
        check("127.0.0.1:0", "127.0.0.1:4321", "http://127.0.0.1:4321");
        check("[::1]:0", "[::1]:4321", "http://[::1]:4321");
    }

    #[test]
    fn unspecified_address_is_reached_at_loopback() {
        check("0.0.0.0:80", "0.0.0.0:80", "http://127.0.0.1:80");
    }

    #[test]
    fn public_url_of_the_file_stays() {
        let config = Config { public_url: "https://errors.example/x".into(), ..Config::default() };
        let config = config.bound_to("127.0.0.1:1".parse().unwrap());
        assert_eq!(config.dsn("k", 7), "https://k@errors.example/x/7");
    }
}
