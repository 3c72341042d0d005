//! Single errors as the rows of a table, for questions without an aggregate.

use serde_json::{Map, Value, json};

use super::errors;
use super::group_field::GroupField;
use super::question::{Dataset, Question};
use crate::model::rfc3339;
use crate::store::{CountedEvents, Reader, StoreError};
use crate::web::issue_events::values_of;
use crate::web::read_error::ReadError;

/// The fields where none are named.
const DEFAULT: [&str; 4] = ["id", "title", "project", "timestamp"];

/// The answer.
pub(super) fn json(store: &dyn Reader, question: &Question) -> Result<Value, ReadError> {
    if question.dataset != Dataset::Errors {
        return Err(ReadError::Unsupported(
            "single transactions and spans are not listed here: ask for an aggregate such as count()".into(),
        ));
    }
    let asked: Vec<&str> = question.fields.iter().map(String::as_str).collect();
    let fields = if asked.is_empty() { DEFAULT.to_vec() } else { asked };
    let fields: Vec<Field<'_>> = fields.into_iter().map(Field::parse).collect();
    let found = errors::newest(store, question)?;
    let rows: Vec<Value> = found
        .iter()
        .filter(|of| errors::matches(question, of))
        .take(question.rows)
        .map(|of| {
            let body = if fields.iter().any(Field::needs_body) { body(store, of)? } else { Value::Null };
            let values = fields.iter().map(|field| (field.name.to_owned(), field.value(of, &body)));
            Ok(Value::Object(values.collect()))
        })
        .collect::<Result<_, StoreError>>()?;
    let kinds: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), field.kind().into())).collect();
    Ok(json!({ "data": rows, "meta": { "fields": kinds, "dataset": "errors", "isMetricsData": false } }))
}

/// The event wholly, for fields that no table has.
fn body(store: &dyn Reader, of: &CountedEvents) -> Result<Value, StoreError> {
    let Some(properties) = &of.event else { return Ok(Value::Null) };
    let event = store.event(Some(&of.project), &properties.event_id)?;
    Ok(event.and_then(|event| serde_json::from_str(&event.body).ok()).unwrap_or_default())
}

struct Field<'a> {
    name: &'a str,
    source: Source,
}

enum Source {
    Id,
    Timestamp,
    Group(GroupField),
    /// A member of the event, or one of its tags: `os`, or `tags[os]`.
    Body,
}

impl<'a> Field<'a> {
    fn parse(name: &'a str) -> Self {
        let source = match name {
            "id" => Source::Id,
            "timestamp" => Source::Timestamp,
            "message" => Source::Body,
            name => GroupField::parse(name).map_or(Source::Body, Source::Group),
        };
        Self { name, source }
    }

    fn needs_body(&self) -> bool {
        matches!(self.source, Source::Body)
    }

    fn kind(&self) -> &'static str {
        if matches!(self.source, Source::Timestamp) { "date" } else { "string" }
    }

    fn value(&self, of: &CountedEvents, body: &Value) -> Value {
        let text = match self.source {
            Source::Id => of.event.as_ref().map(|event| event.event_id.clone()).unwrap_or_default(),
            Source::Timestamp => rfc3339::format(of.at),
            Source::Group(field) => field.value(of),
            Source::Body => {
                let tag = self.name.strip_prefix("tags[").and_then(|name| name.strip_suffix(']'));
                // Of the exceptions of a chain the last one is that which was thrown.
                let values = values_of(body, tag.unwrap_or(self.name));
                values.last().map(|value| (*value).to_owned()).unwrap_or_default()
            }
        };
        if text.is_empty() { Value::Null } else { text.into() }
    }
}
