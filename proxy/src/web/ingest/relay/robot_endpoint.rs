//! `POST /robot/send?access_token=..`: the webhook of a robot of DingTalk's, so that code written for one changes its address
//! alone. The answer is DingTalk's: always HTTP 200, with `errcode` and `errmsg`.
//!
//! The token stands in the query, as at DingTalk: nothing here may log an address. `timestamp` and `sign` are passed over,
//! since the robot's secret may be known to nobody but this server's configuration.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{FromRef as _, Query as Pairs, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use balefire_protocol::category::Category;
use serde_json::json;

use super::deliver::deliver;
use crate::admission::alert_requests::AlertSender;
use crate::alerts::relay::{RelayTarget, RobotRefusal, checked_level, read_robot};
use crate::app::App;
use crate::model::firing::Relayed;
use crate::model::project::Project;
use crate::model::token_scope::Access;
use crate::outcome::{DiscardReason, Outcome};
use crate::web::ingest::count_outcome::count;
use crate::web::ingest::refusal::Refusal;
use crate::web::ingest::request_body::RequestBody;
use crate::web::json_response;
use crate::web::viewer::{Identity, ViewerFinder};

/// Largest body that is read, in bytes. One that is larger than DingTalk's own limit gets DingTalk's own error.
const LARGEST: usize = 64 << 10;
/// How the message says that it came this way.
const SOURCE: &str = "dingtalk";

pub(super) async fn send(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut body = RequestBody::new(body, &parts);
    let query = Query::of(&parts.uri);
    match accept(&app, &query, &mut body).await {
        Ok(()) => answer(0, "ok"),
        Err(refusal) => {
            tracing::debug!(error = &refusal as &dyn std::error::Error, "robot message refused");
            let project = project_of(&app, query.project.as_deref());
            let named = project.as_ref().map(|project| (project.id, ""));
            count(&app, named, outcome(&refusal), Category::Request, 1);
            body.drain().await;
            answer(refusal.code(), &refusal.to_string())
        }
    }
}

/// DingTalk answers a GET with an error of its own, too.
pub(super) async fn other_method() -> Response {
    answer(RobotRefusal::Method.code(), &RobotRefusal::Method.to_string())
}

fn answer(code: i64, message: &str) -> Response {
    json_response::answer(StatusCode::OK, &json!({ "errcode": code, "errmsg": message }))
}

/// The parameters that are read.
#[derive(Default)]
struct Query {
    token: Option<String>,
    project: Option<String>,
    level: Option<String>,
    environment: Option<String>,
}

impl Query {
    fn of(uri: &Uri) -> Self {
        let mut query = Self::default();
        let pairs = Pairs::<Vec<(String, String)>>::try_from_uri(uri);
        for (name, value) in pairs.map(|Pairs(pairs)| pairs).unwrap_or_default() {
            let member = match name.as_str() {
                "access_token" => &mut query.token,
                "project" => &mut query.project,
                "level" => &mut query.level,
                "environment" => &mut query.environment,
                _ => continue,
            };
            *member = Some(value).filter(|value| !value.is_empty());
        }
        query
    }
}

async fn accept(app: &Arc<App>, query: &Query, body: &mut RequestBody) -> Result<(), RobotRefusal> {
    let token = query.token.as_deref().ok_or(RobotRefusal::NoToken)?;
    let holder = ViewerFinder::from_ref(app).holder(token).await.map_err(|error| {
        error.log();
        RobotRefusal::Busy
    })?;
    let Identity::Token { name, scopes, .. } = holder else { return Err(RobotRefusal::UnknownToken) };
    if Access::SendAlerts.missing(&scopes).is_some() {
        return Err(RobotRefusal::Scope);
    }
    let project = project_of(app, query.project.as_deref()).ok_or(RobotRefusal::Project)?;
    let config = app.config();
    let sender = AlertSender::Token(name);
    let taken = app.alert_requests.take(sender, None, config.project(&project.slug), Instant::now());
    taken.map_err(|limit| RobotRefusal::TooFast { per_minute: limit.per_minute, seconds: limit.seconds })?;
    let bytes = body.read_small(LARGEST).await.map_err(|refusal| match refusal {
        Refusal::Body(_) => RobotRefusal::TooLarge,
        other => RobotRefusal::Json(other.to_string()),
    })?;
    let mut relayed: Relayed = read_robot(&bytes, SOURCE)?;
    if let Some(level) = &query.level {
        relayed.level = checked_level(level)?;
    }
    let environment = query.environment.clone();
    let project_name = project.slug.as_str().into();
    let target =
        RelayTarget { project_id: project.id, project: project_name, environment, may_go_first: true };
    let delivered = deliver(app, config, target, None, relayed).await;
    delivered.map(drop).map_err(|error| {
        error.log();
        RobotRefusal::Busy
    })
}

/// The project of this name or number, or the only one.
fn project_of(app: &App, asked: Option<&str>) -> Option<Project> {
    let Some(asked) = asked else { return app.keys.only_project() };
    let by_number = || app.keys.project(&app.keys.slug(asked.parse().ok()?)?);
    app.keys.project(asked).or_else(by_number)
}

/// What is counted.
fn outcome(refusal: &RobotRefusal) -> Outcome {
    match refusal {
        RobotRefusal::NoToken => Outcome::Invalid(DiscardReason::MissingKey),
        RobotRefusal::UnknownToken => Outcome::Invalid(DiscardReason::UnknownKey),
        RobotRefusal::Scope => Outcome::Invalid(DiscardReason::AlertNotAllowed),
        RobotRefusal::Project => Outcome::Invalid(DiscardReason::UnknownProject),
        RobotRefusal::Method
        | RobotRefusal::Json(_)
        | RobotRefusal::Type
        | RobotRefusal::Missing(_)
        | RobotRefusal::Invalid(_) => Outcome::Invalid(DiscardReason::Malformed),
        RobotRefusal::TooLarge => Outcome::Invalid(DiscardReason::TooLarge),
        RobotRefusal::TooFast { .. } => Outcome::RateLimited(DiscardReason::AlertRequests),
        RobotRefusal::Busy => Outcome::Invalid(DiscardReason::DiskError),
    }
}
