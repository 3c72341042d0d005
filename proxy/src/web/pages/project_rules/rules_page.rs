//! The rules of a project: those that are in force, switched off, or of no use, and the kinds of new ones.

use maud::{Markup, html};

use super::rule_kind::RuleKind;
use super::rule_problems::problem_words;
use crate::config::alert_rules::RuleError;
use crate::model::alert_rule::Rule;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::store::{MOST_RULES_OF_PROJECT, StoredRule};
use crate::web::pages::alert_rules::trigger_words;
use crate::web::pages::fitting::clipped;
use crate::web::pages::language::{fill, fill_markup, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::links;
use crate::web::pages::projects::{Section, head, needs};
use crate::web::pages::relative_time::ago;
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::percent_encoding::encode;

/// Longest name of who changed a rule, in characters.
const LONGEST: usize = 80;

/// A rule of the list.
pub(super) struct ListedRule {
    pub(super) stored: StoredRule,
    pub(super) is_enabled: bool,
    /// The rule, or why it cannot be used.
    pub(super) checked: Result<Rule, RuleError>,
}

/// What the page shows.
pub(super) struct RulesPage<'a> {
    pub(super) project: &'a str,
    pub(super) rules: &'a [ListedRule],
    /// Whether a change was just stored.
    pub(super) is_saved: bool,
    /// The scope that the viewer lacks to change something.
    pub(super) lacks: Option<TokenScope>,
    pub(super) now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &RulesPage<'_>) -> PageContent {
    let all = html! { a href={ "/alerts/rules/?project=" (encode(shown.project)) } { (t("All rules that can fire for this project")) } };
    let content = html! {
        (head(shown.project, Section::Rules))
        p.intro {
            (t("A rule says what is worth a message. These are of this project alone; those of the configuration hold beside them."))
            " " (all)
        }
        @if shown.is_saved { p.saved role="status" { (t("Saved. The change holds from now on.")) } }
        @if shown.rules.is_empty() {
            section.panel.empty { h2 { (t("This project has no rule of its own")) } }
        }
        @for rule in shown.rules { (entry(rule, shown)) }
        section.panel.make {
            h2 { (t("New rule")) }
            @if let Some(scope) = shown.lacks { (needs(scope)) }
            @else if shown.rules.len() >= MOST_RULES_OF_PROJECT as usize {
                p.quiet { (too_many()) }
            } @else {
                p.quiet { (t("Choose what it fires on:")) }
                dl.kinds {
                    @for kind in RuleKind::ALL {
                        div {
                            dt { a href={ (links::project_rules(shown.project)) "?on=" (kind.word()) } { (kind.title()) } }
                            dd { (kind.explanation()) }
                        }
                    }
                }
            }
        }
    };
    PageContent::new(&fill("Alert rules of {project}", &[("project", shown.project)]), Tab::Projects, content)
}

/// Why there can be no further rule.
pub(super) fn too_many() -> String {
    fill(
        "A project has at most {count} rules: delete one of them first.",
        &[("count", &MOST_RULES_OF_PROJECT.to_string())],
    )
}

fn entry(rule: &ListedRule, shown: &RulesPage<'_>) -> Markup {
    let name = &rule.stored.name;
    let own = links::project_rule(shown.project, name);
    html! {
        article.panel.rule {
            h2 {
                @if shown.lacks.is_none() { a href=(own) translate="no" { (reveal_hidden(name)) } }
                @else { span translate="no" { (reveal_hidden(name)) } }
                " " (state(rule))
            }
            @match &rule.checked {
                Ok(found) => ul { @for trigger in &found.triggers { li { (trigger_words(trigger)) } } },
                Err(error) => p { strong.problem { (problem_words(error)) } },
            }
            p.quiet {
                (changed(rule, shown.now))
                @if rule.is_enabled && rule.checked.is_ok() {
                    " · " a href=(links::alert_rule(&format!("{}/{name}", shown.project))) { (t("What it found")) }
                }
            }
            @if shown.lacks.is_none() {
                form.inline method="post" action=(own) {
                    a.button href=(own) { (t("Edit")) }
                    @if rule.is_enabled { button name="do" value="off" { (t("Switch off")) } }
                    @else { button name="do" value="on" { (t("Switch on")) } }
                }
            }
        }
    }
}

fn state(rule: &ListedRule) -> Markup {
    let (class, word) = match (&rule.checked, rule.is_enabled) {
        (_, false) => ("debug", t("switched off")),
        (Ok(_), true) => ("ok", t("in force")),
        (Err(_), true) => ("error", t("cannot be used")),
    };
    html! { span class={ "badge " (class) } { (word) } }
}

fn changed(rule: &ListedRule, now: Timestamp) -> Markup {
    let time = ago(rule.stored.changed, now);
    if rule.stored.changed_by.is_empty() {
        return fill_markup("Changed {time}", &[("time", time)]);
    }
    let name = html! { span translate="no" { (reveal_hidden(&clipped(&rule.stored.changed_by, LONGEST))) } };
    fill_markup("Changed {time} by {name}", &[("time", time), ("name", name)])
}
