//! The style sheet of all pages.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::page::HEADERS;
use crate::web::viewer::{Permitted, ReadPages};

/// The order matters: the rules for phones override those before them.
const STYLE: &str = concat!(
    include_str!("../../../../www/dashboard/base.css"),
    include_str!("../../../../www/dashboard/frame.css"),
    include_str!("../../../../www/dashboard/keys.css"),
    include_str!("../../../../www/dashboard/badges.css"),
    include_str!("../../../../www/dashboard/list.css"),
    include_str!("../../../../www/dashboard/search.css"),
    include_str!("../../../../www/dashboard/issue.css"),
    include_str!("../../../../www/dashboard/stack.css"),
    include_str!("../../../../www/dashboard/breadcrumbs.css"),
    include_str!("../../../../www/dashboard/work.css"),
    include_str!("../../../../www/dashboard/events.css"),
    include_str!("../../../../www/dashboard/alerts.css"),
    include_str!("../../../../www/dashboard/charts.css"),
    include_str!("../../../../www/dashboard/performance.css"),
    include_str!("../../../../www/dashboard/projects.css"),
    include_str!("../../../../www/dashboard/rules.css"),
    include_str!("../../../../www/dashboard/phone.css"),
    include_str!("../../../../www/dashboard/performance_phone.css"),
);

/// What the pages of links in messages need of it. They are open, and so is this.
const LINK_STYLE: &str = concat!(
    include_str!("../../../../www/dashboard/base.css"),
    include_str!("../../../../www/dashboard/work.css"),
    include_str!("../../../../www/dashboard/alerts.css"),
    include_str!("../../../../www/dashboard/phone.css"),
);

/// `GET /links/style.css`
pub(super) async fn link_style() -> Response {
    answer(LINK_STYLE)
}

/// `GET /style.css`
pub(super) async fn style(_: Permitted<ReadPages>) -> Response {
    answer(STYLE)
}

fn answer(style: &'static str) -> Response {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    (HEADERS, [kind], style).into_response()
}
