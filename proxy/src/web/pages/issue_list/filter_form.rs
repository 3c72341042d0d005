//! The search field and the filters above the list.

use maud::{Markup, html};

use super::filters::{Filters, RANGES, Range, SORTS};
use super::search_help;
use crate::model::project::Project;
use crate::search::LONGEST;
use crate::store::IssueSort;
use crate::web::issue_search::DEFAULT;
use crate::web::pages::language::t;
use crate::web::pages::reveal_hidden::exact;

/// The form.
pub(super) fn form(filters: &Filters, projects: &[Project], environments: &[String]) -> Markup {
    html! {
        form.finder role="search" method="get" action="/" {
            div.query {
                label.hidden for="q" { (t("Search issues")) }
                input #q type="search" name="q" placeholder=(t("Search issues")) maxlength=(LONGEST) value=(exact(filters.text.as_deref().unwrap_or(DEFAULT)));
                button { (t("Search")) }
            }
            div.choices {
                @if projects.len() > 1 {
                    (select("project", t("Project"), t("All projects"), filters.project.as_deref(), projects.iter().map(|project| project.slug.as_str())))
                }
                @if !environments.is_empty() {
                    (select("environment", t("Environment"), t("All environments"), filters.environment.as_deref(), environments.iter().map(String::as_str)))
                }
                label { (t("Range"))
                    select name="range" {
                        option value="" selected[filters.range == Range::All] { (t("All time")) }
                        @for (name, days) in RANGES {
                            option value=(name) selected[filters.range == Range::Last(name, days)] { (range_name(name)) }
                        }
                    }
                }
                @let (from, to) = match &filters.range { Range::Days(from, to) => (from.as_deref(), to.as_deref()), Range::All | Range::Last(..) => (None, None) };
                label { (t("From")) input type="date" name="from" value=[from]; }
                label { (t("To")) input type="date" name="to" value=[to]; }
                label { (t("Order"))
                    select name="sort" {
                        @for (sort, name) in SORTS { option value=(name) selected[sort == filters.sort] { (sort_name(sort)) } }
                    }
                }
            }
            (search_help::help())
        }
    }
}

fn select<'a>(
    name: &str,
    label: &str,
    all: &str,
    current: Option<&str>,
    values: impl Iterator<Item = &'a str>,
) -> Markup {
    html! {
        label { (label)
            select name=(name) translate="no" {
                option value="" { (all) }
                @for value in values { option value=(exact(value)) selected[current == Some(value)] { (exact(value)) } }
            }
        }
    }
}

fn range_name(name: &str) -> &'static str {
    match name {
        "24h" => t("Last 24 hours"),
        "14d" => t("Last 14 days"),
        _ => t("Last 30 days"),
    }
}

/// The name of an order.
pub(super) fn sort_name(sort: IssueSort) -> &'static str {
    match sort {
        IssueSort::LastSeen => t("Last seen"),
        IssueSort::FirstSeen => t("First seen"),
        IssueSort::Events => t("Events"),
        IssueSort::Users => t("Users"),
        IssueSort::Trend => t("Growth"),
    }
}
