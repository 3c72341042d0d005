//! Deploys of a release: <https://docs.sentry.io/api/releases/list-a-releases-deploys/>

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::deploy_json::deploy_json;
use super::list_request::{Entries, ListRequest};
use super::release_handlers::release_rows;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::store::{Deploy, NewDeploy};
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeReleases, Permitted, ReadEvents};

/// Longest name and environment, in characters, as at Sentry.
const NAME: usize = 64;
/// Longest address, in characters.
const URL: usize = 2_048;

/// `GET /api/0/organizations/{organization}/releases/{version}/deploys/`: the last one first.
pub(super) async fn deploys(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, version)): PathSegments<(String, String)>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let page = request.page;
    let found = reading.ask(move |store| {
        release_rows(store, &version, None)?;
        let mut deploys = store.deploys(&version, page.offset, page.limit.saturating_add(1))?;
        let has_more = deploys.len() > page.limit as usize;
        deploys.truncate(page.limit as usize);
        Ok(Entries { entries: deploys.iter().map(deploy_json).collect(), has_more })
    });
    Ok(request.answer(&reading.public_url, found.await?))
}

/// `POST /api/0/organizations/{organization}/releases/{version}/deploys/` with `{"environment": ".."}`, and `name`, `url`,
/// `dateStarted`, `dateFinished`, which is now without one.
pub(super) async fn add(
    _: Permitted<ChangeReleases>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, version)): PathSegments<(String, String)>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let of = read(&body, version, Timestamp::now())?;
    let made = changes.make(move |store, changes| {
        release_rows(store, &of.version, None)?;
        let id = changes.add_deploy(&of)?;
        Ok(deploy_json(&Deploy { id, of }))
    });
    Ok(json_response::private_created(&made.await?))
}

fn read(body: &[u8], version: String, now: Timestamp) -> Result<NewDeploy, ReadError> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |member: &str, most: usize| match &body[member] {
        Value::Null => Ok(String::new()),
        Value::String(text) if text.chars().nth(most).is_none() && !text.contains(char::is_control) => {
            Ok(text.trim().to_owned())
        }
        _ => Err(ReadError::Unsupported(format!("{member} is no text of at most {most} characters"))),
    };
    let time = |member: &str| match &body[member] {
        Value::Null => Ok(None),
        value => {
            let read = value.as_str().and_then(rfc3339::parse).map(Some);
            read.ok_or_else(|| ReadError::Unsupported(format!("{member} is no time that can be read")))
        }
    };
    let (environment, url) = (text("environment", NAME)?, text("url", URL)?);
    if environment.is_empty() {
        return Err(ReadError::Unsupported("environment is missing".into()));
    }
    if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(ReadError::Unsupported("url is no address of the web".into()));
    }
    let (started, finished) = (time("dateStarted")?, time("dateFinished")?.unwrap_or(now));
    Ok(NewDeploy { version, environment, name: text("name", NAME)?, url, started, finished })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(body: &str) -> Result<NewDeploy, ReadError> {
        read(body.as_bytes(), "a@1".into(), Timestamp(5.0))
    }

    #[test]
    fn what_is_left_out_is_unknown_or_now() {
        let deploy = read_text(r#"{"environment": " live "}"#).unwrap();
        assert_eq!(
            (deploy.environment.as_str(), deploy.started, deploy.finished),
            ("live", None, Timestamp(5.0))
        );
        let deploy = read_text(
            r#"{"environment": "live", "name": "n", "url": "https://ci.test/1", "dateStarted": "1970-01-01T00:00:01Z",
                "dateFinished": "1970-01-01T00:00:03Z"}"#,
        )
        .unwrap();
        assert_eq!((deploy.started, deploy.finished), (Some(Timestamp(1.0)), Timestamp(3.0)));
        assert_eq!((deploy.name.as_str(), deploy.url.as_str()), ("n", "https://ci.test/1"));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let long = format!(r#"{{"environment": "{}"}}"#, "e".repeat(65));
        for (body, reason) in [
            ("", "environment is missing"),
            (r#"{"environment": 7}"#, "environment is no text of at most 64 characters"),
            (&long, "environment is no text of at most 64 characters"),
            (r#"{"environment": "e", "url": "javascript:x"}"#, "url is no address"),
            (r#"{"environment": "e", "dateStarted": "soon"}"#, "dateStarted is no time"),
            (r#"{"environment": "e", "dateFinished": 7}"#, "dateFinished is no time"),
        ] {
            let error = read_text(body).unwrap_err().to_string();
            assert!(error.contains(reason), "{body}: {error}");
        }
    }
}
