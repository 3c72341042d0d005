//! `GET` and `POST /projects/{project}/settings/`.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::BTreeMap;

use super::change_handlers::{Pairs, author, redirect};
use super::project_handler::{find, id_of};
use super::project_settings_page::{self, SettingsPage};
use super::setting_fields::{SettingField, SettingOrigin, entered};
use crate::config::{Config, Live, ProjectSetting, SettingError};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::{Access, TokenScope};
use crate::store::{Reader, StoredSetting};
use crate::web::pages::layout::PageContent;
use crate::web::pages::links;
use crate::web::pages::page::Page;
use crate::web::parameters::{PathSegment, QueryString};
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::viewer::{ChangeProjectsOnPages, Permitted, ReadPages};

/// The query of the page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SettingsQuery {
    saved: Option<String>,
}

/// A change that cannot be made: the values as they were entered, and what is wrong with each.
type Refused = BTreeMap<ProjectSetting, (String, SettingError)>;

pub(super) async fn settings(
    viewer: Permitted<ReadPages>,
    State(projects): State<ProjectChanges>,
    slug: Result<PathSegment, ReadError>,
    query: Result<QueryString<SettingsQuery>, ReadError>,
) -> Page {
    let reading = &projects.reading;
    let lacks = viewer.lacks_on_pages(Access::ChangeProjects);
    let is_saved = query.is_ok_and(|QueryString(query)| query.saved.is_some());
    match slug {
        Ok(PathSegment(slug)) => {
            let config = projects.live.get();
            Page::ask(reading, move |store| page(store, &config, &slug, &Refused::new(), is_saved, lacks))
                .await
        }
        Err(error) => Page::error(reading, error),
    }
}

pub(super) async fn change(
    permitted: Permitted<ChangeProjectsOnPages>,
    State(projects): State<ProjectChanges>,
    slug: Result<PathSegment, ReadError>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Response {
    let reading = &projects.reading;
    let (PathSegment(slug), Form(pairs)) =
        match slug.and_then(|slug| Ok((slug, form.map_err(|_| ReadError::BadQuery)?))) {
            Ok(read) => read,
            Err(error) => return Page::error(reading, error).into_response(),
        };
    let (values, refused) = check(&projects.live, &slug, entered(&pairs));
    if !refused.is_empty() {
        let config = projects.live.get();
        let page = Page::ask(reading, move |store| page(store, &config, &slug, &refused, false, None));
        let mut answer = page.await.into_response();
        if answer.status() == StatusCode::OK {
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        return answer;
    }
    let (by, to) = (author(permitted.identity()), format!("{}settings/?saved=1", links::project(&slug)));
    let changed = projects.make(move |reader, store| {
        let id = id_of(reader, &slug)?;
        let values: Vec<_> =
            values.iter().map(|(setting, value)| (setting.name(), value.as_deref())).collect();
        Ok(store.change_settings(id, &values, &by, Timestamp::now())?)
    });
    match changed.await {
        Ok(()) => redirect(&projects, &to),
        Err(error) => Page::error(reading, error).into_response(),
    }
}

/// The values that differ from today's: `None` for one that is the default again. And the values that cannot be used.
fn check(
    live: &Live,
    slug: &str,
    entered: BTreeMap<ProjectSetting, String>,
) -> (Vec<(ProjectSetting, Option<String>)>, Refused) {
    let (current, loaded) = (live.get(), live.loaded());
    let (mut values, mut refused) = (Vec::new(), Refused::new());
    let mut rules = loaded.project(slug).clone();
    for (setting, value) in entered {
        if loaded.origin(slug, setting).is_some() {
            continue;
        }
        match setting.set(&mut rules, &value) {
            Err(error) => {
                refused.insert(setting, (value, error));
            }
            Ok(()) => {
                let value = setting.value(&rules);
                if value != setting.value(current.project(slug)) {
                    let is_default = value == setting.value(loaded.project(slug));
                    values.push((setting, (!is_default).then_some(value)));
                }
            }
        }
    }
    (values, refused)
}

fn page(
    store: &dyn Reader,
    config: &Config,
    slug: &str,
    refused: &Refused,
    is_saved: bool,
    lacks: Option<TokenScope>,
) -> Result<PageContent, ReadError> {
    let detail = find(store, slug)?;
    let stored = store.project_settings()?;
    let of_project: Vec<&StoredSetting> =
        stored.iter().filter(|setting| setting.project_id == detail.project.id).collect();
    let rules = config.project(slug);
    let field = |setting: ProjectSetting| {
        let pages = of_project.iter().find(|stored| stored.name == setting.name());
        let origin = match (config.origin(slug, setting), pages) {
            (Some(source), _) => SettingOrigin::Fixed(source.to_owned()),
            (None, Some(stored)) => {
                SettingOrigin::Pages { by: stored.changed_by.clone(), at: stored.changed }
            }
            (None, None) => SettingOrigin::Default,
        };
        let (value, problem) = match refused.get(&setting) {
            Some((value, problem)) => (value.clone(), Some(*problem)),
            None => (setting.value(rules), None),
        };
        SettingField { setting, value, origin, problem }
    };
    let fields = ProjectSetting::ALL.into_iter().map(field).collect();
    Ok(project_settings_page::page(&SettingsPage {
        detail,
        fields,
        config,
        is_saved,
        lacks,
        now: Timestamp::now(),
    }))
}
