//! `GET` and `POST /links/{link}/`.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::link_page::{self, LinkProblem, LinkView};
use crate::model::action_link::{Action, ActionLink, ActionLinkError, LinkKey};
use crate::model::issue_state::{Actor, IssueChange, ResolveIn, StatusChange};
use crate::model::silence::{LONGEST, Matcher, NewSilence};
use crate::model::timestamp::Timestamp;
use crate::store::{IssueWork, Reader, SilenceError};
use crate::web::base_path::base_path;
use crate::web::issue_changes::IssueChanges;
use crate::web::pages::page::HEADERS;
use crate::web::parameters::PathSegment;
use crate::web::read_error::ReadError;

/// Who has muted an issue by a link.
const CREATOR: &str = "chat link";
/// The length of a mute, in seconds.
const HOUR: f64 = 3_600.0;

/// How far a link got.
enum Step {
    /// The button.
    Asked(LinkView),
    /// What was done.
    Done(LinkView),
    /// Why nothing was done.
    Refused(LinkProblem),
}

/// The page with the button. Previews of chats come here.
pub(super) async fn show(
    State(key): State<LinkKey>,
    State(changes): State<IssueChanges>,
    link: Result<PathSegment, ReadError>,
) -> Response {
    let link = match read(link, &key) {
        Ok(link) => link,
        Err(problem) => return answer(&changes, Ok(Step::Refused(problem))),
    };
    let step = changes
        .ask(move |store, _| Ok(view(store, link)?.map_or(Step::Refused(LinkProblem::NoIssue), Step::Asked)));
    let step = step.await;
    answer(&changes, step)
}

/// Does what the link says.
pub(super) async fn act(
    State(key): State<LinkKey>,
    State(changes): State<IssueChanges>,
    headers: HeaderMap,
    link: Result<PathSegment, ReadError>,
) -> Response {
    let link = match read(link, &key) {
        Ok(link) => link,
        Err(problem) => return answer(&changes, Ok(Step::Refused(problem))),
    };
    if is_of_another_site(&headers) {
        return answer(&changes, Ok(Step::Refused(LinkProblem::OtherSite)));
    }
    let step = changes.ask(move |store, work| {
        let Some(shown) = view(store, link)? else { return Ok(Step::Refused(LinkProblem::NoIssue)) };
        let refused = apply(work, &link, Timestamp::now())?;
        Ok(refused.map_or(Step::Done(shown), Step::Refused))
    });
    let step = step.await;
    answer(&changes, step)
}

fn read(link: Result<PathSegment, ReadError>, key: &LinkKey) -> Result<ActionLink, LinkProblem> {
    let PathSegment(text) = link.map_err(|_| LinkProblem::Forged)?;
    ActionLink::read(&text, key, Timestamp::now()).map_err(|error| match error {
        ActionLinkError::Forged => LinkProblem::Forged,
        ActionLinkError::Expired => LinkProblem::Expired,
    })
}

/// Whether the browser says that a page of another site sent the form. Who has no link cannot send it, and a link is no
/// login that a browser adds by itself, so a browser that says nothing is believed.
fn is_of_another_site(headers: &HeaderMap) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    sites.any(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"))
}

fn view(store: &dyn Reader, link: ActionLink) -> Result<Option<LinkView>, ReadError> {
    let Some(issue) = store.issue(link.issue)? else { return Ok(None) };
    Ok(Some(LinkView { link, project: issue.project, exception_type: issue.description.exception_type }))
}

/// Changes the issue. What is so already stays so. The problem, if nothing was done.
fn apply(work: &dyn IssueWork, link: &ActionLink, now: Timestamp) -> Result<Option<LinkProblem>, ReadError> {
    let until_next_release = match link.action {
        Action::Resolve => {
            let status = Some(StatusChange::Resolve(ResolveIn::Now));
            let change = IssueChange { status, ..IssueChange::default() };
            work.change_issues(&[link.issue], &change, &Actor::Link, now)?;
            return Ok(None);
        }
        Action::MuteHour => false,
        Action::MuteRelease => true,
    };
    let matcher = Matcher::equal("issue", &link.issue.to_string()).map_err(SilenceError::from)?;
    let silence = NewSilence {
        matchers: vec![matcher],
        starts: now,
        ends: Timestamp(now.0 + if until_next_release { LONGEST } else { HOUR }),
        until_next_release,
        created_by: CREATOR.into(),
        comment: String::new(),
        replaces: None,
    };
    match work.add_silence(&silence, &Actor::Link, now) {
        Ok(_) => Ok(None),
        Err(SilenceError::NoRelease(_)) => Ok(Some(LinkProblem::NoRelease)),
        Err(SilenceError::Unknown(_)) => Ok(Some(LinkProblem::NoIssue)),
        Err(SilenceError::TooMany) => Ok(Some(LinkProblem::TooMany)),
        Err(error) => Err(error.into()),
    }
}

fn answer(changes: &IssueChanges, step: Result<Step, ReadError>) -> Response {
    let base = base_path(&changes.reading.public_url);
    let (status, page) = match step {
        Ok(Step::Asked(view)) => (StatusCode::OK, link_page::asked(&view, Timestamp::now())),
        Ok(Step::Done(view)) => (StatusCode::OK, link_page::done(&view)),
        Ok(Step::Refused(problem)) => (problem.status(), link_page::refused(problem)),
        Err(error) => {
            error.log();
            (error.status(), link_page::refused(LinkProblem::Store))
        }
    };
    let mut answer = (status, HEADERS, link_page::render(&page, base)).into_response();
    let headers = answer.headers_mut();
    // The address is the permission. Without a referrer a form has `Origin: null`, which nothing looks at here.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    answer
}
