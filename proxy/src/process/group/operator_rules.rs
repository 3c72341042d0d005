//! Applies the operator's rules to an event, and notes in the event which of them decided.
//!
//! The note is a member of the stored event, so its group can be computed again from its body alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::event_fields::{Fields, exceptions, frames, is_in_app, message, text};
use super::super::file_path::without_query;
use crate::model::grouping_rules::{CheckedRule, GroupingRules, MessageNumbers, Subject};

/// The member of an event that says which rules decided; the name is Sentry's.
const NOTE: &str = "_fingerprint_info";
/// The number of frames that `path` and `function` look at.
const FRAMES: usize = 10;

/// The decisions of the rules for an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Applied {
    /// The parts of the fingerprint, and the rule.
    pub fingerprint: Option<(Vec<String>, String)>,
    /// What is done about the numbers of messages, and the rule.
    pub numbers: Option<(MessageNumbers, String)>,
}

impl Applied {
    /// The decisions that are noted in a stored event.
    pub(super) fn noted_in(event: &Fields) -> Self {
        let Some(note) = event.get(NOTE) else { return Self::default() };
        let rule = |of: &Value| of.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        let fingerprint = note.get("matched_rule").and_then(|matched| {
            let parts = matched.get("fingerprint")?.as_array()?;
            Some((parts.iter().filter_map(|part| part.as_str().map(str::to_owned)).collect(), rule(matched)))
        });
        let numbers = note.get("message_numbers").and_then(|matched| {
            let numbers = serde_json::from_value(matched.get("value")?.clone()).ok()?;
            Some((numbers, rule(matched)))
        });
        Self { fingerprint, numbers }
    }

    /// The decisions of a set of rules.
    pub(super) fn of(event: &Fields, rules: &GroupingRules) -> Self {
        let mut applied = Self::default();
        let mut texts = BTreeMap::new();
        for rule in rules.all() {
            let fingerprint = rule.fingerprint.as_ref().filter(|_| applied.fingerprint.is_none());
            let numbers = rule.message_numbers.filter(|_| applied.numbers.is_none());
            if fingerprint.is_none() && numbers.is_none() || !matches(event, rule, &mut texts) {
                continue;
            }
            applied.fingerprint =
                applied.fingerprint.or_else(|| Some((fingerprint?.clone(), rule.text.clone())));
            applied.numbers = applied.numbers.or_else(|| Some((numbers?, rule.text.clone())));
        }
        applied
    }
}

/// Notes in the event which rules decide. A note that the client sent is removed.
pub(in super::super) fn apply(event: &mut Fields, rules: &GroupingRules) {
    event.remove(NOTE);
    if rules.is_empty() {
        return;
    }
    let applied = Applied::of(event, rules);
    if applied == Applied::default() {
        return;
    }
    let mut note = Fields::new();
    if let Some((parts, rule)) = applied.fingerprint {
        note.insert("matched_rule".into(), json!({"fingerprint": parts, "text": rule}));
    }
    if let Some((numbers, rule)) = applied.numbers {
        note.insert("message_numbers".into(), json!({"value": numbers, "text": rule}));
    }
    event.insert(NOTE.into(), note.into());
}

/// Whether an event matches all matchers of a rule. The texts of the event are read once for all rules.
fn matches(event: &Fields, rule: &CheckedRule, texts: &mut BTreeMap<Subject, Vec<String>>) -> bool {
    rule.matchers.iter().all(|(subject, glob)| {
        let texts = texts.entry(*subject).or_insert_with(|| texts_of(event, *subject));
        texts.iter().any(|text| glob.matches(text))
    })
}

/// The texts that a matcher compares, in small letters.
fn texts_of(event: &Fields, subject: Subject) -> Vec<String> {
    let of_exceptions = |key| exceptions(event).filter_map(move |exception| text(exception, key));
    let of_frames = |keys: &[&str]| {
        let newest = newest_frames(event);
        let texts = newest.iter().flat_map(|frame| keys.iter().filter_map(|key| text(frame, key)));
        texts.map(str::to_owned).collect::<Vec<_>>()
    };
    let member = |key| text(event, key).into_iter().map(str::to_owned).collect();
    let mut texts: Vec<String> = match subject {
        Subject::Type => of_exceptions("type").map(str::to_owned).collect(),
        Subject::Message => {
            message(event).into_iter().chain(of_exceptions("value")).map(str::to_owned).collect()
        }
        Subject::Path => of_frames(&["filename", "abs_path"]),
        Subject::Function => of_frames(&["function"]),
        Subject::Level => member("level"),
        Subject::Release => member("release"),
        Subject::Url => {
            let request = event.get("request").and_then(Value::as_object);
            request
                .and_then(|request| text(request, "url"))
                .map(without_query)
                .map(str::to_owned)
                .into_iter()
                .collect()
        }
    };
    texts.iter_mut().for_each(|text| text.make_ascii_lowercase());
    texts
}

/// The newest in-app frames of the thrown exception, newest first; of one without in-app frames, the newest of all.
pub(super) fn newest_frames(event: &Fields) -> Vec<&Fields> {
    let Some(thrown) = exceptions(event).rev().find(|exception| frames(exception).next().is_some()) else {
        return Vec::new();
    };
    let own: Vec<&Fields> = frames(thrown).rev().filter(|frame| is_in_app(frame)).take(FRAMES).collect();
    if own.is_empty() { frames(thrown).rev().take(FRAMES).collect() } else { own }
}

#[cfg(test)]
mod tests;
