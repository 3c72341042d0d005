//! Settings that people changed on the pages, laid over the configuration: a value of the file or the environment stays.

use std::collections::BTreeMap;

use super::alert_rules::WrittenRule;
use super::{Config, ProjectSetting};

/// The settings and the alert rules of each project by name, as they are stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredSettings {
    settings: BTreeMap<String, BTreeMap<String, String>>,
    /// The texts of rules by project and name.
    rules: BTreeMap<(String, String), String>,
}

impl StoredSettings {
    /// Adds the value of a setting of a project.
    pub fn insert(&mut self, project: &str, setting: &str, value: &str) {
        let settings = self.settings.entry(project.to_owned()).or_default();
        settings.insert(setting.to_owned(), value.to_owned());
    }

    /// Adds a rule of a project, as it was written.
    pub fn insert_rule(&mut self, project: &str, name: &str, text: &str) {
        self.rules.insert((project.to_owned(), name.to_owned()), text.to_owned());
    }

    /// The configuration with these settings and rules. A setting that another version of the server stored, and that is not known or
    /// not valid here, is passed over.
    #[must_use]
    pub fn over(&self, mut config: Config) -> Config {
        for (project, settings) in &self.settings {
            let mut rules = config.project(project).clone();
            let mut is_changed = false;
            for (name, value) in settings {
                let Some(setting) = ProjectSetting::named(name) else { continue };
                if config.origin(project, setting).is_some() {
                    continue;
                }
                match setting.set(&mut rules, value) {
                    Ok(()) => is_changed = true,
                    Err(error) => {
                        let error = &error as &dyn std::error::Error;
                        tracing::warn!(project, name, error, "stored setting passed over");
                    }
                }
            }
            if is_changed {
                config.projects.insert(project.clone(), rules);
            }
        }
        for ((project, name), text) in &self.rules {
            let written = WrittenRule::parse(text);
            if written.as_ref().is_ok_and(|rule| !rule.is_enabled()) {
                continue;
            }
            match written.and_then(|rule| rule.check(project, name, &config.channels)) {
                Ok(rule) => config.rules.push(rule),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(project, name, error, "stored alert rule passed over");
                }
            }
        }
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_the_file_stays() {
        let mut config = Config::default();
        config.origins.insert("project.shop.quota".to_owned(), "balefire.toml".to_owned());
        config.origins.insert("limits.spike".to_owned(), "BALEFIRE_LIMITS__SPIKE".to_owned());
        let mut stored = StoredSettings::default();
        for (name, value) in [
            ("quota", "7"),
            ("spike", "8"),
            ("rate", "9"),
            ("filters.web_crawlers", "false"),
            ("filters.localhost", "perhaps"),
            ("of_the_future", "1"),
        ] {
            stored.insert("shop", name, value);
        }
        let config = stored.over(config);
        let (shop, other) = (config.project("shop"), config.project("other"));
        assert_eq!((shop.quota, shop.spike, shop.rate), (other.quota, other.spike, 9));
        assert!(!shop.filters.web_crawlers && other.filters.web_crawlers && !shop.filters.localhost);
    }
}
