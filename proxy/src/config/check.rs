//! Checks the raw configuration and converts it to the checked one.

mod filters;

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use balefire_protocol::dsn::Dsn;
use ipnet::IpNet;

use super::error::ConfigError;
use super::raw::{Raw, RawAudience, RawLimits, RawPages, RawProject, RawRetention, RawScrub, Texts};
use super::url::http_url;
use super::{
    Alerts, Audience, Config, Limits, LogFormat, Outgoing, Pages, ProjectRules, Retention, alert_rules,
    channels, fallback, first_party, grouping, quiet_hours, trackers,
};
use crate::allowed_origin::Allowed;
use crate::host::Host;
use crate::model::grouping_rules::GroupingRule;
use crate::model::time_zone::TimeZone;
use crate::outgoing::guard::AddressGuard;
use crate::scrub::{Scrubber, Settings};
use crate::secret::Secret;

pub(super) fn check(mut raw: Raw) -> Result<Config, ConfigError> {
    let default = Config::default();
    let listen: SocketAddr = match raw.listen {
        Some(text) => text
            .parse()
            .map_err(|_| invalid("listen", "is no address with a port, such as 127.0.0.1:8787"))?,
        None => default.listen,
    };
    let public_url = match raw.public_url {
        Some(text) => check_public_url(text.trim_end_matches('/'))?,
        None => super::values::default_public_url(listen),
    };
    let log = match raw.log.as_deref() {
        None | Some("text") => LogFormat::Text,
        Some("json") => LogFormat::Json,
        Some(_) => return Err(invalid("log", "is neither text nor json")),
    };
    let pages = pages(&raw.pages, listen)?;
    let audience = |raw: &RawAudience| match raw.public {
        Some(public) => Audience { public },
        None => Audience::default_at(listen, &public_url),
    };
    let (metrics, demo) = (audience(&raw.metrics), audience(&raw.demo));
    let shared = raw.grouping;
    let default_project = default_project(&raw.limits, raw.scrub, &shared)?;
    let projects = raw
        .project
        .into_iter()
        .map(|(name, raw)| Ok((name.clone(), project(&name, raw, &default_project, &shared)?)));
    let projects: Vec<_> = projects.collect::<Result<_, ConfigError>>()?;
    if raw.alert.new_issues_per_minute.is_some() {
        return Err(invalid(
            "alert.new_issues_per_minute",
            "is gone: group_wait and group_interval of [rule.<name>] say which issues share a message",
        ));
    }
    let mut alerts = Alerts {
        time_zone: time_zone(raw.alert.time_zone.as_deref(), raw.alert.environment_time_zone.take())?,
        quiet_hours: Vec::new(),
    };
    let quiet_hours = std::mem::take(&mut raw.alert.quiet_hours);
    let outgoing = Outgoing { allow_private: nets("outgoing.allow_private", &raw.outgoing.allow_private)? };
    let guard = AddressGuard::new(&outgoing.allow_private);
    for (name, rules) in &projects {
        let upstream = rules.upstream.as_ref().map(|dsn| dsn.expose().envelope_url());
        if upstream.is_some_and(|url| guard.refused_literal(&url).is_some()) {
            return Err(invalid(&format!("project.{name}.upstream_dsn"), channels::REFUSED_LITERAL));
        }
    }
    let (general, own) = channels::take_fallbacks(&mut raw.alert);
    let channels = channels::check(raw.alert, &guard).map_err(|(key, problem)| invalid(&key, problem))?;
    let fallbacks =
        fallback::check(&general, own, &channels).map_err(|(key, problem)| invalid(&key, problem))?;
    alerts.quiet_hours = quiet_hours::check(quiet_hours, &channels, &alerts.time_zone)
        .map_err(|(key, problem)| invalid(&key, problem))?;
    let rules = alert_rules::check(raw.rule, &channels).map_err(|(key, problem)| invalid(&key, problem))?;
    let routes =
        alert_rules::check_routes(raw.route, &channels).map_err(|(key, problem)| invalid(&key, problem))?;
    Ok(Config {
        listen,
        data: raw.data.map_or(default.data, PathBuf::from),
        public_url,
        trusted_proxies: nets("trusted_proxies", &raw.trusted_proxies)?,
        log,
        limits: limits(&raw.limits),
        retention: retention(&raw.retention),
        pages,
        metrics,
        demo,
        projects: projects.into_iter().collect(),
        default_project,
        origins: default.origins,
        alerts,
        channels,
        fallbacks,
        rules,
        routes,
        outgoing,
        first_party: first_party::check(raw.first_party).map_err(|(key, problem)| invalid(key, problem))?,
        trackers: trackers::check(raw.tracker).map_err(|(key, problem)| invalid(&key, problem))?,
    })
}

fn pages(raw: &RawPages, listen: SocketAddr) -> Result<Pages, ConfigError> {
    let default = Pages::default_at(listen);
    let hosts: Option<_> = raw.hosts.0.iter().map(|text| Host::parse_configured(text)).collect();
    Ok(Pages {
        token_required: raw.token_required.unwrap_or(default.token_required),
        hosts: hosts.ok_or_else(|| {
            invalid(
                "pages.hosts",
                "has one that is no host name without scheme and path, such as errors.example",
            )
        })?,
    })
}

/// The settings that apply to every project.
fn default_project(
    limits: &RawLimits,
    raw: RawScrub,
    shared: &[GroupingRule],
) -> Result<ProjectRules, ConfigError> {
    let default = ProjectRules::default();
    let scrub = scrub(raw, &default.scrub);
    Ok(ProjectRules {
        rate: limits.rate.unwrap_or(default.rate),
        key_rate: limits.key_rate.unwrap_or(default.key_rate),
        quota: limits.quota.unwrap_or(default.quota),
        spike: limits.spike.unwrap_or(default.spike),
        spans_per_day: limits.spans_per_day.unwrap_or(default.spans_per_day),
        transactions_per_day: limits.transactions_per_day.unwrap_or(default.transactions_per_day),
        sessions_per_day: limits.sessions_per_day.unwrap_or(default.sessions_per_day),
        grouping: grouping::of_all(shared)?,
        attachments_per_day: limits.attachments_per_day.unwrap_or(default.attachments_per_day),
        feedback_per_day: limits.feedback_per_day.unwrap_or(default.feedback_per_day),
        alert_requests_per_minute: limits
            .alert_requests_per_minute
            .unwrap_or(default.alert_requests_per_minute),
        alert_requests_per_client: limits
            .alert_requests_per_client
            .unwrap_or(default.alert_requests_per_client),
        scrubber: scrubber("scrub", &scrub)?,
        scrub,
        ..default
    })
}

/// The settings of one project. Settings that it leaves out come from the defaults for all projects.
fn project(
    name: &str,
    raw: RawProject,
    default_project: &ProjectRules,
    shared: &[GroupingRule],
) -> Result<ProjectRules, ConfigError> {
    let key = |field: &str| format!("project.{name}.{field}");
    let origins: Option<_> = raw.origins.0.iter().map(|text| Allowed::parse(text)).collect();
    let scrub = scrub(raw.scrub, &default_project.scrub);
    let filters = filters::check(raw.filters).map_err(|(field, problem)| invalid(&key(field), problem))?;
    Ok(ProjectRules {
        filters,
        origins: origins.ok_or_else(|| {
            invalid(&key("origins"), "has one that is no origin, such as https://shop.example")
        })?,
        allow_ips: nets(&key("allow_ips"), &raw.allow_ips)?,
        deny_ips: nets(&key("deny_ips"), &raw.deny_ips)?,
        rate: raw.rate.unwrap_or(default_project.rate),
        key_rate: raw.key_rate.unwrap_or(default_project.key_rate),
        quota: raw.quota.unwrap_or(default_project.quota),
        spike: raw.spike.unwrap_or(default_project.spike),
        spans_per_day: raw.spans_per_day.unwrap_or(default_project.spans_per_day),
        transactions_per_day: raw.transactions_per_day.unwrap_or(default_project.transactions_per_day),
        sessions_per_day: raw.sessions_per_day.unwrap_or(default_project.sessions_per_day),
        grouping: grouping::of_project(name, &raw.grouping, shared)?,
        attachments_per_day: raw.attachments_per_day.unwrap_or(default_project.attachments_per_day),
        feedback_per_day: raw.feedback_per_day.unwrap_or(default_project.feedback_per_day),
        alert_requests_per_minute: raw
            .alert_requests_per_minute
            .unwrap_or(default_project.alert_requests_per_minute),
        alert_requests_per_client: raw
            .alert_requests_per_client
            .unwrap_or(default_project.alert_requests_per_client),
        alert_with_dsn_key: raw.alert_with_dsn_key.unwrap_or(default_project.alert_with_dsn_key),
        scrubber: scrubber(&key("scrub"), &scrub)?,
        scrub,
        upstream: raw.upstream_dsn.map(|dsn| upstream(&key("upstream_dsn"), &dsn)).transpose()?,
    })
}

fn scrub(raw: RawScrub, default_project: &Settings) -> Settings {
    let texts = |raw: Option<Texts>, default_project: &Vec<String>| {
        raw.map_or_else(|| default_project.clone(), |texts| texts.0)
    };
    Settings {
        defaults: raw.defaults.unwrap_or(default_project.defaults),
        emails: raw.emails.unwrap_or(default_project.emails),
        ip_addresses: raw.ip_addresses.unwrap_or(default_project.ip_addresses),
        chinese_ids: raw.chinese_ids.unwrap_or(default_project.chinese_ids),
        fields: texts(raw.fields, &default_project.fields),
        keep: texts(raw.keep, &default_project.keep),
        patterns: raw.patterns.map_or_else(|| default_project.patterns.clone(), |patterns| patterns.0),
    }
}

fn scrubber(key: &str, settings: &Settings) -> Result<Arc<Scrubber>, ConfigError> {
    let scrubber = Scrubber::new(settings);
    scrubber.map(Arc::new).map_err(|_| {
        invalid(&format!("{key}.patterns"), "has one that is no regular expression, or too large a one")
    })
}

fn upstream(key: &str, dsn: &Secret<String>) -> Result<Secret<Dsn>, ConfigError> {
    let dsn = Dsn::parse(dsn.expose());
    dsn.map(Secret::new).map_err(|_| invalid(key, "is no DSN, such as https://KEY@sentry.example/7"))
}

/// IP addresses and networks such as `10.0.0.0/8`.
fn nets(key: &str, texts: &Texts) -> Result<Vec<IpNet>, ConfigError> {
    let net = |text: &String| text.parse().ok().or_else(|| Some(text.parse::<IpAddr>().ok()?.into()));
    let nets: Option<_> = texts.0.iter().map(net).collect();
    nets.ok_or_else(|| invalid(key, "has one that is neither an address nor a range, such as 10.0.0.0/8"))
}

fn time_zone(text: Option<&str>, of_environment: Option<TimeZone>) -> Result<TimeZone, ConfigError> {
    let Some(text) = text else { return Ok(of_environment.unwrap_or_default()) };
    TimeZone::parse(text).ok_or_else(|| {
        invalid(
            "alert.time_zone",
            "is neither an offset, such as +08:00, nor a time zone of this machine, such as Asia/Shanghai \
             (their names come with the package tzdata)",
        )
    })
}

fn retention(raw: &RawRetention) -> Retention {
    let default = Retention::default();
    Retention {
        days: raw.days.unwrap_or(default.days),
        size: raw.size.unwrap_or(default.size),
        attachment_days: raw.attachment_days.unwrap_or(default.attachment_days),
        attachment_size: raw.attachment_size.unwrap_or(default.attachment_size),
        performance_days: raw.performance_days.unwrap_or(default.performance_days),
        performance_size: raw.performance_size.unwrap_or(default.performance_size),
        distribution_days: raw.distribution_days.unwrap_or(default.distribution_days),
    }
}

fn limits(raw: &RawLimits) -> Limits {
    let default = Limits::default();
    let size = |raw: Option<u32>, default| raw.map_or(default, |n| n as usize);
    let seconds = |raw: Option<u32>, default| raw.map_or(default, |n| Duration::from_secs(n.into()));
    let connections = size(raw.connections, default.connections);
    Limits {
        body: size(raw.body, default.body),
        decompressed: size(raw.decompressed, default.decompressed),
        event: size(raw.event, default.event),
        attachment: size(raw.attachment, default.attachment),
        items: size(raw.items, default.items),
        queue: size(raw.queue, default.queue),
        backlog: raw.backlog.unwrap_or(default.backlog),
        forward: raw.forward.unwrap_or(default.forward),
        body_timeout: seconds(raw.body_timeout, default.body_timeout),
        body_memory: size(raw.body_memory, default.body_memory),
        connections,
        connections_per_address: size(raw.connections_per_address, connections.div_ceil(2)),
        answer_timeout: seconds(raw.answer_timeout, default.answer_timeout),
    }
}

/// Checks the public URL. Its path becomes a part of every link on the pages.
fn check_public_url(text: &str) -> Result<String, ConfigError> {
    let url = http_url(text).map_err(|problem| invalid("public_url", problem))?;
    let is_of_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte);
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    if !path.bytes().all(is_of_path) {
        return Err(invalid("public_url", "has a path with more than letters, digits and -._~%/"));
    }
    Ok(url)
}

fn invalid(key: &str, problem: impl Into<Cow<'static, str>>) -> ConfigError {
    ConfigError::Invalid { key: key.to_owned(), problem: problem.into() }
}

#[cfg(test)]
mod tests;
