//! The settings of a project: keys, filters, origins and limits, and what only the file sets.

use maud::{Markup, html};

use super::super::language::{fill, t};
use super::super::layout::{PageContent, Tab};
use super::super::links;
use super::super::relative_time::ago;
use super::needed_scope::needs;
use super::project_page::head;
use super::setting_fields::{SettingField, field};
use crate::config::{Config, ProjectSetting};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::store::{ProjectDetail, ProjectKey};
use crate::web::percent_encoding::encode;

/// Most keys of a project.
pub(super) const MOST_KEYS: u32 = 50;
/// Longest name of a key, in characters.
pub(super) const KEY_NAME: usize = 64;

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
        (head(slug, true))
        @if has_problem { p.note role="alert" { (t("Nothing was changed: some values cannot be used.")) } }
        @if shown.is_saved { p.saved role="status" { (t("Saved. The change holds from now on.")) } }
        (keys(shown))
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

fn keys(shown: &SettingsPage<'_>) -> Markup {
    let detail = &shown.detail;
    let of_keys = format!("{}keys/", links::project(&detail.project.slug));
    html! {
        section.panel.settings #keys {
            h2 { (t("Client keys")) }
            p.quiet { (t("A key is public: it stands in the page. A disabled key is refused within five seconds, and can be enabled again.")) }
            @if detail.keys.is_empty() {
                p { (t("No key yet. Without one nothing can be sent.")) }
            } @else {
                table.cells {
                    thead { tr {
                        th scope="col" { (t("DSN")) }
                        th scope="col" { (t("Name")) }
                        th scope="col" { (t("State")) }
                        th scope="col" { (t("Made")) }
                        @if shown.lacks.is_none() { th scope="col" { (t("Action")) } }
                    } }
                    tbody { @for (n, key) in detail.keys.iter().enumerate() { (key_row(shown, n, key)) } }
                }
            }
            @match shown.lacks {
                Some(scope) => (needs(scope)),
                None => @if detail.keys.len() < MOST_KEYS as usize {
                    form.inline method="post" action=(of_keys) {
                        label for="key-name" { (t("Name of a new key")) }
                        input #key-name name="name" maxlength=(KEY_NAME) autocomplete="off";
                        button type="submit" { (t("Add key")) }
                    }
                } @else {
                    p.quiet { (t("There are as many keys as a project may have. Delete one to add another.")) }
                },
            }
        }
    }
}

fn key_row(shown: &SettingsPage<'_>, n: usize, key: &ProjectKey) -> Markup {
    let project = &shown.detail.project;
    let action = format!("{}keys/{}/", links::project(&project.slug), encode(&key.key));
    let (dsn, id) = (shown.config.dsn(&key.key, project.id), format!("dsn-{n}"));
    html! {
        tr {
            th scope="row" {
                code #(id) translate="no" { (dsn) }
                " " button type="button" data-copy={ "#" (id) } hidden { (t("Copy")) }
            }
            td data-label=(t("Name")) {
                @if shown.lacks.is_some() { (key.name) } @else {
                    form.inline method="post" action=(action) {
                        input type="hidden" name="change" value="name";
                        input name="name" value=(key.name) maxlength=(KEY_NAME) aria-label=(t("Name of the key")) autocomplete="off";
                        button type="submit" { (t("Rename")) }
                    }
                }
            }
            td data-label=(t("State")) { (if key.is_enabled { t("Enabled") } else { t("Disabled") }) }
            td data-label=(t("Made")) { @match key.created { Some(at) => (ago(at, shown.now)), None => span.quiet { "–" } } }
            @if shown.lacks.is_none() { td data-label=(t("Action")) {
                form.inline method="post" action=(action) {
                    @if key.is_enabled {
                        button type="submit" name="change" value="disable" { (t("Disable")) }
                    } @else {
                        button type="submit" name="change" value="enable" { (t("Enable")) }
                        " " button.danger type="submit" name="change" value="revoke" { (t("Delete for ever")) }
                    }
                }
            } }
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
