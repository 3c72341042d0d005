//! The forms that merge, divide, delete and discard issues.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};

use super::confirm_pages::{self, Asked};
use super::{discard_list, refusal};
use crate::model::issue::Issue;
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::store::{MoveError, Reader};
use crate::web::base_path::base_path;
use crate::web::issue_moves::IssueMover;
use crate::web::pages::layout::PageContent;
use crate::web::pages::links;
use crate::web::pages::page::Page;
use crate::web::pages::paging::{PAGE, cut, page_number};
use crate::web::parameters::{PathSegment, QueryString};
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeIssuesOnPages, DeleteIssuesOnPages, Permitted, ReadPages};

/// The fields of a form or a query, as they came.
type Fields = Vec<(String, String)>;

/// Most issues on a page that asks again.
const ASKED: usize = 100;

/// `GET /issues/merge/`: which of the issues is to be the one.
pub(super) async fn ask_merge(
    viewer: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<Fields>, ReadError>,
) -> Page {
    let lacks = viewer.lacks_on_pages(Access::ChangeIssues);
    ask(&reading, query, move |asked| confirm_pages::merge(asked, lacks)).await
}

/// `GET /issues/delete/`: whether it is meant.
pub(super) async fn ask_delete(
    viewer: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<Fields>, ReadError>,
) -> Page {
    let lacks = viewer.lacks_on_pages(Access::DeleteIssues);
    ask(&reading, query, move |asked| confirm_pages::delete(asked, lacks)).await
}

async fn ask(
    reading: &Reading,
    query: Result<QueryString<Fields>, ReadError>,
    page: impl FnOnce(&Asked<'_>) -> PageContent + Send + 'static,
) -> Page {
    let fields = match query {
        Ok(QueryString(fields)) => fields,
        Err(error) => return Page::error(reading, error),
    };
    let asked = Page::ask(reading, move |store| {
        let issues = named_issues(store, &fields)?;
        Ok(page(&Asked { issues: &issues, now: Timestamp::now() }))
    });
    asked.await
}

/// The issues that a query names and that exist, the largest first.
fn named_issues(store: &dyn Reader, fields: &Fields) -> Result<Vec<Issue>, ReadError> {
    let mut ids = ids(fields);
    ids.truncate(ASKED);
    let mut issues = Vec::with_capacity(ids.len());
    for id in ids {
        issues.extend(store.issue(id)?);
    }
    issues.sort_by_key(|issue| (std::cmp::Reverse(issue.count), issue.id));
    Ok(issues)
}

/// `POST /issues/merge/`
pub(super) async fn merge(
    viewer: Permitted<ChangeIssuesOnPages>,
    State(mover): State<IssueMover>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let into = field(&fields, "into").and_then(|text| text.parse().ok());
    let ids = ids(&fields);
    let actor = Actor::named(viewer.identity().name());
    let made = match into.or_else(|| ids.first().copied()) {
        Some(into) => {
            let merged = mover.make(move |moves| moves.merge_issues(into, &ids, &actor, Timestamp::now()));
            merged.await.map(|made| made.map(|()| links::issue(into)))
        }
        None => Ok(Err(MoveError::OneIssue)),
    };
    answer(&mover.reading, made)
}

/// `POST /issues/{id}/unmerge/`
pub(super) async fn unmerge(
    viewer: Permitted<ChangeIssuesOnPages>,
    State(mover): State<IssueMover>,
    id: Result<PathSegment, ReadError>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let Some(id) = number(id) else {
        return Page::error(&mover.reading, ReadError::NotFound).into_response();
    };
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let group = field(&fields, "group").unwrap_or_default().to_owned();
    let actor = Actor::named(viewer.identity().name());
    let made = mover.make(move |moves| moves.unmerge_group(id, &group, &actor, Timestamp::now())).await;
    answer(&mover.reading, made.map(|made| made.map(links::issue)))
}

/// `POST /issues/delete/`
pub(super) async fn delete(
    viewer: Permitted<DeleteIssuesOnPages>,
    State(mover): State<IssueMover>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let (ids, actor) = (ids(&fields), Actor::named(viewer.identity().name()));
    let discards = field(&fields, "what") == Some("discard");
    let back = if discards { "/discarded/" } else { "/" };
    let made = mover.make(move |moves| match discards {
        true => moves.discard_issues(&ids, &actor, Timestamp::now()),
        false => moves.delete_issues(&ids),
    });
    answer(&mover.reading, made.await.map(|made| made.map(|()| back.to_owned())))
}

/// `GET /discarded/`
pub(super) async fn discarded(
    viewer: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<Fields>, ReadError>,
) -> Page {
    let fields = match query {
        Ok(QueryString(fields)) => fields,
        Err(error) => return Page::error(&reading, error),
    };
    let lacks = viewer.lacks_on_pages(Access::DeleteIssues);
    let page = page_number(field(&fields, "page"));
    let asked = Page::ask(&reading, move |store| {
        let (discards, has_more) = cut(store.discards(None, (page - 1) * PAGE, PAGE + 1)?);
        Ok(discard_list::page(&discards, (page, has_more), lacks, Timestamp::now()))
    });
    asked.await
}

/// `POST /discarded/{id}/end/`
pub(super) async fn end_discard(
    _: Permitted<DeleteIssuesOnPages>,
    State(mover): State<IssueMover>,
    id: Result<PathSegment, ReadError>,
) -> Response {
    let Some(id) = number(id) else {
        return Page::error(&mover.reading, ReadError::NotFound).into_response();
    };
    match mover.make(move |moves| Ok(moves.end_discard(id)?)).await {
        Ok(Ok(false)) => Page::error(&mover.reading, ReadError::NotFound).into_response(),
        ended => answer(&mover.reading, ended.map(|ended| ended.map(|_| "/discarded/".to_owned()))),
    }
}

/// The page to which a form leads, or why nothing was changed.
fn answer(reading: &Reading, made: Result<Result<String, MoveError>, ReadError>) -> Response {
    let refused = match made {
        Ok(Ok(to)) => {
            let base = base_path(&reading.public_url);
            return Redirect::to(&format!("{base}{to}")).into_response();
        }
        Ok(Err(error)) => refusal::of_move(error),
        Err(error) => Err(error),
    };
    match refused {
        Ok(why) => refusal::page(reading, &why).into_response(),
        Err(error) => Page::error(reading, error).into_response(),
    }
}

/// The last value of a field, if it is not empty.
fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    let values = fields.iter().rev().filter(|(key, _)| key == name);
    values.map(|(_, value)| value.trim()).find(|value| !value.is_empty())
}

/// The numbers of the issues that a form names, each once.
fn ids(fields: &Fields) -> Vec<i64> {
    let values = fields.iter().filter(|(key, _)| key == "issue");
    let mut ids: Vec<i64> = values.filter_map(|(_, value)| value.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn number(segment: Result<PathSegment, ReadError>) -> Option<i64> {
    segment.ok().and_then(|PathSegment(text)| text.parse().ok())
}
