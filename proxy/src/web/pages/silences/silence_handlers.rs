//! `GET /alerts/silences/`, and the forms that make and end silences.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};

use super::silence_form::{self, Fields, field};
use super::silence_list::{self, SilencesView};
use super::silence_words;
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::store::SilenceError;
use crate::web::base_path::base_path;
use crate::web::issue_changes::IssueChanges;
use crate::web::pages::layout::Tab;
use crate::web::pages::page::Page;
use crate::web::pages::refused_page::refused;
use crate::web::pages::return_path::return_path;
use crate::web::parameters::{PathSegment, QueryString};
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeIssuesOnPages, Permitted, ReadPages};

/// Silences that are over on the page.
const EXPIRED: u32 = 50;
/// The page of silences.
const LIST: &str = "/alerts/silences/";

pub(super) async fn list(
    viewer: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<Fields>, ReadError>,
) -> Page {
    let fields = query.map(|QueryString(fields)| fields).unwrap_or_default();
    let lacks = viewer.lacks_on_pages(Access::ChangeIssues);
    let asked = Page::ask(&reading, move |store| {
        let now = Timestamp::now();
        let (silences, projects) = (store.silences(now, EXPIRED)?, store.projects()?);
        let view = SilencesView { silences: &silences, projects: &projects, fields: &fields, lacks };
        Ok(silence_list::page(&view, now))
    });
    asked.await
}

pub(super) async fn add(
    viewer: Permitted<ChangeIssuesOnPages>,
    State(changes): State<IssueChanges>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let back = back(&fields);
    let now = Timestamp::now();
    let name = viewer.identity().name();
    let silence = match silence_form::read(&fields, name.unwrap_or_default(), now) {
        Ok(silence) => silence,
        Err(error) => {
            return refused(&changes.reading, Tab::Alerts, &silence_words::of_form(&error), &back)
                .into_response();
        }
    };
    let actor = Actor::named(name);
    let added = changes.make(move |work| match work.add_silence(&silence, &actor, now) {
        Err(SilenceError::Store(error)) => Err(error.into()),
        added => Ok(added),
    });
    let refusal = match added.await {
        Ok(Ok(_)) => return to(&changes, &back),
        Ok(Err(error)) => silence_words::of_error(error),
        Err(error) => Err(error),
    };
    match refusal {
        Ok(why) => refused(&changes.reading, Tab::Alerts, &why, &back).into_response(),
        Err(error) => Page::error(&changes.reading, error).into_response(),
    }
}

pub(super) async fn expire(
    viewer: Permitted<ChangeIssuesOnPages>,
    State(changes): State<IssueChanges>,
    id: Result<PathSegment, ReadError>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let back = back(&fields);
    let Some(id) = id.ok().and_then(|PathSegment(text)| text.parse().ok()) else {
        return Page::error(&changes.reading, ReadError::NotFound).into_response();
    };
    let actor = Actor::named(viewer.identity().name());
    // One that is over meanwhile is as it should be.
    match changes.make(move |work| Ok(work.expire_silence(id, &actor, Timestamp::now())?)).await {
        Ok(_) => to(&changes, &back),
        Err(error) => Page::error(&changes.reading, error).into_response(),
    }
}

/// The page that a form leads back to.
fn back(fields: &Fields) -> String {
    match field(fields, "to") {
        "" => LIST.to_owned(),
        path => return_path(Some(path)),
    }
}

fn to(changes: &IssueChanges, path: &str) -> Response {
    Redirect::to(&format!("{}{path}", base_path(&changes.reading.public_url))).into_response()
}
