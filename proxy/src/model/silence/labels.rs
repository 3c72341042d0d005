//! The labels of a firing, which matchers ask for by name.

use std::borrow::Cow;

/// The parts of a firing that a silence can name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Labels<'a> {
    /// The project's name in addresses.
    pub project: &'a str,
    /// The name of the rule that fired.
    pub rule: &'a str,
    /// The number of the issue, if the firing is about one.
    pub issue: Option<i64>,
    /// `fatal`, `error`, `warning`, `info` or `debug`.
    pub level: &'a str,
    /// The environment of the event.
    pub environment: Option<&'a str>,
    /// The release of the event.
    pub release: Option<&'a str>,
    /// The tags of the event.
    pub tags: &'a [(String, String)],
}

impl Labels<'_> {
    /// The value of a label. One that is missing is empty, as in Alertmanager. A tag cannot take the name of another
    /// label. `alertname` is Prometheus's word for the rule.
    #[must_use]
    pub fn get(&self, name: &str) -> Cow<'_, str> {
        match name {
            "project" => self.project.into(),
            "rule" | "alertname" => self.rule.into(),
            "issue" => self.issue.map(|id| id.to_string()).unwrap_or_default().into(),
            "level" => self.level.into(),
            "environment" => self.environment.unwrap_or_default().into(),
            "release" => self.release.unwrap_or_default().into(),
            tag => {
                let found = self.tags.iter().find(|(key, _)| key == tag);
                found.map_or("", |(_, value)| value.as_str()).into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name() {
        let tags = [("browser".to_owned(), "Firefox".to_owned()), ("project".to_owned(), "other".to_owned())];
        let labels = Labels {
            project: "shop",
            rule: "new",
            issue: Some(7),
            level: "error",
            tags: &tags,
            ..Labels::default()
        };
        for (name, value) in [
            ("project", "shop"),
            ("rule", "new"),
            ("alertname", "new"),
            ("issue", "7"),
            ("level", "error"),
            ("environment", ""),
            ("browser", "Firefox"),
            ("nothing", ""),
        ] {
            assert_eq!(labels.get(name), value, "{name}");
        }
    }
}
