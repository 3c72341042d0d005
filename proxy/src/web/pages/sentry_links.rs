//! Addresses of Sentry's pages, which its clients make of the server's address by themselves: they lead to ours.

use axum::extract::State;
use axum::response::Redirect;

use super::links;
use crate::web::base_path::base_path;
use crate::web::issue_lookup::{self, IssuePath};
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// `GET /organizations/{organization}/issues/{id}/`: the page of an issue, by its number or short id.
pub(super) async fn issue(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<IssuePath>,
) -> Result<Redirect, ReadError> {
    let base = base_path(&reading.public_url).to_owned();
    let id = reading.ask(move |store| Ok(issue_lookup::issue(store, &path.id)?.id)).await?;
    Ok(Redirect::to(&format!("{base}{}", links::issue(id))))
}
