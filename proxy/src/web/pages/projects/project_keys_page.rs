//! The keys of a project, on a page of their own: there are up to fifty.

use maud::{Markup, html};

use super::super::language::{fill, t};
use super::super::layout::{PageContent, Tab};
use super::super::links;
use super::super::relative_time::ago;
use super::needed_scope::needs;
use super::project_page::{Section, head};
use crate::config::Config;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::TokenScope;
use crate::store::{ProjectDetail, ProjectKey};
use crate::web::percent_encoding::encode;

/// Most keys of a project.
pub(super) const MOST_KEYS: u32 = 50;
/// Longest name of a key, in characters.
pub(super) const KEY_NAME: usize = 64;

/// The data of the page.
pub(super) struct KeysPage<'a> {
    pub(super) detail: ProjectDetail,
    pub(super) config: &'a Config,
    /// The scope that the viewer lacks to change something.
    pub(super) lacks: Option<TokenScope>,
    pub(super) now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &KeysPage<'_>) -> PageContent {
    let project = &shown.detail.project;
    let content = html! {
        (head(&project.slug, Section::Keys))
        section.panel.settings {
            h2 { (t("Client keys")) }
            p.quiet { (t("A key is public: it stands in the page. A disabled key is refused within five seconds, and can be enabled again.")) }
            @if shown.detail.keys.is_empty() {
                p { (t("No key yet. Without one nothing can be sent.")) }
            } @else {
                (table(shown))
            }
            @match shown.lacks {
                Some(scope) => (needs(scope)),
                None => (form(&shown.detail)),
            }
        }
    };
    PageContent::new(&fill("Keys of {project}", &[("project", &project.slug)]), Tab::Projects, content)
}

fn form(detail: &ProjectDetail) -> Markup {
    html! {
        @if detail.keys.len() < MOST_KEYS as usize {
            form.inline method="post" action=(links::project_keys(&detail.project.slug)) {
                label for="key-name" { (t("Name of a new key")) }
                input #key-name name="name" maxlength=(KEY_NAME) autocomplete="off";
                button type="submit" { (t("Add key")) }
            }
        } @else {
            p.quiet { (t("There are as many keys as a project may have. Delete one to add another.")) }
        }
    }
}

fn table(shown: &KeysPage<'_>) -> Markup {
    html! {
        table.cells {
            thead { tr {
                th scope="col" { (t("DSN")) }
                th scope="col" { (t("State")) }
                th scope="col" { (t("Made")) }
                th scope="col" { (t("Name")) }
            } }
            tbody { @for (n, key) in shown.detail.keys.iter().enumerate() { (row(shown, n, key)) } }
        }
    }
}

fn row(shown: &KeysPage<'_>, n: usize, key: &ProjectKey) -> Markup {
    let project = &shown.detail.project;
    let (dsn, id) = (shown.config.dsn(&key.key, project.id), format!("dsn-{n}"));
    html! {
        tr {
            th scope="row" {
                code #(id) translate="no" { (dsn) }
                " " button type="button" data-copy={ "#" (id) } hidden { (t("Copy")) }
            }
            td data-label=(t("State")) { (if key.is_enabled { t("Enabled") } else { t("Disabled") }) }
            td data-label=(t("Made")) { @match key.created { Some(at) => (ago(at, shown.now)), None => span.quiet { "–" } } }
            td data-label=(t("Name")) {
                @if shown.lacks.is_some() { span translate="no" { (key.name) } } @else { (changes(&project.slug, key)) }
            }
        }
    }
}

/// One form for all changes of a key: its first button is the one of the key Enter.
fn changes(slug: &str, key: &ProjectKey) -> Markup {
    html! {
        form.inline method="post" action={ (links::project_keys(slug)) (encode(&key.key)) "/" } {
            input name="name" value=(key.name) maxlength=(KEY_NAME) aria-label=(t("Name of the key")) autocomplete="off";
            button name="change" value="name" { (t("Rename")) }
            @if key.is_enabled {
                button name="change" value="disable" { (t("Disable")) }
            } @else {
                button name="change" value="enable" { (t("Enable")) }
                button.danger name="change" value="revoke" { (t("Delete for ever")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::project::Project;
    use crate::web::pages::language::Language;

    #[test]
    fn a_page_full_of_disabled_keys_with_long_names_is_small() {
        let config =
            Config { public_url: "https://errors.a-long-name.example/errors".into(), ..Config::default() };
        let key = |n: u32| ProjectKey {
            key: format!("{n:032x}"),
            name: "密".repeat(KEY_NAME),
            is_enabled: false,
            created: Some(Timestamp(1.0)),
        };
        let detail = ProjectDetail {
            project: Project { id: 1, slug: "s".repeat(50), keys: Vec::new() },
            platform: String::new(),
            created: None,
            last_event: None,
            unresolved: 0,
            keys: (0..MOST_KEYS).map(key).collect(),
        };
        let shown = KeysPage { detail, config: &config, lacks: None, now: Timestamp(2.0) };
        let rows = Language::Chinese.run(|| table(&shown)).into_string();
        assert!(rows.contains("name=\"change\" value=\"revoke\""));
        assert!(rows.len() < 56_000, "{}", rows.len());
    }
}
