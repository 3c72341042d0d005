//! The page with the form of a rule: a new one of a kind, or one that is stored.

use maud::{Markup, html};

use super::form_values::FormValues;
use super::rule_field::{Fields, with_code};
use super::rule_kind::RuleKind;
use super::rule_problems::problem_words;
use crate::alerts::past_firings::Missing;
use crate::alerts::replay::ReplayedMessage;
use crate::config::Config;
use crate::config::alert_rules::RuleError;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::web::pages::alert_rules::replay_section;
use crate::web::pages::language::{fill, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::links;
use crate::web::pages::projects::{Section, head, needs};
use crate::web::pages::reveal_hidden::reveal_hidden;

/// What the rule would have sent.
pub(super) struct Preview {
    pub(super) sent: Vec<ReplayedMessage>,
    pub(super) missing: Vec<Missing>,
}

/// What the page shows.
pub(super) struct RuleForm<'a> {
    pub(super) project: &'a str,
    /// The name of the rule that is stored; none: it is a new one.
    pub(super) stored: Option<&'a str>,
    pub(super) kind: RuleKind,
    pub(super) values: &'a FormValues,
    pub(super) problems: &'a [RuleError],
    /// Whether the values came with a form.
    pub(super) is_sent: bool,
    /// Why it was not stored, besides the problems of keys.
    pub(super) refusal: Option<String>,
    pub(super) preview: Option<Preview>,
    pub(super) config: &'a Config,
    /// The scope that the viewer lacks to change something.
    pub(super) lacks: Option<TokenScope>,
    pub(super) now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &RuleForm<'_>) -> PageContent {
    let content = html! {
        (head(shown.project, Section::Rules))
        h2.rule-title {
            @match shown.stored {
                Some(name) => span translate="no" { (reveal_hidden(name)) },
                None => (t("New rule")),
            }
            ": " (shown.kind.title())
        }
        p.intro { (shown.kind.explanation()) }
        @match shown.lacks {
            Some(scope) => (needs(scope)),
            None => {
                @if let Some(refusal) = &shown.refusal { p.note role="alert" { (refusal) } }
                @if !shown.problems.is_empty() { (problems(shown)) }
                @if let Some(preview) = &shown.preview {
                    p.note role="status" { (t("Nothing is stored yet.")) }
                    (replay_section::section(&preview.sent, &preview.missing, shown.now))
                }
                (form(shown))
                @if let Some(name) = shown.stored { (other_kinds(shown, name)) (deletion(shown, name)) }
            }
        }
    };
    let title = match shown.stored {
        Some(name) => fill("Rule {name} of {project}", &[("name", name), ("project", shown.project)]),
        None => fill("New rule of {project}", &[("project", shown.project)]),
    };
    PageContent::new(&title, Tab::Projects, content)
}

fn problems(shown: &RuleForm<'_>) -> Markup {
    html! {
        div.note role="alert" {
            p {
                @if shown.is_sent { (t("Nothing was stored: some values cannot be used.")) }
                @else { (t("This rule is not in force: some values cannot be used.")) }
            }
            ul {
                @for problem in shown.problems {
                    li {
                        @if problem.field.is_empty() { (problem_words(problem)) }
                        @else { a href={ "#r-" (problem.key()) } { (problem_words(problem)) } }
                    }
                }
            }
        }
    }
}

fn form(shown: &RuleForm<'_>) -> Markup {
    let RuleForm { kind, values, problems, config, .. } = *shown;
    let fields = Fields { kind, values, problems, channels: &config.channels };
    let all = |keys: &[&str]| html! { @for key in keys { (fields.field(key)) } };
    let action = match shown.stored {
        Some(name) => links::project_rule(shown.project, name),
        None => links::project_rules(shown.project),
    };
    html! {
        form.settings.rule-form method="post" action=(action) {
            input type="hidden" name="kind" value=(kind.word());
            fieldset.panel.settings {
                legend { h2 { (t("What fires")) } }
                @if shown.stored.is_none() { (fields.field("name")) }
                @if kind == RuleKind::Issues { (fields.field("on")) }
                div.fields { (all(kind.threshold())) }
            }
            @if !kind.conditions().is_empty() {
                fieldset.panel.settings {
                    legend { h2 { (t("Only if")) } }
                    p.quiet { (t("One pattern in each line; one of them must match. * stands for any text, ? for one character. Empty: any.")) }
                    div.fields { (all(kind.conditions())) }
                }
            }
            fieldset.panel.settings {
                legend { h2 { (t("Who is told, and how")) } }
                div.fields { (all(kind.telling())) }
            }
            fieldset.panel.settings {
                legend { h2 { (t("Quiet")) } }
                p.quiet { (with_code(t("A length of time is a number with `s`, `m`, `h` or `d`, such as `30s`, `5m`, `4h` or `7d`."))) }
                div.fields { (all(&RuleKind::TIMES)) }
            }
            fieldset.panel.settings {
                legend { h2 { (t("State")) } }
                (fields.field("enabled"))
            }
            p.buttons {
                button.main name="do" value="save" { (t("Save rule")) }
                button name="do" value="preview" { (t("What would it have sent last week?")) }
            }
        }
    }
}

/// The same rule with another trigger.
fn other_kinds(shown: &RuleForm<'_>, name: &str) -> Markup {
    html! {
        details.over {
            summary { (t("Let it fire on something else")) }
            ul {
                @for kind in RuleKind::ALL {
                    @if kind != shown.kind {
                        li { a href={ (links::project_rule(shown.project, name)) "?on=" (kind.word()) } { (kind.title()) } }
                    }
                }
            }
        }
    }
}

fn deletion(shown: &RuleForm<'_>, name: &str) -> Markup {
    html! {
        details.over {
            summary { (t("Delete this rule")) }
            form method="post" action=(links::project_rule(shown.project, name)) {
                p.quiet { (t("What it has found and told stays on the page of alerts.")) }
                button name="do" value="delete" { (t("Delete")) }
            }
        }
    }
}
