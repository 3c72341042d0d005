//! What the list of issues shows, as its address says it.

use serde::Deserialize;

use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::search::{LONGEST, quoted};
use crate::store::IssueSort;
use crate::web::issue_search::DEFAULT;
use crate::web::pages::paging::page_number;
use crate::web::parameters::non_empty;
use crate::web::percent_encoding::encode;

const HOUR: f64 = 3_600.0;
const DAY: f64 = 24.0 * HOUR;
/// Longest name of an environment, in characters: that of a tag's value.
const NAME: usize = 200;
/// Periods of a trend.
const PERIODS: f64 = 24.0;

/// The query of the address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct ListQuery {
    project: Option<String>,
    environment: Option<String>,
    pub q: Option<String>,
    range: Option<String>,
    from: Option<String>,
    to: Option<String>,
    sort: Option<String>,
    page: Option<String>,
    /// The number of the change that led here.
    pub change: Option<String>,
}

/// The filters, each none if it is not set.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Filters {
    pub project: Option<String>,
    pub environment: Option<String>,
    /// The search; none: the default one.
    pub text: Option<String>,
    pub range: Range,
    pub sort: IssueSort,
    pub page: u32,
}

/// The time in which an issue must have had events.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Range {
    #[default]
    All,
    /// The last so many days, with its name in the address.
    Last(&'static str, f64),
    /// Days of UTC, as in the address; either may be missing.
    Days(Option<String>, Option<String>),
}

/// Ranges up to now: the name in the address, and the days.
pub(super) const RANGES: [(&str, f64); 3] = [("24h", 1.0), ("14d", 14.0), ("30d", 30.0)];
/// Orders: the name in the address.
pub(super) const SORTS: [(IssueSort, &str); 5] = [
    (IssueSort::LastSeen, "last"),
    (IssueSort::FirstSeen, "first"),
    (IssueSort::Events, "events"),
    (IssueSort::Users, "users"),
    (IssueSort::Trend, "trend"),
];

impl Filters {
    pub(super) fn of(query: ListQuery) -> Self {
        let last = RANGES.iter().find(|(name, _)| query.range.as_deref() == Some(name));
        let date = |text: Option<String>| text.filter(|text| day(text).is_some());
        let range = match (last, date(query.from), date(query.to)) {
            (Some((name, days)), ..) => Range::Last(name, *days),
            (None, None, None) => Range::All,
            (None, from, to) => Range::Days(from, to),
        };
        let sort = SORTS.iter().find(|(_, name)| query.sort.as_deref() == Some(name));
        Self {
            project: non_empty(query.project),
            environment: non_empty(query.environment).map(|name| bounded(&name, NAME)),
            text: query.q.map(|text| bounded(&text, LONGEST)),
            range,
            sort: sort.map_or(IssueSort::LastSeen, |(sort, _)| *sort),
            page: page_number(query.page.as_deref()),
        }
    }

    /// Whether nothing is asked for: the start page.
    pub(super) fn is_default(&self) -> bool {
        *self == Self { page: 1, ..Self::default() }
    }

    /// The address of this list.
    pub(super) fn path(&self) -> String {
        let mut parts = Vec::new();
        let mut add = |name: &str, value: Option<&str>| {
            parts.extend(value.map(|value| format!("{name}={}", encode(value))));
        };
        add("project", self.project.as_deref());
        add("environment", self.environment.as_deref());
        add("q", self.text.as_deref());
        match &self.range {
            Range::All => {}
            Range::Last(name, _) => add("range", Some(name)),
            Range::Days(from, to) => {
                add("from", from.as_deref());
                add("to", to.as_deref());
            }
        }
        let sort = SORTS.iter().find(|(sort, _)| *sort == self.sort && *sort != IssueSort::LastSeen);
        add("sort", sort.map(|(_, name)| *name));
        let page = self.page.to_string();
        add("page", (self.page > 1).then_some(page.as_str()));
        if parts.is_empty() { "/".into() } else { format!("/?{}", parts.join("&")) }
    }

    /// The search with the project and the environment as terms of it, as it is saved.
    pub(super) fn as_search(&self) -> String {
        let of = |key: &str, value: &Option<String>| {
            value.as_deref().map(|value| format!("{key}:{}", quoted(value)))
        };
        let text = self.text.as_deref().unwrap_or(DEFAULT);
        let terms =
            [of("project", &self.project), of("environment", &self.environment), Some(text.to_owned())];
        terms.into_iter().flatten().filter(|term| !term.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The list that a saved search finds: the search itself says of which project and environment.
    pub(super) fn of_saved(&self, text: &str) -> Self {
        Self { project: None, environment: None, ..self.with_text(text) }
    }

    /// The first page of this list with another search.
    pub(super) fn with_text(&self, text: &str) -> Self {
        Self { text: Some(text.to_owned()), page: 1, ..self.clone() }
    }
}

impl Range {
    /// The time from which, and up to which.
    pub(super) fn bounds(&self, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        match self {
            Self::All => (None, None),
            Self::Last(_, days) => (Some(Timestamp(now.0 - days * DAY)), None),
            Self::Days(from, to) => {
                let end = to.as_deref().and_then(day).map(|day| Timestamp(day.0 + DAY));
                // A day that is not over has no end yet.
                (from.as_deref().and_then(day), end.filter(|end| end.0 < now.0))
            }
        }
    }

    /// The hours of each period of a trend over the range, and the end of the last one.
    pub(super) fn trend(&self, now: Timestamp) -> (i64, Timestamp) {
        let (from, to) = self.bounds(now);
        let end = to.unwrap_or(now);
        let length = from.map_or(DAY, |from| (end.0 - from.0).max(DAY));
        ((length / HOUR / PERIODS).ceil() as i64, Timestamp(end.0 - if to.is_some() { 1.0 } else { 0.0 }))
    }
}

/// The beginning of a text, as the page shows it and links to it. A U+0000 is replaced as HTML does.
fn bounded(text: &str, most: usize) -> String {
    text.chars().take(most).map(|found| if found == '\0' { '\u{fffd}' } else { found }).collect()
}

/// The beginning of a day such as `2026-11-29`.
fn day(text: &str) -> Option<Timestamp> {
    (text.len() == 10).then(|| rfc3339::parse(&format!("{text}T00:00:00Z"))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Filters {
        let get = |name: &str| pairs.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
        Filters::of(ListQuery {
            project: get("project"),
            environment: get("environment"),
            q: get("q"),
            range: get("range"),
            from: get("from"),
            to: get("to"),
            sort: get("sort"),
            page: get("page"),
            change: None,
        })
    }

    #[test]
    fn addresses_are_read_and_written() {
        for (pairs, path) in [
            (&[][..], "/"),
            (&[("q", "")], "/?q="),
            (
                &[("project", "a&b"), ("q", "x=\"1\" é"), ("page", "2")],
                "/?project=a%26b&q=x%3D%221%22%20%C3%A9&page=2",
            ),
            (&[("range", "14d"), ("sort", "events")], "/?range=14d&sort=events"),
            (&[("range", "9d"), ("sort", "odd"), ("page", "x"), ("project", " ")], "/"),
            (&[("from", "2026-11-01"), ("to", "2026-13-01")], "/?from=2026-11-01"),
            (&[("environment", "staging"), ("sort", "last")], "/?environment=staging"),
        ] {
            assert_eq!(query(pairs).path(), path);
        }
    }

    #[test]
    fn a_saved_search_says_its_project_and_environment_itself() {
        let of = query(&[("project", "shop"), ("environment", "a \"b\""), ("sort", "events"), ("page", "3")]);
        assert_eq!(of.as_search(), r#"project:"shop" environment:"a \"b\"" is:unresolved"#);
        assert_eq!(of.of_saved("project:web x").path(), "/?q=project%3Aweb%20x&sort=events");
        assert_eq!(query(&[("q", "")]).as_search(), "");
        assert_eq!(query(&[("q", "x"), ("project", "a")]).as_search(), "project:\"a\" x");
    }

    #[test]
    fn ranges() {
        let now = Timestamp(1_795_910_400.0 + 10.0 * HOUR);
        let bounds = |pairs: &[(&str, &str)]| {
            let (from, to) = query(pairs).range.bounds(now);
            let trend = query(pairs).range.trend(now);
            (from.map(|it| (now.0 - it.0) / HOUR), to.map(|it| (now.0 - it.0) / HOUR), trend.0)
        };
        assert_eq!(bounds(&[]), (None, None, 1));
        assert_eq!(bounds(&[("range", "24h")]), (Some(24.0), None, 1));
        assert_eq!(bounds(&[("range", "30d")]), (Some(720.0), None, 30));
        assert_eq!(bounds(&[("from", "2026-11-27"), ("to", "2026-11-28")]), (Some(58.0), Some(10.0), 2));
        assert_eq!(bounds(&[("to", "2026-11-29")]), (None, None, 1));
    }
}
