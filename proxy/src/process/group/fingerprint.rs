//! The group of an event: by the fingerprint that a rule of the operator gives, else by that of the SDK, else by default.

use serde_json::Value;

use super::super::event_fields::{Fields, exceptions, message, scalar, text};
use super::default_group::default;
use super::hash::hash;
use super::operator_rules::{Applied, newest_frames};
use super::placeholders::mask;
use super::reasons::{DEFAULT, DefaultReason, FingerprintReason, GroupReasons};
use crate::model::grouping_rules::{MessageNumbers, Piece, Variable, template};

/// The group of an event under the rules that were applied to it, and why.
pub(super) fn reasons(event: &Fields, applied: &Applied) -> GroupReasons {
    let numbers = applied.numbers.as_ref().map_or(MessageNumbers::Drop, |(numbers, _)| *numbers);
    let numbers_rule = applied.numbers.as_ref().map(|(_, rule)| rule.clone());
    let (parts, rule) = match &applied.fingerprint {
        Some((parts, rule)) => (parts.clone(), Some(rule.clone())),
        None => (fingerprint_of_sdk(event), None),
    };
    match parts.as_slice() {
        [] => by_default(event, numbers, numbers_rule, None),
        [only] if is_default(only) => {
            let said =
                rule.map(|rule| FingerprintReason { rule: Some(rule), parts: vec![DEFAULT.to_owned()] });
            by_default(event, numbers, numbers_rule, said)
        }
        parts => {
            let default =
                parts.iter().any(|part| has_default(part, rule.is_some())).then(|| default(event, numbers));
            let default_hash = default.as_ref().map(DefaultReason::hash).unwrap_or_default();
            let expand = |part: &String, default: &str| match &rule {
                _ if is_default(part) => default.to_owned(),
                Some(_) => expanded(event, part, default, numbers),
                None => part.clone(),
            };
            let hashed: Vec<String> = parts.iter().map(|part| expand(part, &default_hash)).collect();
            let shown = parts.iter().map(|part| expand(part, DEFAULT)).collect();
            GroupReasons {
                hash: hash("fingerprint", hashed.iter().map(String::as_str)),
                fingerprint: Some(FingerprintReason { rule, parts: shown }),
                numbers_rule: numbers_rule.filter(|_| default.is_some()),
                default,
            }
        }
    }
}

fn by_default(
    event: &Fields,
    numbers: MessageNumbers,
    numbers_rule: Option<String>,
    fingerprint: Option<FingerprintReason>,
) -> GroupReasons {
    let default = default(event, numbers);
    GroupReasons { hash: default.hash(), fingerprint, default: Some(default), numbers_rule }
}

fn fingerprint_of_sdk(event: &Fields) -> Vec<String> {
    let parts = event.get("fingerprint").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    parts.iter().filter_map(scalar).collect()
}

fn is_default(part: &str) -> bool {
    matches!(part, "{{ default }}" | "{{default}}")
}

/// Whether a part needs the default group. A fingerprint of an SDK has no other variable.
fn has_default(part: &str, is_of_rule: bool) -> bool {
    is_default(part) || is_of_rule && template(part).any(|piece| piece == Piece::Variable(Variable::Default))
}

/// A part with the values of its variables.
fn expanded(event: &Fields, part: &str, default: &str, numbers: MessageNumbers) -> String {
    let mut out = String::new();
    for piece in template(part) {
        match piece {
            Piece::Text(text) | Piece::Unknown(text) => out.push_str(text),
            Piece::Variable(Variable::Default) => out.push_str(default),
            Piece::Variable(variable) => {
                let (value, absent) = value(event, variable, numbers);
                out.push_str(if value.is_empty() { absent } else { &value });
            }
        }
    }
    out
}

/// The value of a variable, and the text that stands for an absent one, as in Sentry.
fn value(event: &Fields, variable: Variable<'_>, numbers: MessageNumbers) -> (String, &'static str) {
    let member = |key: &str| text(event, key).unwrap_or_default().to_owned();
    let of_frame = |key: &str| {
        newest_frames(event).into_iter().find_map(|frame| text(frame, key)).unwrap_or_default().to_owned()
    };
    match variable {
        // `expanded` has it already.
        Variable::Default => (String::new(), ""),
        Variable::Type => {
            let kind = exceptions(event).rev().find_map(|exception| text(exception, "type"));
            (kind.unwrap_or_default().to_owned(), "<no-type>")
        }
        Variable::Message => {
            let thrown = exceptions(event).rev().find_map(|exception| text(exception, "value"));
            let said = message(event).or(thrown).unwrap_or_default();
            let said = match numbers {
                MessageNumbers::Keep => said.to_owned(),
                MessageNumbers::Drop => mask(said),
            };
            (said, "<no-message>")
        }
        Variable::Function => (of_frame("function"), "<no-function>"),
        Variable::Module => (of_frame("module"), "<no-module>"),
        Variable::Path => {
            let mut plain = String::new();
            super::file::plain_file(&of_frame("filename"), &mut plain);
            (plain, "<no-path>")
        }
        Variable::Level => (member("level"), "<no-level>"),
        Variable::Release => (member("release"), "<no-release>"),
        Variable::Environment => (member("environment"), "<no-environment>"),
        Variable::Transaction => (member("transaction"), "<no-transaction>"),
        Variable::Logger => (member("logger"), "<no-logger>"),
        Variable::Tag(key) => {
            let tag = event.get("tags").and_then(|tags| tags.get(key)).and_then(Value::as_str);
            (tag.unwrap_or_default().to_owned(), "<no-value-for-tag>")
        }
    }
}
