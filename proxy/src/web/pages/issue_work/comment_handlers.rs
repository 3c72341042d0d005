//! The forms that add and delete comments.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};

use super::change_form::Fields;
use super::handlers::{answer, make};
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;
use crate::web::issue_changes::IssueChanges;
use crate::web::pages::links;
use crate::web::pages::page::Page;
use crate::web::parameters::{PathSegment, PathSegments};
use crate::web::read_error::ReadError;
use crate::web::viewer::{ChangeIssuesOnPages, Permitted};

/// `POST /issues/{id}/comments/`
pub(super) async fn add(
    viewer: Permitted<ChangeIssuesOnPages>,
    State(changes): State<IssueChanges>,
    id: Result<PathSegment, ReadError>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let Some(id) = id.ok().and_then(|PathSegment(text)| text.parse().ok()) else {
        return Page::error(&changes.reading, ReadError::NotFound).into_response();
    };
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    // Forms send line ends as CR LF: <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set>
    let text = fields.iter().find(|(key, _)| key == "text").map(|(_, text)| text.replace("\r\n", "\n"));
    let text = text.unwrap_or_default().trim().to_owned();
    let actor = Actor::named(viewer.identity().name());
    let made = make(&changes, move |work| work.add_comment(id, &text, &actor, Timestamp::now())).await;
    if matches!(made, Ok(Ok(None))) {
        return Page::error(&changes.reading, ReadError::NotFound).into_response();
    }
    answer(&changes.reading, &links::issue(id), made, |_| to_activity(id))
}

/// `POST /issues/{id}/comments/{comment}/delete/`
pub(super) async fn delete(
    _: Permitted<ChangeIssuesOnPages>,
    State(changes): State<IssueChanges>,
    ids: Result<PathSegments<(String, String)>, ReadError>,
) -> Response {
    let ids = ids.ok().and_then(|PathSegments((id, comment))| {
        Some((id.parse::<i64>().ok()?, comment.parse::<i64>().ok()?))
    });
    let Some((id, comment)) = ids else {
        return Page::error(&changes.reading, ReadError::NotFound).into_response();
    };
    let deleted = changes.make(move |work| Ok(work.delete_comment(id, comment)?)).await;
    if matches!(deleted, Ok(false)) {
        return Page::error(&changes.reading, ReadError::NotFound).into_response();
    }
    answer(&changes.reading, &links::issue(id), deleted.map(Ok), |_| to_activity(id))
}

fn to_activity(id: i64) -> String {
    format!("{}#activity", links::issue(id))
}
