//! The values of keys, read into conditions.

use super::error::SearchError;
use super::key::Key;
use super::limits::VALUES;
use super::pattern::Pattern;
use super::quantity;
use super::split::Value;
use super::term::{Assignee, Condition, Field, IssueState, Term};
use crate::model::issue_id;
use crate::model::issue_state::Priority;
use crate::model::timestamp::Timestamp;

/// The term that a key and its value mean.
pub(super) fn term(
    is_negated: bool,
    name: &str,
    value: &Value<'_>,
    now: Timestamp,
) -> Result<Term, SearchError> {
    let of = |condition| Ok(Term { is_negated, condition });
    let not = |condition| Ok(Term { is_negated: !is_negated, condition });
    let key = Key::of(name);
    let latest = || match value {
        Value::List(all) if all.contains(&"latest") => Err(SearchError::List(format!("{name}:latest"))),
        Value::List(_) => Ok(false),
        Value::One(text) => Ok(*text == "latest"),
    };
    if *value == Value::One("") {
        return not(has(name)?);
    }
    let one = || match value {
        Value::One(text) => Ok(*text),
        Value::List(_) => Err(SearchError::List(name.to_owned())),
    };
    match key {
        Key::Is => match one()? {
            "unassigned" => not(Condition::Is(IssueState::Assigned)),
            "unlinked" => not(Condition::Is(IssueState::Linked)),
            word => of(Condition::Is(state(word)?)),
        },
        Key::Has => match one()?.strip_prefix("tags[").and_then(|rest| rest.strip_suffix(']')) {
            Some(tag) => of(Condition::HasTag(tag.to_owned())),
            None => of(has(one()?)?),
        },
        Key::Issue => of(Condition::Issue(issues(name, value)?)),
        Key::ProjectId => of(Condition::ProjectId(project_ids(name, value)?)),
        Key::Field(Field::FirstRelease) if latest()? => of(Condition::FirstInLatestRelease),
        Key::Field(field) => of(Condition::Field(field, patterns(name, value)?)),
        // As at Sentry, a message is found by a part of it.
        Key::Message => {
            let parts = patterns(name, value)?.into_iter().map(Pattern::anywhere).collect();
            of(Condition::Field(Field::ErrorValue, parts))
        }
        Key::Release if latest()? => of(Condition::LatestRelease),
        Key::Url => of(Condition::Tag("url".to_owned(), patterns(name, value)?)),
        Key::Release | Key::Tag => of(Condition::Tag(name.to_owned(), patterns(name, value)?)),
        Key::Handled => of(handled(is_true(name, one()?)?)),
        Key::Unhandled => of(handled(!is_true(name, one()?)?)),
        Key::Stack(part) => of(Condition::Stack(part, patterns(name, value)?)),
        Key::User => of(Condition::User(users(name, value)?)),
        Key::Number(field) => {
            let text = one()?;
            let wrong = || SearchError::Number { key: name.to_owned(), value: text.to_owned() };
            of(quantity::number(field, text).ok_or_else(wrong)?)
        }
        Key::Time(field) => of(time(name, one()?, |text| quantity::time(field, text, now))?),
        Key::Age => of(time(name, one()?, |text| quantity::age(text, now))?),
        Key::Assigned => {
            let values = values(name, value)?;
            of(Condition::Assigned(values.into_iter().map(assignee).collect()))
        }
        Key::Bookmarks => match one()? {
            "me" => of(Condition::Is(IssueState::Bookmarked)),
            other => Err(choice(name, other, "me")),
        },
        Key::Priority => {
            let priority = |text| Priority::read(text).ok_or_else(|| choice(name, text, "high, medium, low"));
            let all = values(name, value)?.into_iter().map(priority).collect::<Result<_, _>>()?;
            of(Condition::Priority(all))
        }
        Key::Category if values(name, value)?.contains(&"error") => not(Condition::Is(IssueState::Linked)),
        // No issue is linked, so this finds none.
        Key::Category => of(Condition::Is(IssueState::Linked)),
        Key::Unanswered => Err(SearchError::Key(name.to_owned())),
    }
}

/// The term that the key of a tag and its value mean, whatever field has the same name.
pub(super) fn tag_term(is_negated: bool, key: &str, value: &Value<'_>) -> Result<Term, SearchError> {
    Ok(match value {
        Value::One("") => Term { is_negated: !is_negated, condition: Condition::HasTag(key.to_owned()) },
        _ => Term { is_negated, condition: Condition::Tag(key.to_owned(), patterns(key, value)?) },
    })
}

/// Issues by their numbers, or as `SHOP-1Z`.
fn issues(key: &str, value: &Value<'_>) -> Result<Vec<(Option<String>, i64)>, SearchError> {
    let issue = |text| {
        let (project, id) = issue_id::parse(text).ok_or_else(|| choice(key, text, "a number, SHOP-1Z"))?;
        Ok((project.map(str::to_owned), id))
    };
    values(key, value)?.into_iter().map(issue).collect()
}

fn project_ids(key: &str, value: &Value<'_>) -> Result<Vec<i64>, SearchError> {
    let number = |text: &str| {
        let wrong = || SearchError::Number { key: key.to_owned(), value: text.to_owned() };
        text.parse().map_err(|_| wrong())
    };
    values(key, value)?.into_iter().map(number).collect()
}

fn choice(key: &str, value: &str, known: &'static str) -> SearchError {
    SearchError::Choice { key: key.to_owned(), value: value.to_owned(), known }
}

fn state(word: &str) -> Result<IssueState, SearchError> {
    Ok(match word {
        "unresolved" => IssueState::Unresolved,
        "resolved" => IssueState::Resolved,
        "archived" | "ignored" | "muted" => IssueState::Archived,
        "new" => IssueState::New,
        "ongoing" => IssueState::Ongoing,
        "escalating" => IssueState::Escalating,
        "regressed" => IssueState::Regressed,
        "for_review" => IssueState::ForReview,
        "assigned" => IssueState::Assigned,
        "bookmarked" => IssueState::Bookmarked,
        "linked" => IssueState::Linked,
        other => return Err(SearchError::State(other.to_owned())),
    })
}

/// That there is any value of a key.
fn has(name: &str) -> Result<Condition, SearchError> {
    Ok(match Key::of(name) {
        Key::User => Condition::HasUser,
        Key::Assigned => Condition::Is(IssueState::Assigned),
        Key::Bookmarks => Condition::Is(IssueState::Bookmarked),
        Key::Unanswered => return Err(SearchError::Key(name.to_owned())),
        Key::Handled | Key::Unhandled => Condition::HasTag("handled".to_owned()),
        Key::Field(field) => Condition::HasField(field),
        Key::Message => Condition::HasField(Field::ErrorValue),
        Key::Url => Condition::HasTag("url".to_owned()),
        Key::Release | Key::Tag => Condition::HasTag(name.to_owned()),
        Key::Is
        | Key::Has
        | Key::Issue
        | Key::ProjectId
        | Key::Stack(_)
        | Key::Number(_)
        | Key::Time(_)
        | Key::Age
        | Key::Priority
        | Key::Category => return Err(choice("has", name, "user, assigned, release, the key of any tag")),
    })
}

fn handled(is_handled: bool) -> Condition {
    Condition::Tag("handled".to_owned(), vec![Pattern::whole(if is_handled { "yes" } else { "no" })])
}

/// The value of a key that is true or false.
pub fn is_true(key: &str, value: &str) -> Result<bool, SearchError> {
    match value {
        "true" | "1" | "yes" => Ok(true),
        "false" | "0" | "no" => Ok(false),
        other => Err(choice(key, other, "true, false")),
    }
}

fn time(key: &str, text: &str, read: impl Fn(&str) -> Option<Condition>) -> Result<Condition, SearchError> {
    read(text).ok_or_else(|| SearchError::Time { key: key.to_owned(), value: text.to_owned() })
}

fn assignee(text: &str) -> Assignee {
    match text {
        "me" => Assignee::Me,
        "none" => Assignee::Nobody,
        name => Assignee::Name(name.trim_start_matches('#').to_owned()),
    }
}

/// Users by one of their names. Sentry's older way is `user:email:a@b.test`.
fn users(key: &str, value: &Value<'_>) -> Result<Vec<String>, SearchError> {
    let user = |text: &str| {
        let kinds = ["id:", "email:", "username:", "ip:"];
        let name = kinds.iter().find_map(|kind| text.strip_prefix(kind)).unwrap_or(text);
        let name = Pattern::parse(name);
        name.exact().map(str::to_owned).ok_or_else(|| SearchError::Wildcard(key.to_owned()))
    };
    values(key, value)?.into_iter().map(user).collect()
}

fn patterns(key: &str, value: &Value<'_>) -> Result<Vec<Pattern>, SearchError> {
    Ok(values(key, value)?.into_iter().map(Pattern::parse).collect())
}

fn values<'a>(key: &str, value: &Value<'a>) -> Result<Vec<&'a str>, SearchError> {
    match value {
        Value::One(text) => Ok(vec![text]),
        Value::List(texts) if texts.is_empty() => Err(SearchError::EmptyList(key.to_owned())),
        Value::List(texts) if texts.len() > VALUES => {
            Err(SearchError::TooManyValues { key: key.to_owned(), most: VALUES })
        }
        Value::List(texts) => Ok(texts.clone()),
    }
}
