//! `GET /issues/{id}/users/`

use axum::extract::State;

use super::super::page::Page;
use super::users_page;
use crate::model::timestamp::Timestamp;
use crate::store::EventRange;
use crate::web::issue_events::touched_users;
use crate::web::parameters::PathSegment;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// The users whom an issue has touched.
pub(super) async fn users(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    id: Result<PathSegment, ReadError>,
) -> Page {
    let Some(id) = id.ok().and_then(|PathSegment(text)| text.parse::<i64>().ok()) else {
        return Page::error(&reading, ReadError::NotFound);
    };
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let users = touched_users(store, &EventRange::all(id))?;
        Ok(users_page::page(&issue, &users, Timestamp::now()))
    });
    asked.await
}
