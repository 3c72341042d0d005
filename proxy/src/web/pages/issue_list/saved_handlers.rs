//! The forms that save and delete searches.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::filters::Filters;
use super::saved::NAME;
use super::search_error::sentence;
use crate::model::timestamp::Timestamp;
use crate::search::parse;
use crate::web::base_path::base_path;
use crate::web::issue_changes::IssueChanges;
use crate::web::pages::language::t;
use crate::web::pages::layout::Tab;
use crate::web::pages::page::Page;
use crate::web::pages::refused_page::refused;
use crate::web::pages::return_path::return_path;
use crate::web::parameters::PathSegment;
use crate::web::read_error::ReadError;
use crate::web::viewer::{ChangeIssuesOnPages, Permitted};

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
    /// The list from which it is saved.
    to: Option<String>,
}

/// `POST /searches/`
pub(super) async fn save(
    _: Permitted<ChangeIssuesOnPages>,
    State(changes): State<IssueChanges>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let Fields { name, query, to: list } = form.map(|Form(fields)| fields).unwrap_or_default();
    let name = name.trim().replace('\0', "\u{fffd}");
    let back = match list {
        Some(list) => return_path(Some(&list)),
        None => Filters::default().with_text(&query).path(),
    };
    let now = Timestamp::now();
    if let Err(error) = parse(&query, now) {
        return refused(&changes.reading, Tab::Issues, &sentence(&error), "/").into_response();
    }
    if name.is_empty() || name.chars().nth(NAME).is_some() {
        let why = t("The name of a saved search has 1 to 60 characters.");
        return refused(&changes.reading, Tab::Issues, why, &back).into_response();
    }
    let query = query.trim().replace('\0', "\u{fffd}");
    match changes.make(move |work| Ok(work.save_search(&name, &query, now)?)).await {
        Ok(true) => to(&changes, &back),
        Ok(false) => {
            let why = t("There are 100 saved searches already: delete one of them first.");
            refused(&changes.reading, Tab::Issues, why, &back).into_response()
        }
        Err(error) => Page::error(&changes.reading, error).into_response(),
    }
}

/// `POST /searches/{search}/delete/`
pub(super) async fn delete(
    _: Permitted<ChangeIssuesOnPages>,
    State(changes): State<IssueChanges>,
    search: Result<PathSegment, ReadError>,
) -> Response {
    let Some(id) = search.ok().and_then(|PathSegment(text)| text.parse().ok()) else {
        return Page::error(&changes.reading, ReadError::NotFound).into_response();
    };
    match changes.make(move |work| Ok(work.delete_search(id)?)).await {
        Ok(true) => to(&changes, "/"),
        Ok(false) => Page::error(&changes.reading, ReadError::NotFound).into_response(),
        Err(error) => Page::error(&changes.reading, error).into_response(),
    }
}

fn to(changes: &IssueChanges, path: &str) -> Response {
    Redirect::to(&format!("{}{path}", base_path(&changes.reading.public_url))).into_response()
}
