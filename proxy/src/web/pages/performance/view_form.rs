//! The head of a page of performance: its title, the pages beside it, and a form for range and dimensions.

use maud::{Markup, html};

use super::choices::Choices;
use super::view::{PARAMETERS, Range, SOFT, View, WITHOUT};
use crate::model::project::Project;
use crate::store::Dimension;
use crate::web::pages::language::t;
use crate::web::pages::reveal_hidden::{exact, reveal_hidden};

/// The pages of performance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Vitals,
    PageLoads,
    Compare,
    Transactions,
}

impl Section {
    const ALL: [Self; 4] = [Self::Vitals, Self::PageLoads, Self::Compare, Self::Transactions];

    /// The page's address.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Vitals => "/performance/",
            Self::PageLoads => "/performance/pageloads/",
            Self::Compare => "/performance/compare/",
            Self::Transactions => "/performance/transactions/",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Vitals => t("Web vitals"),
            Self::PageLoads => t("Page loads"),
            Self::Compare => t("Compare releases"),
            Self::Transactions => t("Transactions"),
        }
    }
}

/// The head. `hidden` are parameters of the page that the form keeps.
pub(super) fn head(
    section: Section,
    view: &View,
    projects: &[Project],
    choices: &Choices,
    hidden: &[(&str, &str)],
) -> Markup {
    // The other pages are about page loads.
    let view = &view.of_soft(view.is_soft && section == Section::Vitals);
    html! {
        div.head { h1 { (t("Performance")) } (sections(section, view)) }
        (form(section, view, projects, choices, hidden))
        @if let Some(name) = &view.name { (limited(section, view, name)) }
    }
}

fn sections(current: Section, view: &View) -> Markup {
    html! {
        nav.sections aria-label=(t("Performance")) {
            @for section in Section::ALL {
                // A route is no transaction of a back end, and the other way round.
                @let kept = (section == Section::Transactions) == (current == Section::Transactions);
                @let view = if kept { view.clone() } else { view.with(Dimension::Name, None) };
                @let view = view.of_soft(view.is_soft && section == Section::Vitals);
                a href=(view.link(section.path(), &[])) aria-current=[(section == current).then_some("page")] { (section.name()) }
            }
        }
    }
}

fn form(
    section: Section,
    view: &View,
    projects: &[Project],
    choices: &Choices,
    hidden: &[(&str, &str)],
) -> Markup {
    html! {
        form.filters method="get" action=(section.path()) {
            (project_choice(projects, &view.project))
            label { span { (t("Range")) } (ranges(view.range)) }
            @for (parameter, dimension) in PARAMETERS {
                @if let Some(label) = label(section, dimension) {
                    label { span { (label) } (select(parameter, choices.values(dimension), view.get(dimension))) }
                }
            }
            @if let Some(name) = &view.name { input type="hidden" name="name" value=(exact(name)); }
            @if view.is_soft { input type="hidden" name="navigations" value=(SOFT); }
            @for (name, value) in hidden { input type="hidden" name=(name) value=(exact(value)); }
            button { (t("Show")) }
        }
    }
}

/// The label of a dimension in the form; none where the page does not ask for it: a comparison has two releases, and back
/// ends have no browser.
fn label(section: Section, dimension: Dimension) -> Option<&'static str> {
    match (dimension, section) {
        (Dimension::Name, _)
        | (Dimension::Release, Section::Compare)
        | (Dimension::Device | Dimension::Browser, Section::Transactions) => None,
        (Dimension::Release, _) => Some(t("Release")),
        (Dimension::Environment, _) => Some(t("Environment")),
        (Dimension::Device, _) => Some(t("Device")),
        (Dimension::Browser, _) => Some(t("Browser")),
    }
}

/// The choice of a project, where there are several.
pub(in crate::web::pages) fn project_choice(projects: &[Project], current: &Project) -> Markup {
    html! {
        @if projects.len() > 1 {
            label {
                span { (t("Project")) }
                select name="project" {
                    @for project in projects { option value=(project.slug) selected[project.id == current.id] { (project.slug) } }
                }
            }
        }
    }
}

/// The choice of a range.
pub(in crate::web::pages) fn ranges(current: Range) -> Markup {
    html! {
        select name="range" {
            @for range in Range::ALL { option value=(range.name()) selected[range == current] { (range.words()) } }
        }
    }
}

/// A choice of values. One that the address names is there even if it is not known.
pub(super) fn select(parameter: &str, values: &[String], current: Option<&str>) -> Markup {
    let unknown = current.filter(|current| values.iter().all(|value| value != current));
    html! {
        select name=(parameter) {
            option value="" { (t("All")) }
            @for value in values.iter().map(String::as_str).chain(unknown) {
                @let text = if value.is_empty() { WITHOUT } else { value };
                option value=(exact(text)) selected[current == Some(value)] { @if value.is_empty() { (t(WITHOUT)) } @else { (reveal_hidden(value)) } }
            }
        }
    }
}

/// A choice that is a row of links: a name, an address, and whether it is the current one.
pub(in crate::web::pages) fn toggle(label: &str, options: &[(&str, String, bool)]) -> Markup {
    html! {
        nav.toggle aria-label=(label) {
            @for (name, link, is_current) in options {
                a href=(link) aria-current=[is_current.then_some("true")] { (name) }
            }
        }
    }
}

fn limited(section: Section, view: &View, name: &str) -> Markup {
    let word = if section == Section::Transactions { t("Transaction") } else { t("Route") };
    html! {
        p.limited {
            (word) " " strong { @if name.is_empty() { (t(WITHOUT)) } @else { (reveal_hidden(name)) } } " "
            a href=(view.with(Dimension::Name, None).link(section.path(), &[])) { (t("Show all")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(id: i64) -> Project {
        Project { id, slug: format!("p{id}"), keys: Vec::new() }
    }

    fn view() -> View {
        View {
            project: project(1),
            range: Range::Week,
            name: Some("/a\"><b>".into()),
            release: Some("x@1 \u{202e}".into()),
            environment: Some(String::new()),
            device: None,
            browser: None,
            is_soft: true,
        }
    }

    #[test]
    fn values_are_escaped_and_chosen() {
        let choices = Choices { environments: vec!["live".into(), String::new()], ..Choices::default() };
        let html = head(Section::Vitals, &view(), &[project(1), project(2)], &choices, &[("metric", "cls")])
            .into_string();
        assert!(!html.contains("<b>") && !html.contains('\u{202e}'));
        assert!(html.contains("<option value=\"(none)\" selected>(none)</option>"));
        assert!(html.contains("x@1 \\u{202e}</option>") && html.contains("name=\"metric\" value=\"cls\""));
        assert!(
            html.contains("<select name=\"project\">") && html.contains("aria-current=\"page\">Web vitals")
        );
    }

    #[test]
    fn each_page_asks_for_what_it_uses() {
        for (section, release, browser) in [
            (Section::Vitals, true, true),
            (Section::PageLoads, true, true),
            (Section::Compare, false, true),
            (Section::Transactions, true, false),
        ] {
            let html = head(section, &view(), &[project(1)], &Choices::default(), &[]).into_string();
            assert_eq!(html.contains("name=\"release\""), release, "{section:?}");
            assert_eq!(html.contains("name=\"browser\""), browser, "{section:?}");
            assert!(!html.contains("<select name=\"project\">"));
            let has_soft = html.contains("name=\"navigations\"") && html.contains("navigations=soft");
            assert_eq!(has_soft, section == Section::Vitals, "{html}");
        }
    }
}
