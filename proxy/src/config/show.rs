//! Prints the configuration: each value, its source, and `***` for a secret.

use super::alert_rules::rule_fields;
use super::{Config, Loaded, ProjectRules, ProjectSetting};
use crate::allowed_origin::Allowed;
use crate::scrub::Settings;

impl Loaded {
    /// One line for each value: `key = value (source)`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let values = values(&self.config).into_iter();
        values.map(|(key, value)| format!("{key} = {value} ({})", self.source(&key))).collect()
    }

    fn source(&self, key: &str) -> &str {
        let found = self.sources.find_metadata(key).or_else(|| self.sources.find_metadata(&of_all(key)?));
        let found = found.or_else(|| self.sources.find_metadata(of_list(key)?));
        found.map_or("default", |metadata| metadata.name.as_ref())
    }
}

/// The key of the default that applies if the project does not set the value.
fn of_all(key: &str) -> Option<String> {
    let (_, field) = key.strip_prefix("project.")?.split_once('.')?;
    Some(if field.starts_with("scrub.") { field.to_owned() } else { format!("limits.{field}") })
}

/// The key of the list to which an entry such as `grouping.0` belongs.
fn of_list(key: &str) -> Option<&str> {
    let (list, index) = key.rsplit_once('.')?;
    index.parse::<usize>().is_ok().then_some(list)
}

fn values(config: &Config) -> Vec<(String, String)> {
    let limits = &config.limits;
    let mut values = vec![
        ("listen".to_owned(), config.listen.to_string()),
        ("data".to_owned(), config.data.display().to_string()),
        ("public_url".to_owned(), config.public_url.clone()),
        ("log".to_owned(), format!("{:?}", config.log).to_lowercase()),
        ("trusted_proxies".to_owned(), listed(&config.trusted_proxies)),
        ("limits.body".to_owned(), limits.body.to_string()),
        ("limits.decompressed".to_owned(), limits.decompressed.to_string()),
        ("limits.event".to_owned(), limits.event.to_string()),
        ("limits.attachment".to_owned(), limits.attachment.to_string()),
        ("limits.items".to_owned(), limits.items.to_string()),
        ("limits.queue".to_owned(), limits.queue.to_string()),
        ("limits.backlog".to_owned(), limits.backlog.to_string()),
        ("limits.forward".to_owned(), limits.forward.to_string()),
        ("limits.body_timeout".to_owned(), limits.body_timeout.as_secs().to_string()),
        ("limits.body_memory".to_owned(), limits.body_memory.to_string()),
        ("limits.connections".to_owned(), limits.connections.to_string()),
        ("limits.connections_per_address".to_owned(), limits.connections_per_address.to_string()),
        ("limits.answer_timeout".to_owned(), limits.answer_timeout.as_secs().to_string()),
        ("pages.token_required".to_owned(), config.pages.token_required.to_string()),
        ("pages.hosts".to_owned(), listed(&config.pages.hosts)),
        ("metrics.public".to_owned(), config.metrics.public.to_string()),
        ("demo.public".to_owned(), config.demo.public.to_string()),
    ];
    values.extend([
        ("retention.days".to_owned(), config.retention.days.to_string()),
        ("retention.size".to_owned(), config.retention.size.to_string()),
        ("retention.attachment_days".to_owned(), config.retention.attachment_days.to_string()),
        ("retention.attachment_size".to_owned(), config.retention.attachment_size.to_string()),
        ("retention.performance_days".to_owned(), config.retention.performance_days.to_string()),
        ("retention.performance_size".to_owned(), config.retention.performance_size.to_string()),
        ("retention.distribution_days".to_owned(), config.retention.distribution_days.to_string()),
        ("alert.time_zone".to_owned(), config.alerts.time_zone.to_string()),
        ("outgoing.allow_private".to_owned(), listed(&config.outgoing.allow_private)),
        ("first_party.path".to_owned(), config.first_party.path.clone().unwrap_or_default()),
        ("first_party.name".to_owned(), config.first_party.name.clone()),
    ]);
    let under = |prefix: &str, values: Vec<(&str, String)>| {
        values.into_iter().map(|(field, value)| (format!("{prefix}.{field}"), value)).collect::<Vec<_>>()
    };
    values.extend(under("limits", rates(&config.default_project)));
    values.extend(under("scrub", scrub(&config.default_project.scrub)));
    values.extend(super::grouping::shown(config));
    for tracker in &config.trackers {
        values.extend(under(&format!("tracker.{}", tracker.name), super::trackers::fields(tracker)));
    }
    for (name, rules) in &config.projects {
        let origins: Vec<_> = rules.origins.iter().map(Allowed::as_str).collect();
        let fields = vec![
            ("origins", origins.join(",")),
            ("allow_ips", listed(&rules.allow_ips)),
            ("deny_ips", listed(&rules.deny_ips)),
            ("upstream_dsn", rules.upstream.as_ref().map_or_else(String::new, |dsn| format!("{dsn:?}"))),
        ];
        values.extend(under(&format!("project.{name}"), fields));
        values.extend(under(&format!("project.{name}"), rates(rules)));
        values.extend(under(&format!("project.{name}"), filters(rules)));
        values.extend(under(&format!("project.{name}.scrub"), scrub(&rules.scrub)));
    }
    values.extend(super::quiet_hours::shown(&config.alerts.quiet_hours));
    for (name, channel) in &config.channels {
        let table = format!("alert.{}.{name}", channel.kind());
        values.extend(under(&table, channel.fields()));
        values.extend(under(&table, super::fallback::shown(name, &config.fallbacks)));
    }
    for rule in &config.rules {
        let fields = rule_fields(rule).into_iter();
        values.extend(fields.map(|(field, value)| (format!("rule.{}.{field}", rule.name), value)));
    }
    for (index, route) in config.routes.iter().enumerate() {
        values.push((format!("route.{index}"), route.channels.join(",")));
    }
    values
}

fn rates(rules: &ProjectRules) -> Vec<(&'static str, String)> {
    vec![
        ("rate", rules.rate.to_string()),
        ("key_rate", rules.key_rate.to_string()),
        ("quota", rules.quota.to_string()),
        ("spike", rules.spike.to_string()),
        ("spans_per_day", rules.spans_per_day.to_string()),
        ("transactions_per_day", rules.transactions_per_day.to_string()),
        ("sessions_per_day", rules.sessions_per_day.to_string()),
        ("attachments_per_day", rules.attachments_per_day.to_string()),
        ("feedback_per_day", rules.feedback_per_day.to_string()),
        ("alert_requests_per_minute", rules.alert_requests_per_minute.to_string()),
        ("alert_requests_per_client", rules.alert_requests_per_client.to_string()),
    ]
}

fn filters(rules: &ProjectRules) -> Vec<(&'static str, String)> {
    let all = ProjectSetting::ALL.into_iter().filter(|setting| setting.name().starts_with("filters."));
    all.map(|setting| (setting.name(), setting.value(rules).replace('\n', ","))).collect()
}

fn scrub(settings: &Settings) -> Vec<(&'static str, String)> {
    vec![
        ("defaults", settings.defaults.to_string()),
        ("emails", settings.emails.to_string()),
        ("ip_addresses", settings.ip_addresses.to_string()),
        ("chinese_ids", settings.chinese_ids.to_string()),
        ("fields", settings.fields.join(",")),
        ("keep", settings.keep.join(",")),
        ("patterns", settings.patterns.join(",")),
    ]
}

fn listed<T: std::fmt::Display>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use crate::config::{Flags, load};

    #[test]
    fn each_value_with_its_source_and_no_secret() {
        let environment = [
            ("BALEFIRE_LISTEN".to_owned(), "127.0.0.1:1".to_owned()),
            ("BALEFIRE_PROJECT__DEMO__ORIGINS".to_owned(), "https://a.test, *.b.test".to_owned()),
            ("BALEFIRE_ALERT__DINGTALK__OPS__ACCESS_TOKEN".to_owned(), "hunter2".to_owned()),
            ("BALEFIRE_RETENTION__PERFORMANCE_SIZE".to_owned(), "1000000".to_owned()),
        ];
        let lines = load(&Flags::default(), environment.into_iter()).unwrap().lines().join("\n");
        assert!(lines.contains("listen = 127.0.0.1:1 (BALEFIRE_LISTEN)"), "{lines}");
        assert!(lines.contains("limits.items = 100 (default)"), "{lines}");
        let size = "retention.performance_size = 1000000 (BALEFIRE_RETENTION__PERFORMANCE_SIZE)";
        assert!(lines.contains(size), "{lines}");
        assert!(lines.contains("retention.performance_days = 30 (default)"), "{lines}");
        let origins = "project.demo.origins = https://a.test,*.b.test (BALEFIRE_PROJECT__DEMO__ORIGINS)";
        assert!(lines.contains(origins), "{lines}");
        let token = "alert.dingtalk.ops.access_token = *** (BALEFIRE_ALERT__DINGTALK__OPS__ACCESS_TOKEN)";
        assert!(lines.contains(token), "{lines}");
        assert!(!lines.contains("hunter2"), "{lines}");
    }
}
