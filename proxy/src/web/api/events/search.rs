//! The search of a question: `release:shop@1.4.2 environment:live`.

use super::group_field::GroupField;
use crate::model::vital::SOFT_NAVIGATION;
use crate::web::read_error::ReadError;

/// Most conditions.
const CONDITIONS: usize = 20;

/// What the events must have.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Search {
    /// A field and its value.
    pub fields: Vec<(GroupField, String)>,
    /// `transaction.op`, which tells page loads, navigations and transactions of back ends apart.
    pub op: Option<String>,
    /// Whether it asks for errors by their type.
    pub is_of_errors: bool,
    /// Whether it asks for transactions, by their type or by what errors have not.
    pub is_of_transactions: bool,
    /// Whether vitals are those of soft navigations, not of page loads.
    pub is_soft: bool,
    /// Words that the title contains.
    pub words: Vec<String>,
}

impl Search {
    /// Reads a search. What cannot be answered is an error that names it, so that no graph shows more than it says.
    pub(super) fn parse(text: &str) -> Result<Self, ReadError> {
        let mut search = Self::default();
        for condition in split(text)? {
            let Some((key, value)) = condition.split_once(':').filter(|(key, _)| is_key(key)) else {
                search.words.push(unquoted(&condition));
                continue;
            };
            search.add(key, &unquoted(value))?;
        }
        Ok(search)
    }

    fn add(&mut self, key: &str, value: &str) -> Result<(), ReadError> {
        if key.starts_with('!') || value.contains('*') || value.starts_with(['>', '<', '[']) {
            return Err(unsupported(&format!("{key}:{value}")));
        }
        match key {
            "event.type" if value == "error" => self.is_of_errors = true,
            "event.type" if value == "transaction" => self.is_of_transactions = true,
            // Everything that a vital is asked of has it.
            "has" if value.starts_with("measurements.") || value == "transaction.duration" => {
                self.is_of_transactions = true;
            }
            "is" if value == "unresolved" => {}
            "browser.navigation.type" if value == SOFT_NAVIGATION => self.is_soft = true,
            "transaction.op" | "span.op" => self.op = Some(value.to_owned()),
            "release" | "environment" | "transaction" | "route" | "level" | "title" | "issue"
            | "issue.id" | "browser.name" | "browser" | "device" | "device.class" | "device.family"
            | "user" | "project" | "project.name" => {
                self.fields.push((GroupField::parse(key)?, value.to_owned()))
            }
            _ => return Err(unsupported(key)),
        }
        Ok(())
    }
}

fn is_key(text: &str) -> bool {
    let text = text.strip_prefix('!').unwrap_or(text);
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn unquoted(text: &str) -> String {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).to_owned()
}

/// The conditions, between spaces that are not quoted.
fn split(text: &str) -> Result<Vec<String>, ReadError> {
    let mut conditions: Vec<String> = Vec::new();
    let (mut current, mut is_quoted) = (String::new(), false);
    for c in text.chars().chain(Some(' ')) {
        is_quoted ^= c == '"';
        if c.is_whitespace() && !is_quoted {
            if !current.is_empty() {
                conditions.push(std::mem::take(&mut current));
            }
        } else {
            current.push(c);
        }
    }
    // A quotation mark without its second one.
    let rest = current.trim_end();
    if !rest.is_empty() {
        conditions.push(rest.to_owned());
    }
    match conditions.iter().find(|it| matches!(it.as_str(), "OR" | "or" | "(" | ")")) {
        Some(operator) => Err(unsupported(operator)),
        None if conditions.len() > CONDITIONS => {
            Err(ReadError::Unsupported(format!("a search has at most {CONDITIONS} conditions")))
        }
        None => Ok(conditions.into_iter().filter(|it| !matches!(it.as_str(), "AND" | "and")).collect()),
    }
}

fn unsupported(key: &str) -> ReadError {
    ReadError::Unsupported(format!(
        "the search for {key} cannot be answered here: known are release, environment, transaction, transaction.op, level, \
         title, issue, project, browser.name, device and user, each with one value, browser.navigation.type:soft-navigation, \
         and has:measurements.*"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions() {
        let search = Search::parse(
            "release:\"shop 1@2\" environment:live AND transaction.op:pageload has:measurements.lcp a b",
        )
        .unwrap();
        assert_eq!(
            search.fields,
            [(GroupField::Release, "shop 1@2".to_owned()), (GroupField::Environment, "live".to_owned())]
        );
        assert_eq!(
            (search.op.as_deref(), search.words),
            (Some("pageload"), vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(Search::parse("").unwrap(), Search::default());
        // A title with a colon, and a quotation without its end.
        assert_eq!(Search::parse("\"TypeError: x\"").unwrap().words, ["TypeError: x"]);
        assert_eq!(Search::parse("release:\"a b").unwrap().fields[0].1, "\"a b");
        assert_eq!(Search::parse("transaction:/users/:id").unwrap().fields[0].1, "/users/:id");
    }

    #[test]
    fn what_cannot_be_answered_is_named() {
        for (text, named) in [
            ("geo.city:x", "geo.city"),
            ("!release:x", "!release:x"),
            ("release:[a,b]", "release:[a,b]"),
            ("release:a*", "release:a*"),
            ("transaction.duration:>1s", "transaction.duration:>1s"),
            ("is:resolved", "is"),
            ("a OR b", "OR"),
            ("has:user", "has"),
            ("browser.navigation.type:reload", "browser.navigation.type"),
        ] {
            let error = Search::parse(text).unwrap_err().to_string();
            assert!(error.contains(&format!("for {named} cannot")), "{text}: {error}");
        }
        assert!(Search::parse(&"a ".repeat(21)).is_err());
    }
}
