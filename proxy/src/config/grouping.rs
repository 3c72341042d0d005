//! The rules for grouping, from `[[grouping]]` and `[[project.<name>.grouping]]`.

use std::sync::Arc;

use super::error::ConfigError;
use super::values::Config;
use crate::model::grouping_rules::{CheckedRule, GroupingRule, GroupingRules};

/// Checks the rules of all projects.
pub(super) fn of_all(shared: &[GroupingRule]) -> Result<Arc<GroupingRules>, ConfigError> {
    check("", &[], shared)
}

/// Checks the rules of a project, behind which those of all projects stand.
pub(super) fn of_project(
    name: &str,
    own: &[GroupingRule],
    shared: &[GroupingRule],
) -> Result<Arc<GroupingRules>, ConfigError> {
    check(&format!("project.{name}."), own, shared)
}

fn check(
    prefix: &str,
    own: &[GroupingRule],
    shared: &[GroupingRule],
) -> Result<Arc<GroupingRules>, ConfigError> {
    GroupingRules::new(own, shared).map(Arc::new).map_err(|error| {
        let index = error.index.to_string();
        let parts = ["grouping", &index, error.key].into_iter().filter(|part| !part.is_empty());
        let key = format!("{prefix}{}", parts.collect::<Vec<_>>().join("."));
        ConfigError::Invalid { key, problem: error.problem.into() }
    })
}

/// The rules as `check` shows them: each with its key.
pub(super) fn shown(config: &Config) -> Vec<(String, String)> {
    let keyed = |prefix: String, rules: &[CheckedRule]| {
        let rule =
            |(index, rule): (usize, &CheckedRule)| (format!("{prefix}grouping.{index}"), rule.text.clone());
        rules.iter().enumerate().map(rule).collect::<Vec<_>>()
    };
    let mut all = keyed(String::new(), config.default_project.grouping.all());
    for (name, rules) in &config.projects {
        all.extend(keyed(format!("project.{name}."), rules.grouping.own()));
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::config::{Flags, Loaded, load};

    const FILE: &str = "[[grouping]]\ntype = 'ChunkLoadError'\nfingerprint = ['chunks']\n\
        [[project.shop.grouping]]\nmessage = '*timeout*'\nurl = '*/checkout*'\nmessage_numbers = 'keep'\n";

    fn read(file: &str) -> Result<Loaded, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("balefire.toml");
        std::fs::write(&path, file).unwrap();
        load(&Flags { file: Some(path), ..Flags::default() }, std::iter::empty())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_project_asks_its_own_rules_first_and_all_are_shown() {
        let loaded = read(FILE).unwrap();
        let (shop, other) = (loaded.config.project("shop"), loaded.config.project("other"));
        let texts = |rules: &crate::model::grouping_rules::GroupingRules| {
            rules.all().iter().map(|rule| rule.text.clone()).collect::<Vec<_>>()
        };
        let own = "message = \"*timeout*\", url = \"*/checkout*\" -> message_numbers = \"keep\"";
        let shared = "type = \"ChunkLoadError\" -> fingerprint = [\"chunks\"]";
        assert_eq!(texts(&shop.grouping), [own, shared]);
        assert_eq!(texts(&other.grouping), [shared]);
        let lines = loaded.lines().join("\n");
        assert!(lines.contains(&format!("\ngrouping.0 = {shared} (")), "{lines}");
        assert!(lines.contains(&format!("\nproject.shop.grouping.0 = {own} (")), "{lines}");
        assert!(!lines.contains(&format!("{own} (default)")), "{lines}");
    }

    #[test]
    fn errors_name_the_rule_and_its_key_and_not_the_value() {
        for (file, expect) in [
            ("[[grouping]]\ntype = 'a'\n", "grouping.0 does nothing"),
            ("[[grouping]]\nfingerprint = ['a']\n", "grouping.0 has no matcher"),
            (
                "[[project.shop.grouping]]\ntype = 'a'\nfingerprint = ['a']\n\
                 [[project.shop.grouping]]\ntype = 'a'\nfingerprint = ['{{ hunter2 }}']\n",
                "project.shop.grouping.1.fingerprint has an unknown variable",
            ),
            (
                "[[grouping]]\ntype = 'a'\nmessage_numbers = 'hunter2'\n",
                "grouping.0.message_numbers is neither keep nor drop",
            ),
            ("[[grouping]]\ntyp = 'hunter2'\n", "grouping.0.typ"),
            ("[[grouping]]\ntype = ['hunter2']\n", "grouping.0.type"),
            ("[grouping]\ntype = 'hunter2'\n", "grouping"),
        ] {
            let error = read(file).unwrap_err();
            assert!(error.contains(expect) && !error.contains("hunter2"), "{error}");
        }
    }
}
