//! Single errors as the rows of a table, for questions without an aggregate.

use serde_json::{Map, Value, json};

use super::errors;
use super::group_field::GroupField;
use super::question::{Dataset, Question};
use crate::model::rfc3339;
use crate::store::{CountedEvents, Reader};
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
    let fields = fields.into_iter().map(Field::parse).collect::<Result<Vec<_>, _>>()?;
    let found = errors::newest(store, question)?;
    let rows: Vec<Value> = found
        .iter()
        .filter(|of| errors::matches(question, of))
        .take(question.rows)
        .map(|of| {
            Value::Object(fields.iter().map(|field| (field.name.to_owned(), field.value(of))).collect())
        })
        .collect();
    let kinds: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), field.kind().into())).collect();
    Ok(json!({ "data": rows, "meta": { "fields": kinds, "dataset": "errors", "isMetricsData": false } }))
}

struct Field<'a> {
    name: &'a str,
    source: Source,
}

enum Source {
    Id,
    Timestamp,
    Group(GroupField),
}

impl<'a> Field<'a> {
    fn parse(name: &'a str) -> Result<Self, ReadError> {
        let source = match name {
            "id" => Source::Id,
            "timestamp" => Source::Timestamp,
            name => Source::Group(GroupField::parse(name)?),
        };
        Ok(Self { name, source })
    }

    fn kind(&self) -> &'static str {
        if matches!(self.source, Source::Timestamp) { "date" } else { "string" }
    }

    fn value(&self, of: &CountedEvents) -> Value {
        let text = match self.source {
            Source::Id => of.event.as_ref().map(|event| event.event_id.clone()).unwrap_or_default(),
            Source::Timestamp => rfc3339::format(of.at),
            Source::Group(field) => field.value(of),
        };
        if text.is_empty() { Value::Null } else { text.into() }
    }
}
