//! A rule as people write it on a page of a project or over the web API: the keys below `[rule.<name>]`, stored as TOML.

use figment::Figment;
use figment::providers::Serialized;
use serde_json::{Map, Value, json};

use super::check::{check_name, check_rule};
use super::error::{RuleError, problem};
use crate::config::channels::Channels;
use crate::config::raw::RawRule;
use crate::model::alert_rule::{Rule, RuleOrigin};
use crate::model::patterns::Patterns;

/// Largest text of a rule, in bytes.
const LONGEST_TEXT: usize = 8_192;
/// Most problems that are told at once.
const PROBLEMS: usize = 20;

/// The keys of a rule and their values, as they were written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WrittenRule(Map<String, Value>);

impl WrittenRule {
    /// A rule with these keys. One without a value is left out.
    #[must_use]
    pub fn new(mut keys: Map<String, Value>) -> Self {
        keys.retain(|_, value| !value.is_null());
        Self(keys)
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        if text.len() > LONGEST_TEXT {
            return problem("", TOO_LONG);
        }
        match toml::from_str(text) {
            Ok(keys) => Ok(Self(keys)),
            Err(_) => problem("", "is not TOML: write key = value, with texts in quotes"),
        }
    }

    /// The text that is stored.
    pub fn text(&self) -> Result<String, RuleError> {
        match toml::to_string(&self.0) {
            Ok(text) if text.len() <= LONGEST_TEXT => Ok(text),
            Ok(_) => problem("", TOO_LONG),
            Err(_) => problem("", "has a value that cannot be stored"),
        }
    }

    /// The keys and their values.
    #[must_use]
    pub fn keys(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Whether it is to be in force.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.0.get("enabled") != Some(&Value::Bool(false))
    }

    /// The same, switched on or off.
    #[must_use]
    pub fn switched(&self, is_enabled: bool) -> Self {
        let mut keys = self.0.clone();
        if is_enabled {
            keys.remove("enabled");
        } else {
            keys.insert("enabled".to_owned(), Value::Bool(false));
        }
        Self(keys)
    }

    /// The rule of a project. Its name begins with that of its project, and its projects are that one.
    pub fn check(&self, project: &str, name: &str, channels: &Channels) -> Result<Rule, RuleError> {
        check_name(name).map_err(|error| RuleError { field: "name".to_owned(), ..error })?;
        let raw: RawRule =
            Figment::from(Serialized::defaults(&self.0)).extract().map_err(|error| unreadable(&error))?;
        if !raw.project.0.is_empty() {
            return problem("project", "has no meaning here: the rule is of this project");
        }
        let origin = RuleOrigin::Project(project.to_owned());
        let mut rule = check_rule(raw, format!("{project}/{name}"), origin, channels)?;
        rule.conditions.projects = match Patterns::parse([project]) {
            Ok(patterns) => patterns,
            Err(_) => return problem("", "is of a project with a name that is too long"),
        };
        Ok(rule)
    }

    /// The same, with the problems of several keys at once: for a key with a problem, another value is taken to find the
    /// others.
    pub fn check_all(&self, project: &str, name: &str, channels: &Channels) -> Result<Rule, Vec<RuleError>> {
        let (mut rest, mut name) = (self.clone(), name);
        let mut problems: Vec<RuleError> = Vec::new();
        loop {
            let error = match rest.check(project, name, channels) {
                Ok(rule) if problems.is_empty() => return Ok(rule),
                Ok(_) => return Err(problems),
                Err(error) => error,
            };
            let key = error.key().to_owned();
            if problems.iter().any(|known| known.key() == key) {
                return Err(problems);
            }
            problems.push(error);
            let is_replaced = match stand_in(&key) {
                _ if key == "name" => {
                    name = "x";
                    true
                }
                Some(value) => {
                    rest.0.insert(key, value);
                    true
                }
                None => rest.0.remove(&key).is_some(),
            };
            if !is_replaced || problems.len() >= PROBLEMS {
                return Err(problems);
            }
        }
    }
}

/// A value of a key that a rule may not lack. Any rule with the key can have it.
fn stand_in(key: &str) -> Option<Value> {
    match key {
        "above" | "below" => Some(json!(1)),
        "factor" => Some(json!(2)),
        "metric" => Some(json!("lcp")),
        _ => None,
    }
}

const TOO_LONG: &str = "is longer than 8,192 bytes";

/// The text of the error quotes the value; the key alone says enough.
fn unreadable(error: &figment::Error) -> RuleError {
    let mut path = error.path.clone();
    match &error.kind {
        figment::error::Kind::UnknownField(name, _) => {
            if path.last() != Some(name) {
                path.push(name.clone());
            }
            RuleError { field: path.join("."), problem: "is a key that rules do not have" }
        }
        _ => RuleError { field: path.join("."), problem: "is not of the right type" },
    }
}

/// Reads a rule that is stored for a project.
pub fn read_rule(project: &str, name: &str, text: &str, channels: &Channels) -> Result<Rule, RuleError> {
    WrittenRule::parse(text)?.check(project, name, channels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(keys: &Value) -> WrittenRule {
        WrittenRule::new(keys.as_object().unwrap().clone())
    }

    fn problems(keys: &Value) -> Vec<String> {
        let checked = written(keys).check_all("shop", "pay", &Channels::new());
        checked.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let keys = json!({
            "on": "events",
            "above": 100,
            "tag": { "team a": ["x\"y", "\u{7f}漢\n"], "b.c": "*1" },
            "handled": false,
            "url": ["*/checkout*"],
            "at_mobiles": [13_800_000_000_u64],
            "window": null,
        });
        let rule = written(&keys);
        let text = rule.text().unwrap();
        assert_eq!(WrittenRule::parse(&text).unwrap(), rule, "{text}");
        assert!(!rule.keys().contains_key("window"));
        let channels = Channels::new();
        assert_eq!(read_rule("shop", "pay", &text, &channels), rule.check("shop", "pay", &channels));
        let off = rule.switched(false);
        assert!(rule.is_enabled() && !off.is_enabled() && off.switched(true) == rule);
        assert_eq!(WrittenRule::parse(&off.text().unwrap()).unwrap(), off);
    }

    #[test]
    fn a_rule_of_a_project_is_of_that_project() {
        let channels = Channels::new();
        let read = |name: &str, text: &str| read_rule("shop", name, text, &channels);
        let rule = read("pay", "on = 'new_issue'\nlevel = 'fatal'").unwrap();
        assert_eq!((rule.name.as_str(), rule.origin), ("shop/pay", RuleOrigin::Project("shop".into())));
        assert!(rule.conditions.projects.matches("shop") && !rule.conditions.projects.matches("web"));
        for (name, text, expect) in [
            ("pay", "on = 'new_issue'\nproject = 'web'", "project has no meaning here"),
            ("pay", "on = 'new_issue'\nchannels = 'nobody'", "channels names a channel that is not"),
            ("pay", "when = 'new_issue'", "when is a key that rules do not have"),
            ("pay", "on = new_issue", "is not TOML"),
            ("pay", "on = 'spike'\nfactor = 'x'", "factor is not of the right type"),
            ("a b", "on = 'new_issue'", "name is not a name"),
            (".", "on = 'new_issue'", "name is a name that no"),
            ("..", "on = 'new_issue'", "name is a name that no"),
            ("pay", &"#".repeat(LONGEST_TEXT + 1), "is longer than"),
        ] {
            let error = read(name, text).unwrap_err().to_string();
            assert!(error.trim_start().starts_with(expect), "{name} {text}: {error}");
        }
    }

    #[test]
    fn each_key_with_a_problem_is_named_once() {
        for (keys, expect) in [
            (json!({ "on": "new_issue" }), &[][..]),
            (json!({}), &["on is missing"]),
            (json!({ "on": "events" }), &["above is missing"]),
            (json!({ "on": "events", "factor": 0.5 }), &["factor is not more than 1"]),
            (
                json!({ "on": "events", "above": "many", "window": "90s", "channels": "gone" }),
                &["above is not of", "window is too short", "channels names a channel"],
            ),
            (
                json!({ "on": "performance", "window": "x" }),
                &["metric is missing", "above is missing", "window is not"],
            ),
            (
                json!({ "on": "users", "above": 5, "window": "x", "channels": "gone", "severity": "high" }),
                &["window is not a length", "channels names a channel", "severity is none of"],
            ),
            (json!({ "on": "spike", "a": 1, "b": 2 }), &["a is a key", "b is a key"]),
            (
                json!({ "on": "new_issue", "tag": { "t": ["*"] }, "level": 5.5 }),
                &["level is not of", "tag.t has a pattern"],
            ),
            (json!({ "on": "new_issue", "url": [null] }), &["url is not of the right type"]),
        ] {
            let found = problems(&keys);
            assert_eq!(found.len(), expect.len(), "{keys}: {found:?}");
            let all = found.iter().zip(expect).all(|(found, expect)| found.starts_with(expect));
            assert!(all, "{keys}: {found:?}");
        }
    }

    #[test]
    fn a_large_rule_is_refused() {
        let large = written(&json!({ "on": "new_issue", "url": vec!["x".repeat(100); 99] }));
        assert!(large.check("shop", "pay", &Channels::new()).is_ok());
        assert_eq!(large.text().unwrap_err().problem, TOO_LONG);
    }
}
