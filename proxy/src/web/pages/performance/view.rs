//! What a page of performance is about: a project, a range of time, and the values of dimensions. It comes from the query
//! of the address, and every link between the pages carries it.

use serde::Deserialize;

use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::model::vital::Metric;
use crate::store::{Dimension, Measure, PerformanceFilter};
use crate::web::pages::language::{t, text};
use crate::web::parameters::non_empty;
use crate::web::percent_encoding::encode;

/// Data without a value of a dimension, in addresses and forms.
pub(in crate::web::pages) const WITHOUT: &str = text("(none)");
/// The parameter `navigations` of a view of soft navigations.
pub(super) const SOFT: &str = "soft";
/// Longest value that is read from an address, in characters. Stored ones have at most 200.
const LONGEST: usize = 300;

/// A range of time that ends now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::web::pages) enum Range {
    Day,
    #[default]
    Week,
    TwoWeeks,
    Month,
}

impl Range {
    pub(in crate::web::pages) const ALL: [Self; 4] = [Self::Day, Self::Week, Self::TwoWeeks, Self::Month];

    /// In addresses: as in `statsPeriod` of Sentry's web API.
    pub(in crate::web::pages) fn name(self) -> &'static str {
        match self {
            Self::Day => "24h",
            Self::Week => "7d",
            Self::TwoWeeks => "14d",
            Self::Month => "30d",
        }
    }

    /// For people.
    pub(in crate::web::pages) fn words(self) -> &'static str {
        match self {
            Self::Day => t("Last 24 hours"),
            Self::Week => t("Last 7 days"),
            Self::TwoWeeks => t("Last 14 days"),
            Self::Month => t("Last 30 days"),
        }
    }

    pub(in crate::web::pages) fn seconds(self) -> f64 {
        let days = match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::TwoWeeks => 14.0,
            Self::Month => 30.0,
        };
        days * 86_400.0
    }

    /// Whether the store answers in hours: up to three days it does.
    pub(in crate::web::pages) fn is_hourly(self) -> bool {
        self == Self::Day
    }

    pub(in crate::web::pages) fn parse(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|range| Some(range.name()) == name).unwrap_or_default()
    }
}

/// The parameters of all pages of performance and of releases; each page uses some of them.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web::pages) struct ViewQuery {
    pub project: Option<String>,
    pub range: Option<String>,
    pub name: Option<String>,
    pub release: Option<String>,
    pub environment: Option<String>,
    pub device: Option<String>,
    pub browser: Option<String>,
    pub metric: Option<String>,
    pub kind: Option<String>,
    pub order: Option<String>,
    pub page: Option<String>,
    pub base: Option<String>,
    pub head: Option<String>,
    pub navigations: Option<String>,
}

impl ViewQuery {
    /// The metric that a page shows in detail.
    pub(super) fn metric(&self) -> Metric {
        self.metric.as_deref().and_then(Metric::from_name).unwrap_or(Metric::Lcp)
    }
}

/// What a page is about.
#[derive(Debug, Clone)]
pub(in crate::web::pages) struct View {
    pub project: Project,
    pub range: Range,
    pub name: Option<String>,
    pub release: Option<String>,
    pub environment: Option<String>,
    pub device: Option<String>,
    pub browser: Option<String>,
    /// Whether vitals are those of soft navigations, not of page loads.
    pub is_soft: bool,
}

impl View {
    /// The view that a query asks for. None: several projects are there, and it names none of them.
    pub(in crate::web::pages) fn of(query: &ViewQuery, projects: &[Project]) -> Option<Self> {
        let asked = query.project.as_deref().map(str::trim).filter(|slug| !slug.is_empty());
        let project = match (asked, projects) {
            (Some(slug), _) => projects.iter().find(|project| project.slug == slug)?,
            (None, [only]) => only,
            (None, _) => return None,
        };
        Some(Self {
            project: project.clone(),
            range: Range::parse(query.range.as_deref()),
            name: value(query.name.as_deref()),
            release: value(query.release.as_deref()),
            environment: value(query.environment.as_deref()),
            device: value(query.device.as_deref()),
            browser: value(query.browser.as_deref()),
            is_soft: query.navigations.as_deref() == Some(SOFT),
        })
    }

    /// All data of a project.
    pub(in crate::web::pages) fn whole(project: Project, range: Range) -> Self {
        Self {
            project,
            range,
            name: None,
            release: None,
            environment: None,
            device: None,
            browser: None,
            is_soft: false,
        }
    }

    /// The question to the store.
    pub(in crate::web::pages) fn filter(&self, now: Timestamp) -> PerformanceFilter {
        PerformanceFilter {
            project_id: self.project.id,
            from: Timestamp(now.0 - self.range.seconds()),
            to: now,
            name: self.name.clone(),
            release: self.release.clone(),
            environment: self.environment.clone(),
            device: self.device.clone(),
            browser: self.browser.clone(),
        }
    }

    /// The same view of page loads, or of soft navigations.
    pub(super) fn of_soft(&self, is_soft: bool) -> Self {
        Self { is_soft, ..self.clone() }
    }

    /// A vital of this view.
    pub(super) fn measure(&self, metric: Metric) -> Measure {
        if self.is_soft { Measure::SoftVital(metric) } else { Measure::Vital(metric) }
    }

    /// The value of a dimension that the view is limited to.
    pub(super) fn get(&self, dimension: Dimension) -> Option<&str> {
        match dimension {
            Dimension::Name => self.name.as_deref(),
            Dimension::Release => self.release.as_deref(),
            Dimension::Environment => self.environment.as_deref(),
            Dimension::Device => self.device.as_deref(),
            Dimension::Browser => self.browser.as_deref(),
        }
    }

    /// The same view with another value of a dimension, or with all of them.
    pub(in crate::web::pages) fn with(&self, dimension: Dimension, value: Option<&str>) -> Self {
        let mut view = self.clone();
        let member = match dimension {
            Dimension::Name => &mut view.name,
            Dimension::Release => &mut view.release,
            Dimension::Environment => &mut view.environment,
            Dimension::Device => &mut view.device,
            Dimension::Browser => &mut view.browser,
        };
        *member = value.map(str::to_owned);
        view
    }

    /// The address of a page with this view. Parameters without a value are left out.
    pub(in crate::web::pages) fn link(&self, path: &str, more: &[(&str, &str)]) -> String {
        let range = (self.range != Range::default()).then(|| self.range.name());
        let navigations = self.is_soft.then_some(SOFT);
        let mut parts = vec![
            ("project", Some(self.project.slug.as_str())),
            ("range", range),
            ("navigations", navigations),
        ];
        parts.extend(PARAMETERS.map(|(parameter, dimension)| {
            (parameter, self.get(dimension).map(|value| if value.is_empty() { WITHOUT } else { value }))
        }));
        parts
            .extend(more.iter().map(|(name, value)| (*name, Some(*value).filter(|value| !value.is_empty()))));
        let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(value?))));
        format!("{path}?{}", parts.collect::<Vec<_>>().join("&"))
    }
}

/// The parameters that name the value of a dimension.
pub(super) const PARAMETERS: [(&str, Dimension); 5] = [
    ("name", Dimension::Name),
    ("release", Dimension::Release),
    ("environment", Dimension::Environment),
    ("device", Dimension::Device),
    ("browser", Dimension::Browser),
];

/// The value of a dimension out of an address: nothing means all values.
pub(in crate::web::pages) fn value(text: Option<&str>) -> Option<String> {
    let text = text.map(|text| text.chars().take(LONGEST).collect::<String>().replace('\0', "\u{fffd}"));
    let text = non_empty(text)?;
    Some(if text == WITHOUT { String::new() } else { text })
}

#[cfg(test)]
mod tests {
    use axum::extract::Query;

    use super::*;

    fn project(slug: &str) -> Project {
        Project { id: 1, slug: slug.into(), keys: Vec::new() }
    }

    fn query(pairs: &[(&str, &str)]) -> ViewQuery {
        let text = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect::<Vec<_>>()
            .join("&");
        Query::try_from_uri(&format!("/?{text}").parse().unwrap()).unwrap().0
    }

    #[test]
    fn a_view_returns_from_its_own_link() {
        let projects = [project("a&b"), project("c")];
        let asked = query(&[
            ("project", "a&b"),
            ("range", "14d"),
            ("name", "/users/:id?x=\"1\"é"),
            ("release", "(none)"),
            ("device", " mobile "),
            ("browser", ""),
            ("navigations", "soft"),
        ]);
        let view = View::of(&asked, &projects).unwrap();
        assert_eq!(
            (view.release.as_deref(), view.device.as_deref(), view.browser.as_deref()),
            (Some(""), Some("mobile"), None)
        );
        let link = view.link("/performance/", &[("metric", "inp"), ("page", "")]);
        let expect = "/performance/?project=a%26b&range=14d&navigations=soft&name=%2Fusers%2F%3Aid%3Fx%3D%221%22%C3%A9&release=%28none%29&device=mobile&metric=inp";
        assert_eq!(link, expect);
        assert_eq!(view.measure(Metric::Inp), Measure::SoftVital(Metric::Inp));
        let of_loads = view.of_soft(false);
        assert_eq!(of_loads.measure(Metric::Inp), Measure::Vital(Metric::Inp));
        assert!(!of_loads.link("/performance/", &[]).contains("navigations"));
    }

    #[test]
    fn which_project() {
        let one = [project("shop")];
        let two = [project("shop"), project("site")];
        assert_eq!(View::of(&query(&[]), &one).map(|view| view.project.slug).as_deref(), Some("shop"));
        assert!(View::of(&query(&[]), &two).is_none());
        assert!(View::of(&query(&[("project", "other")]), &one).is_none());
        assert_eq!(
            View::of(&query(&[("project", "site")]), &two).map(|view| view.project.slug).as_deref(),
            Some("site")
        );
    }

    #[test]
    fn ranges_and_values_have_bounds() {
        for (text, range) in [(None, Range::Week), (Some("24h"), Range::Day), (Some("99y"), Range::Week)] {
            assert_eq!(Range::parse(text), range);
        }
        assert_eq!(value(Some(&"é".repeat(1000))).map(|text| text.chars().count()), Some(LONGEST));
    }
}
