//! `GET /performance/pageloads/`: single page loads and navigations of a project.

use axum::extract::State;

use super::choices::Choices;
use super::page_load_list::{self, PageLoadList, order_of};
use super::project_list;
use super::view::{View, ViewQuery};
use crate::model::span::SegmentKind;
use crate::model::timestamp::Timestamp;
use crate::web::pages::page::Page;
use crate::web::pages::paging::{PAGE, cut, page_number};
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

pub(super) async fn page_loads(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    query: Result<QueryString<ViewQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let asked = Page::ask(&reading, move |store| {
        let now = Timestamp::now();
        let projects = store.projects()?;
        let Some(view) = View::of(&query, &projects) else {
            return project_list::instead(store, &query, projects, now);
        };
        let kind = query.kind.as_deref().and_then(SegmentKind::from_name);
        let kind = kind.filter(|kind| *kind == SegmentKind::Navigation).unwrap_or(SegmentKind::PageLoad);
        let order = order_of(query.order.as_deref());
        let page = page_number(query.page.as_deref());
        let found = store.segments(&view.filter(now), kind, order, (page - 1) * PAGE, PAGE + 1)?;
        let (segments, has_more) = cut(found);
        let choices = Choices::of(store, view.project.id)?;
        let list = PageLoadList { projects, view, choices, kind, order, segments, page, has_more, now };
        Ok(page_load_list::page(&list))
    });
    asked.await
}
