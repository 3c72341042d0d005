//! An alert rule of a project as JSON: the keys of `[rule.<name>]`, and what is known of it besides.

use serde_json::{Map, Value, json};

use crate::config::Channels;
use crate::config::alert_rules::{RuleError, WrittenRule};
use crate::model::rfc3339;
use crate::store::StoredRule;
use crate::web::read_error::ReadError;

/// Members of an answer that a body may have too, as a client sends back what it got. They change nothing.
const OF_ANSWERS: [&str; 5] = ["id", "projects", "dateModified", "modifiedBy", "problem"];

/// The parts of an answer that are not stored with the rule.
pub(super) struct Around<'a> {
    pub(super) project: &'a str,
    pub(super) channels: &'a Channels,
    /// Whether mobile numbers are shown as they are, or by their last digits.
    pub(super) shows_numbers: bool,
}

/// A stored rule.
pub(super) fn json(rule: &StoredRule, around: &Around<'_>) -> Value {
    let written = WrittenRule::parse(&rule.text);
    let checked = written.as_ref().map_err(RuleError::clone);
    let checked = checked.and_then(|written| written.check(around.project, &rule.name, around.channels));
    let written = written.unwrap_or_default();
    let mut shown = written.keys().clone();
    if !around.shows_numbers
        && let Some(numbers) = shown.get_mut("at_mobiles")
    {
        *numbers = last_digits(numbers);
    }
    for (name, value) in [
        ("id", json!(rule.name)),
        ("name", json!(rule.name)),
        ("projects", json!([around.project])),
        ("enabled", json!(written.is_enabled())),
        ("dateModified", json!(rfc3339::format(rule.changed))),
        ("modifiedBy", json!(Some(&rule.changed_by).filter(|by| !by.is_empty()))),
        ("problem", json!(checked.err().map(|error| error.to_string().trim_start().to_owned()))),
    ] {
        shown.insert(name.to_owned(), value);
    }
    Value::Object(shown)
}

fn last_digits(numbers: &Value) -> Value {
    let hidden = |number: &Value| {
        let text = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
        let from = text.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        json!(format!("…{}", text.get(from..).unwrap_or_default()))
    };
    match numbers {
        Value::Array(numbers) => numbers.iter().map(hidden).collect(),
        one => hidden(one),
    }
}

/// The name in a body, if it has one, and the rule.
pub(super) fn read(body: &[u8]) -> Result<(Option<String>, WrittenRule), ReadError> {
    let body: Result<Map<String, Value>, _> = serde_json::from_slice(body);
    let mut keys = body.map_err(|_| ReadError::Unsupported("the body is no JSON object".into()))?;
    for name in OF_ANSWERS {
        keys.remove(name);
    }
    // As it is if it is not written at all.
    if keys.get("enabled") == Some(&Value::Bool(true)) {
        keys.remove("enabled");
    }
    let name = match keys.remove("name") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(problem("name", "is not of the right type")),
    };
    Ok((name, WrittenRule::new(keys)))
}

/// The error of one member.
pub(super) fn problem(member: &str, problem: &str) -> ReadError {
    ReadError::Members(vec![(member.to_owned(), problem.to_owned())])
}

/// The errors of a rule, by the keys that they name.
pub(super) fn refused(problems: Vec<RuleError>) -> ReadError {
    let named = problems.into_iter().map(|error| {
        let member = if error.field.is_empty() { "nonFieldErrors".to_owned() } else { error.field };
        (member, error.problem.to_owned())
    });
    ReadError::Members(named.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;

    #[test]
    fn a_client_may_send_back_what_it_got() {
        let channels = Channels::new();
        let around = Around { project: "shop", channels: &channels, shows_numbers: true };
        let text = "on = \"events\"\nabove = 7\nat_mobiles = [\"13800001234\", 13900005678]\n";
        let stored = StoredRule {
            project_id: 1,
            name: "pay".into(),
            text: text.into(),
            changed: Timestamp(0.0),
            changed_by: String::new(),
        };
        let shown = json(&stored, &around);
        let expect = json!({
            "id": "pay", "name": "pay", "projects": ["shop"], "on": "events", "above": 7, "enabled": true,
            "at_mobiles": ["13800001234", 13_900_005_678_u64], "dateModified": "1970-01-01T00:00:00.000Z",
            "modifiedBy": null, "problem": null,
        });
        assert_eq!(shown, expect);
        let (name, rule) = read(shown.to_string().as_bytes()).unwrap();
        assert_eq!((name.as_deref(), rule), (Some("pay"), WrittenRule::parse(text).unwrap()));
        let hidden = json(&stored, &Around { shows_numbers: false, ..around });
        assert_eq!(hidden["at_mobiles"], json!(["…1234", "…5678"]));
        let broken = StoredRule { text: "on = 'x'\nenabled = false".into(), ..stored };
        let shown = json(&broken, &Around { project: "shop", channels: &channels, shows_numbers: true });
        assert_eq!(shown["enabled"], json!(false));
        assert!(shown["problem"].as_str().unwrap().starts_with("on has a word"), "{shown}");
    }

    #[test]
    fn a_body_that_is_no_rule_is_refused() {
        for body in ["", "[]", "7", "{\"name\": 7}"] {
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
        let (name, rule) = read(b"{\"name\": null, \"on\": \"spike\", \"window\": null}").unwrap();
        assert_eq!((name, rule.keys().len()), (None, 1));
    }
}
