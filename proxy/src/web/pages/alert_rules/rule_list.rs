//! The list of all rules.

use std::collections::HashMap;

use maud::{Markup, html};

use super::condition_words;
use super::decision_counts::DecisionCounts;
use super::rule_facts::{facts, origin};
use crate::config::Config;
use crate::config::alert_rules::RuleError;
use crate::model::alert_rule::{Route, Rule};
use crate::model::timestamp::Timestamp;
use crate::web::pages::fitting::{Fitting, clipped};
use crate::web::pages::language::{fill, fill_markup, plural, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, paging, relative_time};
use crate::web::percent_encoding::encode;

/// Rules on a page: with the longest lists it is still under 60 KB.
pub(super) const PAGE: usize = 10;
/// Bytes of each list of a rule.
const LIST: usize = 600;
/// Bytes of rules that are not used, and of routes.
const ASIDE: usize = 6_000;
/// Longest text, in characters.
const LONGEST: usize = 80;

/// A rule of a project that cannot be used: the name of the rule, and why.
pub(super) type Unusable = (String, RuleError);

/// What the page shows.
pub(super) struct RuleList<'a> {
    pub(super) config: &'a Config,
    /// The project whose rules are shown; none: all.
    pub(super) project: Option<String>,
    /// The rules of all pages.
    pub(super) rules: Vec<&'a Rule>,
    pub(super) unusable: Vec<Unusable>,
    pub(super) counts: HashMap<&'a str, DecisionCounts>,
    /// The time from which on decisions are kept, if not all of the range are.
    pub(super) kept_since: Option<Timestamp>,
    pub(super) page: u32,
    pub(super) now: Timestamp,
}

/// The page.
pub(super) fn page(list: &RuleList<'_>) -> PageContent {
    let first = (list.page as usize).saturating_sub(1).saturating_mul(PAGE);
    let has_more = list.rules.len() > first.saturating_add(PAGE);
    let content = html! {
        p.crumb { a href="/alerts/" { (t("Alerts")) } }
        div.head { h1 { (t("Alert rules")) } }
        p.intro {
            (fill_markup(
                "A rule says what is worth a message. These are in force now; they are written as {table} in the configuration, or on the page of a project.",
                &[("table", html! { code { "[rule.<name>]" } })],
            ))
            @if let Some(project) = &list.project {
                (t(" "))
                (fill_markup("Only those that can fire for {project} are shown.", &[("project", html! { strong translate="no" { (reveal_hidden(&clipped(project, LONGEST))) } })]))
                " " a href="/alerts/rules/" { (t("Show all")) }
            }
        }
        (unusable(&list.unusable))
        @if let Some(since) = list.kept_since {
            p.note { (fill_markup("Only the newest decisions are kept, so counts begin {time}.", &[("time", relative_time::ago(since, list.now))])) }
        }
        @if list.rules.is_empty() {
            section.panel.empty {
                h2 { (t("No rule can fire here")) }
                p { (fill_markup("All rules are about other projects. A rule without the key {key} is about all of them.", &[("key", html! { code { "project" } })])) }
            }
        }
        @for rule in list.rules.iter().skip(first).take(PAGE) { (entry(rule, list)) }
        (paging::named_links(t("Pages of rules"), (t("Before"), t("More")), list.page, has_more, |page| address(list.project.as_deref(), page)))
        (routes(&list.config.routes))
    };
    PageContent::new(t("Alert rules"), Tab::Alerts, content)
}

fn address(project: Option<&str>, page: u32) -> String {
    match project {
        Some(project) => format!("/alerts/rules/?project={}&page={page}", encode(project)),
        None => format!("/alerts/rules/?page={page}"),
    }
}

fn entry(rule: &Rule, list: &RuleList<'_>) -> Markup {
    html! {
        article.panel.rule {
            h2 { a href=(links::alert_rule(&rule.name)) translate="no" { (reveal_hidden(&clipped(&rule.name, LONGEST * 2))) } " " (origin(rule)) }
            dl {
                (facts(rule, list.config, LIST))
                div { dt { (t("Last 7 days")) } dd {
                    @match list.counts.get(rule.name.as_str()) {
                        Some(counts) => (counts.markup()),
                        None => (DecisionCounts::default().markup()),
                    }
                } }
            }
        }
    }
}

fn unusable(rules: &[Unusable]) -> Markup {
    let items = rules.iter().map(|(name, error)| {
        let (project, own) = name.split_once('/').unwrap_or_default();
        html! { li { a href=(links::project_rule(project, own)) translate="no" { (reveal_hidden(&clipped(name, LONGEST * 2))) } ": " span lang="en" translate="no" { (reveal_hidden(&clipped(&error.to_string(), LONGEST * 2))) } } }
    });
    let fitting = Fitting::within(ASIDE, items);
    html! {
        @if !rules.is_empty() {
            div.note {
                p { (plural(rules.len() as u64, "{n} rule of a project is not in force, because it cannot be used with this configuration:", "{n} rules of projects are not in force, because they cannot be used with this configuration:")) }
                ul { @for item in &fitting.shown { (item) } }
                @if fitting.left_out > 0 { p { (fill("and {n} more", &[("n", &fitting.left_out.to_string())])) } }
            }
        }
    }
}

fn routes(routes: &[Route]) -> Markup {
    let items = routes.iter().map(|route| {
        let patterns = |all: &[String]| {
            let code = |it: &String| html! { code translate="no" { (reveal_hidden(&clipped(it, LONGEST))) } };
            condition_words::fitting(LIST, all.iter().map(code).collect())
        };
        html! { li {
            @if route.projects.is_empty() { (t("all projects")) } @else { (patterns(route.projects.as_written())) }
            @if !route.environments.is_empty() { ", " (t("Environment")) ": " (patterns(route.environments.as_written())) }
            " → " (patterns(&route.channels))
        } }
    });
    let fitting = Fitting::within(ASIDE, items);
    html! {
        @if !routes.is_empty() {
            section.panel.rule #routes {
                h2 { (t("Routes")) }
                p.quiet { (t("The first one that matches says which channels hear of a rule that names none itself.")) }
                ol { @for item in &fitting.shown { (item) } }
                @if fitting.left_out > 0 { p { (fill("and {n} more", &[("n", &fitting.left_out.to_string())])) } }
            }
        }
    }
}
