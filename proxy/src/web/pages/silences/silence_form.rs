//! The form for a silence: read, and drawn.

use maud::{Markup, html};

use super::silence_times::TIMES;
use crate::model::project::Project;
use crate::model::silence::{
    COMMENT, InvalidSilence, LONGEST, Matcher, NAME, NewSilence, VALUE, parse_matchers,
};
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::{fill_markup, t, text};
use crate::web::pages::level_badge::level_name;
use crate::web::pages::reveal_hidden::exact;

/// The fields of a form, as they came.
pub(super) type Fields = Vec<(String, String)>;

/// The labels that have a field of their own.
const LABELS: [&str; 5] = ["project", "environment", "level", "rule", "issue"];
/// The levels of events.
const LEVELS: [&str; 5] = ["fatal", "error", "warning", "info", "debug"];

/// A form that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FormError {
    /// The time is missing, or nobody knows it.
    Time,
    /// A matcher, or what else of it is beyond its limit.
    Invalid(InvalidSilence),
}

impl From<InvalidSilence> for FormError {
    fn from(invalid: InvalidSilence) -> Self {
        Self::Invalid(invalid)
    }
}

/// The last value of a field, without the space around it; empty if it is missing.
pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// The silence that a form asks for.
pub(super) fn read(fields: &Fields, created_by: &str, now: Timestamp) -> Result<NewSilence, FormError> {
    let mut matchers = Vec::new();
    for name in LABELS {
        let value = field(fields, name);
        if !value.is_empty() {
            matchers.push(Matcher::equal(name, value.trim_start_matches('#'))?);
        }
    }
    matchers.extend(parse_matchers(field(fields, "matchers"))?);
    let asked = field(fields, "time");
    let (_, seconds, _) = TIMES.into_iter().find(|(value, ..)| *value == asked).ok_or(FormError::Time)?;
    let silence = NewSilence {
        matchers,
        starts: now,
        ends: Timestamp(now.0 + seconds.unwrap_or(LONGEST)),
        until_next_release: seconds.is_none(),
        created_by: created_by.to_owned(),
        comment: field(fields, "comment").to_owned(),
        replaces: None,
    };
    silence.check(now)?;
    Ok(silence)
}

/// The form, with what the address has in its query.
pub(super) fn form(fields: &Fields, projects: &[Project]) -> Markup {
    let value = |name: &str| exact(field(fields, name));
    html! {
        form.silence method="post" action="/alerts/silences/" {
            div.fields {
                label { (t("Project"))
                    select name="project" {
                        option value="" { (t("All projects")) }
                        @for project in projects {
                            option translate="no" selected[project.slug == field(fields, "project")] { (project.slug) }
                        }
                    }
                }
                label { (t("Environment")) input name="environment" maxlength=(VALUE) value=(value("environment")); }
                label { (t("Level"))
                    select name="level" {
                        option value="" { (t("All levels")) }
                        @for level in LEVELS { option value=(level) selected[level == field(fields, "level")] { (level_name(level)) } }
                    }
                }
                label { (t("Rule")) input name="rule" maxlength=(NAME) value=(value("rule")); }
                label { (t("Issue")) input name="issue" inputmode="numeric" pattern="#?[0-9]+" maxlength="20" size="8" value=(value("issue")); }
            }
            details open[!field(fields, "matchers").is_empty()] {
                summary { (t("More matchers")) }
                p.quiet #matchers-help {
                    (fill_markup("One in each line, such as {one} or {other}: the name of a tag or of a field above, an operator ({operators}; the last two take regular expressions), and a value.", &[
                        ("one", html! { code { "release=~\"shop@1\\..*\"" } }),
                        ("other", html! { code { "browser!=\"Firefox\"" } }),
                        ("operators", html! { code { "= != =~ !~" } }),
                    ]))
                }
                textarea name="matchers" rows="3" spellcheck="false" translate="no" aria-label=(t("More matchers")) aria-describedby="matchers-help" { (value("matchers")) }
            }
            div.fields {
                label { (t("How long"))
                    select name="time" {
                        @for (value, _, name) in TIMES { option value=(value) selected[value == field(fields, "time")] { (t(name)) } }
                    }
                }
                label.grow { (t("Comment")) input name="comment" maxlength=(COMMENT) value=(value("comment")); }
                button.main { (t("Silence")) }
            }
        }
    }
}

/// The word of a button.
pub(super) const EXPIRE: &str = text("Expire");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::silence::write_matchers;

    const NOW: Timestamp = Timestamp(1_000.0);

    fn asked(pairs: &[(&str, &str)]) -> Result<NewSilence, FormError> {
        let fields = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        read(&fields, "ci", NOW)
    }

    #[test]
    fn fields_and_matchers_together() {
        let silence = asked(&[
            ("project", "shop"),
            ("environment", " "),
            ("level", ""),
            ("issue", "#7"),
            ("matchers", "browser!=Firefox\r\nrelease=~\"a.*\""),
            ("time", "4h"),
            ("comment", " why "),
        ])
        .unwrap();
        let written = r#"project="shop", issue="7", browser!="Firefox", release=~"a.*""#;
        assert_eq!(write_matchers(&silence.matchers), written);
        assert_eq!((silence.ends.0 - NOW.0, silence.until_next_release), (14_400.0, false));
        assert_eq!((silence.created_by.as_str(), silence.comment.as_str()), ("ci", "why"));
    }

    #[test]
    fn each_time() {
        for (value, seconds, _) in TIMES {
            let silence = asked(&[("issue", "7"), ("time", value)]).unwrap();
            assert_eq!(silence.until_next_release, seconds.is_none());
        }
        for value in ["", "2h", "forever"] {
            assert_eq!(asked(&[("issue", "7"), ("time", value)]), Err(FormError::Time));
        }
    }

    #[test]
    fn an_empty_form_silences_nothing() {
        let nothing = [("project", ""), ("matchers", ""), ("time", "1h")];
        assert_eq!(asked(&nothing), Err(FormError::Invalid(InvalidSilence::Matchers)));
        let all = [("matchers", "project=~.*"), ("time", "1h")];
        assert_eq!(asked(&all), Err(FormError::Invalid(InvalidSilence::Everything)));
        assert!(asked(&[("matchers", "x"), ("time", "1h")]).is_err());
    }
}
