//! `GET /projects/`: all projects.

use axum::extract::State;

use super::project_handler::{has_sent, is_accepted};
use super::project_list::{self, ProjectRow, RefusedProject};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::{Access, TokenScope};
use crate::store::{HealthFilter, OutcomeQuery, ProjectDetail, Reader, StoreError};
use crate::web::pages::layout::PageContent;
use crate::web::pages::page::Page;
use crate::web::project_changes::ProjectChanges;
use crate::web::viewer::{Permitted, ReadPages};

/// Most projects on the page, as each costs three questions.
const PROJECTS: usize = 100;
const HOUR: f64 = 3_600.0;

pub(super) async fn project_list(
    viewer: Permitted<ReadPages>,
    State(projects): State<ProjectChanges>,
) -> Page {
    let reading = &projects.reading;
    let lacks = viewer.lacks_on_pages(Access::ChangeProjects);
    Page::ask(reading, move |store| Ok(page(store, &RefusedProject::default(), lacks, Timestamp::now())?))
        .await
}

/// The page, with a form that was refused.
pub(super) fn page(
    store: &dyn Reader,
    refused: &RefusedProject,
    lacks: Option<TokenScope>,
    now: Timestamp,
) -> Result<PageContent, StoreError> {
    let mut details = store.project_details()?;
    let has_more = details.len() > PROJECTS;
    details.truncate(PROJECTS);
    let rows: Vec<_> = details.into_iter().map(|detail| row(store, detail, now)).collect::<Result<_, _>>()?;
    Ok(project_list::page(&rows, has_more, (refused, lacks), now))
}

fn row(store: &dyn Reader, detail: ProjectDetail, now: Timestamp) -> Result<ProjectRow, StoreError> {
    let project_id = detail.project.id;
    let from = Timestamp((now.hour() - 23) as f64 * HOUR);
    let query = OutcomeQuery { project_id, from, to: now, step: 1, by_key: false };
    let counts = store.outcomes(&query)?;
    let mut hours = [0_u32; 24];
    for count in counts.iter().filter(|count| is_accepted(&count.outcome) && count.category == "error") {
        if let Some(hour) = hours.get_mut(count.bucket as usize) {
            *hour = hour.saturating_add(u32::try_from(count.quantity).unwrap_or(u32::MAX));
        }
    }
    let has_sent = has_sent(store, &detail, now)?;
    let filter = HealthFilter { project_id, release: None, environment: None, from, to: now };
    Ok(ProjectRow { sessions: store.health(&filter)?.sessions, detail, hours, has_sent })
}
