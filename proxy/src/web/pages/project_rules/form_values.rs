//! Between the fields of a form and the keys of a rule.

use serde_json::{Map, Number, Value, json};

use super::rule_kind::RuleKind;
use crate::config::alert_rules::{RuleError, WrittenRule};

/// Fields as they were entered. One with several values stands there several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FormValues(Vec<(String, String)>);

/// How the text of a field becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// Any number.
    Decimal,
    /// One text in each line.
    Lines,
    /// `name=pattern` in each line.
    Pairs,
    /// Texts that were chosen.
    Chosen,
    /// `true` or `false`; empty: neither.
    Switch,
}

/// The kind of a key's value.
pub(super) fn value_kind(key: &str) -> ValueKind {
    match key {
        "above" | "below" | "factor" => ValueKind::Decimal,
        "at_least" | "percentile" | "min_samples" | "after_events" | "after_users" => ValueKind::Whole,
        "environment" | "release" | "level" | "url" | "browser" | "at_mobiles" | "at_user_ids" => {
            ValueKind::Lines
        }
        "tag" => ValueKind::Pairs,
        "on" | "channels" => ValueKind::Chosen,
        "handled" | "at_all" | "enabled" => ValueKind::Switch,
        _ => ValueKind::Text,
    }
}

impl FormValues {
    /// Fields that came with a request.
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The value of a field; empty if it is missing.
    pub(super) fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// All values of a field.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// The fields of a rule that is stored.
    pub(super) fn of(name: &str, rule: &WrittenRule) -> Self {
        let mut values = Self(vec![("name".to_owned(), name.to_owned())]);
        for (key, value) in rule.keys() {
            match value_kind(key) {
                ValueKind::Chosen => {
                    values.0.extend(texts(value).into_iter().map(|text| (key.clone(), text)));
                }
                ValueKind::Lines => values.0.push((key.clone(), texts(value).join("\n"))),
                ValueKind::Pairs => values.0.push((key.clone(), tag_lines(value))),
                _ => values.0.push((key.clone(), text(value))),
            }
        }
        if !rule.keys().contains_key("severity") {
            values.0.push(("severity".to_owned(), "warning".to_owned()));
        }
        if rule.is_enabled() {
            values.0.push(("enabled".to_owned(), "true".to_owned()));
        }
        values
    }

    /// The fields of a form that nobody has filled in yet.
    pub(super) fn of_new(kind: RuleKind) -> Self {
        let mut pairs = vec![("enabled", "true"), ("severity", "warning")];
        if kind == RuleKind::Issues {
            pairs.extend([("on", "new_issue"), ("on", "regression"), ("on", "escalating")]);
        }
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// The rule of a kind that these fields make. A field of another kind of rule is left out.
    pub(super) fn rule(&self, kind: RuleKind) -> (WrittenRule, Vec<RuleError>) {
        let (mut keys, mut problems) = (Map::new(), Vec::new());
        match kind.on() {
            Some(word) => keys.insert("on".to_owned(), json!(word)),
            None => keys.insert("on".to_owned(), self.all("on").collect()),
        };
        if self.get("enabled") != "true" {
            keys.insert("enabled".to_owned(), json!(false));
        }
        let fields = [kind.threshold(), kind.conditions(), kind.telling(), &RuleKind::TIMES];
        for key in fields.into_iter().flatten() {
            match self.value(key) {
                Ok(Some(value)) => {
                    keys.insert((*key).to_owned(), value);
                }
                Ok(None) => {}
                Err(problem) => {
                    // As it was entered, so that it is not missing.
                    keys.insert((*key).to_owned(), json!(self.get(key)));
                    problems.push(RuleError { field: (*key).to_owned(), problem });
                }
            }
        }
        // The usual severity is not worth a line.
        if keys.get("severity") == Some(&json!("warning")) {
            keys.remove("severity");
        }
        (WrittenRule::new(keys), problems)
    }

    /// The value of a key; none if nothing was entered.
    fn value(&self, key: &str) -> Result<Option<Value>, &'static str> {
        let text = self.get(key);
        Ok(match value_kind(key) {
            _ if text.is_empty() => None,
            ValueKind::Text => Some(json!(text)),
            ValueKind::Whole => Some(json!(text.parse::<u64>().map_err(|_| NOT_WHOLE)?)),
            ValueKind::Decimal => Some(decimal(text).ok_or("is not a number")?),
            ValueKind::Lines => Some(lines(text).collect()),
            ValueKind::Pairs => Some(tags(text)?),
            ValueKind::Chosen => Some(self.all(key).filter(|text| !text.is_empty()).collect()),
            ValueKind::Switch if key == "at_all" => (text == "true").then_some(Value::Bool(true)),
            ValueKind::Switch => Some(json!(text == "true")),
        })
    }
}

/// What is said of a text that is no whole number.
pub(super) const NOT_WHOLE: &str = "is not a whole number";
/// What is said of a line without a tag.
pub(super) const NOT_A_TAG: &str = "has a line that is not name=pattern";

fn decimal(text: &str) -> Option<Value> {
    if let Ok(whole) = text.parse::<u64>() {
        return i64::try_from(whole).ok().map(Value::from);
    }
    text.parse().ok().and_then(Number::from_f64).map(Value::Number)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn tags(text: &str) -> Result<Value, &'static str> {
    let mut tags: Map<String, Value> = Map::new();
    for line in lines(text) {
        let (name, pattern) = line.split_once('=').ok_or(NOT_A_TAG)?;
        let (name, pattern) = (name.trim(), pattern.trim());
        if name.is_empty() || pattern.is_empty() {
            return Err(NOT_A_TAG);
        }
        if let Value::Array(patterns) = tags.entry(name).or_insert_with(|| json!([])) {
            patterns.push(json!(pattern));
        }
    }
    Ok(Value::Object(tags))
}

fn tag_lines(value: &Value) -> String {
    let tags = value.as_object().into_iter().flatten();
    let lines =
        tags.flat_map(|(name, patterns)| texts(patterns).into_iter().map(move |it| format!("{name}={it}")));
    lines.collect::<Vec<_>>().join("\n")
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().map(text).collect(),
        one => vec![text(one)],
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> FormValues {
        FormValues(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_makes_the_keys_of_its_kind_alone() {
        let form = values(&[
            ("name", "pay"),
            ("enabled", "true"),
            ("above", " 100 "),
            ("window", "10m"),
            ("below", "99"),
            ("level", "fatal\r\n\r\n error "),
            ("tag", "team=pay*\nteam = x=y\nb=1"),
            ("handled", "false"),
            ("channels", "ops"),
            ("channels", "dev"),
            ("severity", "warning"),
            ("at_all", "true"),
            ("after_events", "3"),
            ("group_wait", ""),
        ]);
        let (rule, problems) = form.rule(RuleKind::Events);
        assert_eq!(problems, []);
        let expect = json!({
            "on": "events", "above": 100, "window": "10m", "level": ["fatal", "error"], "handled": false,
            "tag": { "team": ["pay*", "x=y"], "b": ["1"] }, "channels": ["ops", "dev"], "at_all": true,
        });
        assert_eq!(Value::Object(rule.keys().clone()), expect);
        // What is stored fills the same form.
        let again = FormValues::of("pay", &rule);
        assert_eq!(again.rule(RuleKind::Events).0, rule);
        assert_eq!((again.get("tag"), again.get("level")), ("b=1\nteam=pay*\nteam=x=y", "fatal\nerror"));
        assert_eq!((again.get("name"), again.get("enabled"), again.get("above")), ("pay", "true", "100"));
        let off = values(&[("on", "new_issue"), ("on", "requested")]).rule(RuleKind::Issues).0;
        assert_eq!(
            Value::Object(off.keys().clone()),
            json!({ "on": ["new_issue", "requested"], "enabled": false })
        );
        assert_eq!(FormValues::of("x", &off).get("enabled"), "false");
    }

    #[test]
    fn a_text_that_is_no_value_of_its_key_is_named() {
        for (key, text, expect) in [
            ("above", "many", Some("is not a number")),
            ("above", "2.5", None),
            ("above", "NaN", Some("is not a number")),
            ("min_samples", "2.5", Some(NOT_WHOLE)),
            ("percentile", "-1", Some(NOT_WHOLE)),
            ("percentile", "75", None),
        ] {
            let (_, problems) = values(&[(key, text)]).rule(RuleKind::Performance);
            assert_eq!(
                problems.first().map(|it| (it.field.as_str(), it.problem)),
                expect.map(|it| (key, it)),
                "{text}"
            );
        }
        for line in ["team", "=x", "team="] {
            assert_eq!(values(&[("tag", line)]).rule(RuleKind::Users).1[0].problem, NOT_A_TAG);
        }
    }
}
