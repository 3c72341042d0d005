//! Whether the conditions of a rule hold: pure.

use crate::model::alert_rule::Conditions;
use crate::model::patterns::Patterns;
use crate::model::timestamp::Timestamp;

/// What conditions are about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// The project's name.
    pub project: &'a str,
    /// The environment, if any.
    pub environment: Option<&'a str>,
    /// The release, if any.
    pub release: Option<&'a str>,
    /// When the release began, as far as it is known.
    pub release_date: Option<Timestamp>,
    /// The level.
    pub level: &'a str,
    /// The tags, which have the page's address, the browser, and whether the error was handled.
    pub tags: &'a [(String, String)],
}

/// Whether the conditions hold of an event.
#[must_use]
pub fn hold(conditions: &Conditions, subject: &Subject<'_>) -> bool {
    let Conditions { projects, environments, releases, levels, urls, browsers, tags, handled } = conditions;
    allows(projects, Some(subject.project))
        && allows(environments, subject.environment)
        && allows(releases, subject.release)
        && allows(levels, Some(subject.level))
        && allows(urls, tag(subject, "url"))
        && (allows(browsers, tag(subject, "browser.name")) || allows(browsers, tag(subject, "browser")))
        && tags.iter().all(|(key, values)| allows(values, tag(subject, key)))
        && handled.is_none_or(|handled| tag(subject, "handled") == Some(if handled { "yes" } else { "no" }))
}

/// Whether a list has no pattern, or one that matches. A text that is missing matches none.
#[must_use]
pub fn allows(patterns: &Patterns, text: Option<&str>) -> bool {
    patterns.is_empty() || text.is_some_and(|text| patterns.matches(text))
}

fn tag<'a>(subject: &Subject<'a>, key: &str) -> Option<&'a str> {
    subject.tags.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(text: &str) -> Patterns {
        Patterns::parse([text]).unwrap()
    }

    #[track_caller]
    fn check(conditions: Conditions, expect: bool) {
        let tags: Vec<(String, String)> = [
            ("url", "https://shop.test/checkout/pay"),
            ("browser", "Safari 17.4"),
            ("browser.name", "Safari"),
            ("handled", "no"),
            ("team", "pay"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
        let subject = Subject {
            project: "shop",
            environment: Some("production"),
            release: None,
            release_date: None,
            level: "error",
            tags: &tags,
        };
        assert_eq!(hold(&conditions, &subject), expect, "{conditions:?}");
    }

    #[test]
    fn each_condition_holds_or_not() {
        let none = Conditions::default;
        check(none(), true);
        check(Conditions { projects: patterns("sh*"), ..none() }, true);
        check(Conditions { projects: patterns("web"), ..none() }, false);
        check(Conditions { environments: patterns("production"), ..none() }, true);
        check(Conditions { environments: patterns("staging"), ..none() }, false);
        // A condition on something that the event lacks does not hold.
        check(Conditions { releases: patterns("1.*"), ..none() }, false);
        check(Conditions { levels: patterns("fatal"), ..none() }, false);
        check(Conditions { urls: patterns("*/checkout/*"), ..none() }, true);
        check(Conditions { browsers: patterns("safari"), ..none() }, true);
        check(Conditions { browsers: patterns("Safari 17*"), ..none() }, true);
        check(Conditions { browsers: patterns("Chrome"), ..none() }, false);
        check(Conditions { tags: vec![("team".into(), patterns("pay"))], ..none() }, true);
        check(Conditions { tags: vec![("team".into(), patterns("ops"))], ..none() }, false);
        check(Conditions { tags: vec![("squad".into(), patterns("pay"))], ..none() }, false);
        check(Conditions { handled: Some(false), ..none() }, true);
        check(Conditions { handled: Some(true), ..none() }, false);
        check(Conditions { projects: patterns("shop"), levels: patterns("fatal"), ..none() }, false);
    }
}
