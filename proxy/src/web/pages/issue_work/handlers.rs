//! The forms that change issues, and the one that undoes a change.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};

use super::change_form::{self, Fields, field};
use super::refusal;
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;
use crate::store::{ChangeError, IssueWork};
use crate::web::base_path::base_path;
use crate::web::issue_changes::IssueChanges;
use crate::web::pages::layout::Tab;
use crate::web::pages::page::Page;
use crate::web::pages::refused_page::refused;
use crate::web::pages::return_path::{return_path, with_change};
use crate::web::parameters::PathSegment;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeIssuesOnPages, Permitted};

/// `POST /issues/changes/`
pub(super) async fn change(
    viewer: Permitted<ChangeIssuesOnPages>,
    State(changes): State<IssueChanges>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let back = return_path(field(&fields, "to"));
    let asked = change_form::issues(&fields).and_then(|ids| Ok((ids, change_form::change(&fields)?)));
    let (ids, asked) = match asked {
        Ok(asked) => asked,
        Err(error) => {
            return refused(&changes.reading, Tab::Issues, refusal::of_form(error), &back).into_response();
        }
    };
    let actor = Actor::named(viewer.identity().name());
    let made = make(&changes, move |work| work.change_issues(&ids, &asked, &actor, Timestamp::now())).await;
    answer(&changes.reading, &back, made, |applied| with_change(&back, applied.change_id))
}

/// `POST /issues/changes/{change}/undo/`
pub(super) async fn undo(
    viewer: Permitted<ChangeIssuesOnPages>,
    State(changes): State<IssueChanges>,
    change: Result<PathSegment, ReadError>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let back = return_path(field(&fields, "to"));
    let change = change.ok().and_then(|PathSegment(text)| text.parse().ok());
    let Some(change) = change else {
        return Page::error(&changes.reading, ReadError::NotFound).into_response();
    };
    let actor = Actor::named(viewer.identity().name());
    let undone = changes.make(move |work| Ok(work.undo_change(change, &actor, Timestamp::now())?)).await;
    answer(&changes.reading, &back, undone.map(Ok), |_| back.clone())
}

/// Makes a change. The inner error is a reason why it is not made.
pub(super) async fn make<T: Send + 'static>(
    changes: &IssueChanges,
    change: impl FnOnce(&dyn IssueWork) -> Result<T, ChangeError> + Send + 'static,
) -> Result<Result<T, ChangeError>, ReadError> {
    let made = changes.make(move |work| match change(work) {
        Err(ChangeError::Store(error)) => Err(error.into()),
        made => Ok(made),
    });
    made.await
}

/// The answer to a form: the page that it leads to, or why nothing was changed.
pub(super) fn answer<T>(
    reading: &Reading,
    back: &str,
    made: Result<Result<T, ChangeError>, ReadError>,
    to: impl FnOnce(T) -> String,
) -> Response {
    let refusal = match made {
        Ok(Ok(made)) => {
            let base = base_path(&reading.public_url);
            return Redirect::to(&format!("{base}{}", to(made))).into_response();
        }
        Ok(Err(error)) => refusal::of_change(error),
        Err(error) => Err(error),
    };
    match refusal {
        Ok(why) => refused(reading, Tab::Issues, &why, back).into_response(),
        Err(error) => Page::error(reading, error).into_response(),
    }
}
