//! Our own body: `{"title": "..", "text": "..", "level": "error", "link": "https://..", "at": {..}, "markdown": true}`.

use serde::Deserialize;

use super::bounds::{RelayError, TITLE, mentions, object, text};
use super::links::link;
use super::relayed_message::RelayedMessage;
use crate::alerts::alert_issue::cut;
use crate::model::firing::Relayed;

/// The levels, as Sentry names them.
const LEVELS: [&str; 5] = ["fatal", "error", "warning", "info", "debug"];

/// The body. An unknown member is an error: a mistyped `link` would be missed by nobody but the reader of the message.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Body {
    title: String,
    text: String,
    level: Option<String>,
    environment: Option<String>,
    link: Option<String>,
    at: At,
    markdown: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct At {
    mobiles: Vec<String>,
    user_ids: Vec<String>,
    all: bool,
}

/// Reads a body.
pub fn read_message(body: &[u8], source: &str) -> Result<RelayedMessage, RelayError> {
    let body: Body = object(body).map_err(RelayError::Shape)?;
    if body.title.trim().is_empty() {
        return Err(RelayError::Missing("title"));
    }
    let relayed = Relayed {
        source: source.to_owned(),
        title: cut(body.title.trim(), TITLE),
        text: if body.text.trim().is_empty() { String::new() } else { text(&body.text, "text")? },
        level: checked_level(body.level.as_deref().unwrap_or("error"))?,
        link: body.link.map(|text| link(&text, "link")).transpose()?,
        at: mentions(body.at.mobiles, body.at.user_ids, body.at.all)?,
        is_markdown: body.markdown,
    };
    Ok(RelayedMessage { relayed, environment: body.environment.map(|text| cut(&text, TITLE)) })
}

/// The level, if it is one.
pub fn checked_level(level: &str) -> Result<String, RelayError> {
    if LEVELS.contains(&level) { Ok(level.to_owned()) } else { Err(RelayError::Level) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::alert_rule::Mentions;

    #[track_caller]
    fn check(body: &str, expect: Result<Option<&'static str>, RelayError>) {
        assert_eq!(read_message(body.as_bytes(), "ci").map(|it| it.needs_token()), expect, "{body}");
    }

    #[test]
    fn members() {
        let body = r#"{"title": " Backup failed ", "text": "disk full", "level": "warning", "environment": "production",
            "link": "https://ci.test/7", "at": {"mobiles": ["13800000000"], "all": true}, "markdown": true}"#;
        let RelayedMessage { relayed, environment } = read_message(body.as_bytes(), "ci").unwrap();
        assert_eq!(environment.as_deref(), Some("production"));
        let at = Mentions { mobiles: vec!["13800000000".into()], user_ids: Vec::new(), all: true };
        let expect = Relayed {
            source: "ci".into(),
            title: "Backup failed".into(),
            text: "disk full".into(),
            level: "warning".into(),
            link: Some("https://ci.test/7".into()),
            at,
            is_markdown: true,
        };
        assert_eq!(relayed, expect);
    }

    #[test]
    fn what_needs_a_token() {
        check(r#"{"title": "x"}"#, Ok(None));
        check(r#"{"title": "x", "text": "y", "level": "fatal", "at": {}, "markdown": false}"#, Ok(None));
        check(r#"{"title": "x", "link": "https://a.test"}"#, Ok(Some("link")));
        check(r#"{"title": "x", "at": {"all": true}}"#, Ok(Some("at")));
        check(r#"{"title": "x", "at": {"user_ids": ["u"]}}"#, Ok(Some("at")));
        check(r#"{"title": "x", "markdown": true}"#, Ok(Some("markdown")));
    }

    #[test]
    fn what_cannot_be_relayed() {
        check("{}", Err(RelayError::Missing("title")));
        check(r#"{"title": " \n"}"#, Err(RelayError::Missing("title")));
        check(r#"{"title": "x", "level": "loud"}"#, Err(RelayError::Level));
        check(r#"{"title": "x", "link": "javascript:alert(1)"}"#, Err(RelayError::Link("link")));
        check(r#"{"title": "x", "at": {"mobiles": ["@all"]}}"#, Err(RelayError::Mention));
        for shape in ["", "[]", "{", r#"{"subject": "x"}"#, r#"{"title": 7}"#, "null"] {
            let found = read_message(shape.as_bytes(), "ci");
            assert!(matches!(found, Err(RelayError::Shape(_))), "{shape}: {found:?}");
        }
    }

    #[test]
    fn a_long_title_is_cut() {
        let body = format!(r#"{{"title": "{}"}}"#, "漢".repeat(100_000));
        assert_eq!(read_message(body.as_bytes(), "ci").unwrap().relayed.title.chars().count(), TITLE);
    }
}
