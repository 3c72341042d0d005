//! `GET /alerts/preview/?channel=ops&sample=regression` or `&issue=7`.

use axum::extract::State;
use serde::Deserialize;

use super::preview_page::{self, About, PreviewView};
use crate::alerts::sample_notices::{SampleKind, about, sample_alert};
use crate::model::alert::Notice;
use crate::model::alert_issue::AlertIssue;
use crate::model::firing::Firing;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::web::channel_previews::ChannelPreviews;
use crate::web::pages::page::Page;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::viewer::{Permitted, ReadPages};

/// The query.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PreviewQuery {
    channel: Option<String>,
    sample: Option<String>,
    issue: Option<String>,
}

pub(super) async fn preview(
    _: Permitted<ReadPages>,
    State(previews): State<ChannelPreviews>,
    query: Result<QueryString<PreviewQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&previews.reading, error),
    };
    let reading = previews.reading.clone();
    let asked = Page::ask(&reading, move |store| {
        let now = Timestamp::now();
        let channels = previews.channels();
        let sample = query.sample.as_deref().and_then(SampleKind::of_code).unwrap_or(SampleKind::NewIssue);
        let wanted = query.issue.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let (about, alert) = match wanted {
            None => (About::Sample(sample), Some(sample_alert(sample, now))),
            Some(text) => {
                let id: Option<i64> = text.trim_start_matches('#').parse().ok();
                let issue = id.map(|id| store.issue(id)).transpose()?.flatten();
                (About::Issue(text.to_owned()), issue.map(|issue| of_issue(&issue)))
            }
        };
        let channel = query.channel.filter(|name| channels.iter().any(|(known, _)| known == name));
        let channel = channel.or_else(|| channels.first().map(|(name, _)| name.clone()));
        let preview = match (&channel, alert) {
            (Some(channel), Some(alert)) => previews.preview(channel, alert, now),
            _ => None,
        };
        Ok(preview_page::page(&PreviewView { channels, channel, about, preview }))
    });
    asked.await
}

/// The alert that a new issue of this kind makes.
fn of_issue(issue: &Issue) -> crate::model::alert::Alert {
    let described = AlertIssue {
        issue_id: issue.id,
        description: issue.description.clone(),
        level: issue.level.clone(),
        count: issue.count,
        users: issue.users,
        first_seen: issue.first_seen,
        release: issue.first_release.clone(),
        environment: None,
    };
    let firing = Firing { rule: "default".into(), issue: Some(described), ..Firing::default() };
    about(Some(issue.id), &issue.project, "default", Notice::Fired(Box::new(firing)))
}
