//! `GET /issues/{id}/events/{event_id}/attachments/{attachment}/`, and `picture/` below it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use balefire_protocol::event_id;

use super::super::page::Page;
use crate::model::attachment::AttachmentInfo;
use crate::web::attachment_file;
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

type Parts = Result<PathSegments<(String, String, String)>, ReadError>;

/// The file.
pub(in crate::web::pages) async fn download(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    parts: Parts,
) -> Response {
    match find(&reading, parts).await {
        Ok((info, content)) => attachment_file::download(&info, content),
        Err(error) => Page::error(&reading, error).into_response(),
    }
}

/// The file as a picture for the page of its event.
pub(in crate::web::pages) async fn picture(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    parts: Parts,
) -> Response {
    let found = find(&reading, parts).await;
    let shown = found.and_then(|(_, content)| attachment_file::picture(content).ok_or(ReadError::NotFound));
    shown.unwrap_or_else(|error| Page::error(&reading, error).into_response())
}

async fn find(reading: &Reading, parts: Parts) -> Result<(AttachmentInfo, Vec<u8>), ReadError> {
    let PathSegments((issue, event, attachment)) = parts?;
    let numbers = issue.parse::<i64>().ok().zip(attachment.parse::<i64>().ok());
    let (issue, attachment) = numbers.ok_or(ReadError::NotFound)?;
    let event_id = event_id::read(&event).ok_or(ReadError::NotFound)?;
    let asked = reading.ask(move |store| {
        let issue = store.issue(issue)?.ok_or(ReadError::NotFound)?;
        let event = store.event(Some(&issue.project), &event_id)?;
        event.filter(|event| event.issue_id == issue.id).ok_or(ReadError::NotFound)?;
        store.attachment(issue.project_id, &event_id, attachment)?.ok_or(ReadError::NotFound)
    });
    asked.await
}
