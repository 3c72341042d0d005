//! The forms that make projects, and that add, rename, disable and delete keys.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::project_handler::id_of;
use super::project_keys_page::{KEY_NAME, MOST_KEYS};
use super::project_list::RefusedProject;
use super::project_list_handler;
use super::snippets::Platform;
use crate::model::project::is_new_slug;
use crate::model::timestamp::Timestamp;
use crate::secret::random_hex;
use crate::store::{KeyChange, NewProject, ProjectError, ProjectKey};
use crate::web::base_path::base_path;
use crate::web::pages::language::t;
use crate::web::pages::links;
use crate::web::pages::page::Page;
use crate::web::parameters::{PathSegment, PathSegments};
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeProjectsOnPages, Identity, Permitted};

/// The fields of a form.
pub(super) type Pairs = Vec<(String, String)>;
/// A form as it came.
type SentForm = Result<Form<Pairs>, FormRejection>;

pub(super) async fn create(
    _: Permitted<ChangeProjectsOnPages>,
    State(projects): State<ProjectChanges>,
    form: SentForm,
) -> Response {
    let reading = &projects.reading;
    let Ok(Form(pairs)) = form else { return Page::error(reading, ReadError::BadQuery).into_response() };
    let slug = field(&pairs, "slug");
    let platform = Platform::named(&field(&pairs, "platform")).map_or("", Platform::code);
    if !is_new_slug(&slug) {
        let problem =
            t("A name has up to 50 lower-case letters (a to z), digits and dashes, and at least one letter.");
        return refused(reading, problem, slug, platform, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let Some(key) = new_key() else { return no_random(reading) };
    let wanted = slug.clone();
    let made = projects.make(move |_, store| {
        let new = NewProject { slug: &wanted, platform, key: &key, now: Timestamp::now() };
        match store.create_project(&new) {
            Err(ProjectError::Store(error)) => Err(error.into()),
            made => Ok(made),
        }
    });
    match made.await {
        Ok(Ok(project)) => redirect(&projects, &links::project(&project.slug)),
        Ok(Err(ProjectError::TooMany)) => {
            let problem = t("This server has as many projects as it may have: 1,000.");
            refused(reading, problem, slug, platform, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Ok(Err(ProjectError::Exists | ProjectError::Store(_))) => {
            let problem = t("There is a project of this name already.");
            refused(reading, problem, slug, platform, StatusCode::CONFLICT).await
        }
        Err(error) => Page::error(reading, error).into_response(),
    }
}

/// The list of projects, with a form that was refused.
async fn refused(
    reading: &Reading,
    problem: &'static str,
    slug: String,
    platform: &str,
    status: StatusCode,
) -> Response {
    let refused = RefusedProject { problem: Some(problem), slug, platform: platform.to_owned() };
    let page = Page::ask(reading, move |store| {
        Ok(project_list_handler::page(store, &refused, None, Timestamp::now())?)
    });
    let mut answer = page.await.into_response();
    if answer.status() == StatusCode::OK {
        *answer.status_mut() = status;
    }
    answer
}

pub(super) async fn add_key(
    _: Permitted<ChangeProjectsOnPages>,
    State(projects): State<ProjectChanges>,
    slug: Result<PathSegment, ReadError>,
    form: SentForm,
) -> Response {
    let reading = &projects.reading;
    let (slug, pairs) = match (slug, form) {
        (Ok(PathSegment(slug)), Ok(Form(pairs))) => (slug, pairs),
        (Err(error), _) => return Page::error(reading, error).into_response(),
        (_, Err(_)) => return Page::error(reading, ReadError::BadQuery).into_response(),
    };
    let Some(key) = new_key() else { return no_random(reading) };
    let to = links::project_keys(&slug);
    let name = key_name(&pairs);
    let added = projects.make(move |reader, store| {
        let id = id_of(reader, &slug)?;
        let key = ProjectKey { key, name, is_enabled: true, created: Some(Timestamp::now()) };
        Ok(store.add_named_key(id, &key, MOST_KEYS)?)
    });
    match added.await {
        // With the most keys nothing is added, and the page shows them.
        Ok(_) => redirect(&projects, &to),
        Err(error) => Page::error(reading, error).into_response(),
    }
}

pub(super) async fn change_key(
    _: Permitted<ChangeProjectsOnPages>,
    State(projects): State<ProjectChanges>,
    path: Result<PathSegments<(String, String)>, ReadError>,
    form: SentForm,
) -> Response {
    let reading = &projects.reading;
    let ((slug, key), pairs) = match (path, form) {
        (Ok(PathSegments(path)), Ok(Form(pairs))) => (path, pairs),
        (Err(error), _) => return Page::error(reading, error).into_response(),
        (_, Err(_)) => return Page::error(reading, ReadError::BadQuery).into_response(),
    };
    let change = match field(&pairs, "change").as_str() {
        "name" => KeyChange::Name(key_name(&pairs)),
        "enable" => KeyChange::Enable,
        "disable" => KeyChange::Disable,
        "revoke" => KeyChange::Revoke,
        _ => return Page::error(reading, ReadError::BadQuery).into_response(),
    };
    let to = links::project_keys(&slug);
    let changed = projects.make(move |reader, store| {
        let id = id_of(reader, &slug)?;
        if store.change_key(id, &key, &change)? { Ok(()) } else { Err(ReadError::NotFound) }
    });
    match changed.await {
        Ok(()) => redirect(&projects, &to),
        Err(error) => Page::error(reading, error).into_response(),
    }
}

/// Sends the browser to a page of this server, which it gets by GET.
pub(super) fn redirect(projects: &ProjectChanges, path: &str) -> Response {
    let config = projects.live.get();
    Redirect::to(&format!("{}{path}", base_path(&config.public_url))).into_response()
}

/// Who changes something, for the record; empty where the pages are public.
pub(super) fn author(identity: &Identity) -> String {
    identity.name().unwrap_or_default().to_owned()
}

fn field(pairs: &Pairs, name: &str) -> String {
    let found = pairs.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

fn key_name(pairs: &Pairs) -> String {
    field(pairs, "name").chars().filter(|char| !char.is_control()).take(KEY_NAME).collect()
}

fn new_key() -> Option<String> {
    random_hex(16).ok()
}

/// The system has no random bytes, so there is no key.
fn no_random(reading: &Reading) -> Response {
    tracing::error!("no random bytes for a key");
    let mut answer = Page::error(reading, ReadError::BadQuery).into_response();
    *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    answer
}
