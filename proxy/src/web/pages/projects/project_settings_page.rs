//! The settings of a project: filters, origins and limits, and what only the file sets.

use maud::{Markup, html};

use super::super::language::{fill, t};
use super::super::layout::{PageContent, Tab};
use super::super::links;
use super::needed_scope::needs;
use super::project_page::{Section, head};
use super::setting_fields::{SettingField, field};
use crate::config::{Config, ProjectSetting};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::store::ProjectDetail;

/// The data of the page.
pub(super) struct SettingsPage<'a> {
    pub(super) detail: ProjectDetail,
    pub(super) fields: Vec<SettingField>,
    pub(super) config: &'a Config,
    /// Whether a change was just stored.
    pub(super) is_saved: bool,
    /// The scope that the viewer lacks to change something.
    pub(super) lacks: Option<TokenScope>,
    pub(super) now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &SettingsPage<'_>) -> PageContent {
    let slug = &shown.detail.project.slug;
    let has_problem = shown.fields.iter().any(|field| field.problem.is_some());
    let content = html! {
        (head(slug, Section::Settings))
        @if has_problem { p.note role="alert" { (t("Nothing was changed: some values cannot be used.")) } }
        @if shown.is_saved { p.saved role="status" { (t("Saved. The change holds from now on.")) } }
        @match shown.lacks {
            None => form.settings method="post" action={ (links::project(slug)) "settings/" } {
                (groups(shown))
                p { button type="submit" { (t("Save settings")) } }
            },
            Some(scope) => div.settings { (needs(scope)) (groups(shown)) },
        }
        (read_only(shown))
    };
    PageContent::new(&fill("Settings of {project}", &[("project", slug)]), Tab::Projects, content)
}

fn groups(shown: &SettingsPage<'_>) -> Markup {
    html! {
            (group(shown, t("Inbound filters"), Some(t("What a filter drops is counted and not stored. It makes no issue. A crawler and a client address are recognized before the quota is charged, everything else after it.")), is_filter))
            (group(shown, t("Who may send"), None, |setting| setting == ProjectSetting::Origins))
            (group(shown, t("Limits"), None, |setting| !is_filter(setting) && setting != ProjectSetting::Origins))
    }
}

fn is_filter(setting: ProjectSetting) -> bool {
    setting.name().starts_with("filters.")
}

fn group(
    shown: &SettingsPage<'_>,
    title: &str,
    explanation: Option<&str>,
    is_in: impl Fn(ProjectSetting) -> bool,
) -> Markup {
    html! {
        fieldset.panel.settings {
            legend { h2 { (title) } }
            @if let Some(explanation) = explanation { p.quiet { (explanation) } }
            @for it in shown.fields.iter().filter(|it| is_in(it.setting)) { (field(it, shown.lacks.is_none(), shown.now)) }
        }
    }
}

/// What only the file and the environment set.
fn read_only(shown: &SettingsPage<'_>) -> Markup {
    let retention = shown.config.retention;
    let days = |days: u32| {
        if days == 0 {
            t("for ever").to_owned()
        } else {
            fill("{count} days", &[("count", &days.to_string())])
        }
    };
    html! {
        section.panel.facts.server {
            h2 { (t("Set by the server's configuration")) }
            dl {
                div { dt { (t("Events are kept")) } dd { (days(retention.days)) } }
                div { dt { (t("Traces and page views are kept")) } dd { (days(retention.performance_days)) } }
                div { dt { (t("Statistics of performance are kept")) } dd { (days(retention.distribution_days)) } }
                div {
                dt { (t("Alerts go to")) }
                dd {
                    @if shown.config.channels.is_empty() { span.quiet { (t("no channel")) } }
                    @for (n, (name, channel)) in shown.config.channels.iter().enumerate() {
                        @if n > 0 { (t(", ")) }
                        span translate="no" { (name) } " (" (channel.kind()) ")"
                    }
                }
                }
            }
            p.quiet { (t("These hold for all projects. The file balefire.toml or variables of the environment change them.")) }
        }
    }
}
