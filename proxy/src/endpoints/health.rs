//! Whether the server lives (`/healthz`), and what became of what it was sent (`/metrics`).

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::json;
use crate::app::App;
use crate::outcome::Counted;

/// The routes.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(health)).route("/metrics", get(metrics))
}

async fn health() -> Response {
    json::answer(StatusCode::OK, &serde_json::json!({ "status": "ok" }))
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    let mut text = String::new();
    counter(
        &mut text,
        "balefire_outcomes_total",
        "What became of items and of requests that were refused whole.",
        &app.outcomes.snapshot(),
    );
    counter(
        &mut text,
        "balefire_forwarded_total",
        "What became of items at the upstreams.",
        &app.forwarded.snapshot(),
    );
    (headers, text).into_response()
}

/// <https://prometheus.io/docs/instrumenting/exposition_formats/>
fn counter(text: &mut String, name: &str, help: &str, outcomes: &[Counted]) {
    // Writing to a string cannot fail.
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} counter\n");
    for (outcome, category, count) in outcomes {
        let ((outcome, reason), category) = (outcome.labels(), category.code());
        let labels = format!("outcome=\"{outcome}\",reason=\"{reason}\",category=\"{category}\"");
        let _ = writeln!(text, "{name}{{{labels}}} {count}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Category;
    use crate::outcome::{DiscardReason, Outcome};

    #[test]
    fn one_line_for_each_outcome() {
        let outcomes = [
            (Outcome::Accepted, Category::Error, 3),
            (Outcome::Invalid(DiscardReason::Malformed), Category::Request, 1),
        ];
        let mut text = String::new();
        counter(&mut text, "balefire_outcomes_total", "What became of them.", &outcomes);
        let lines: Vec<_> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "balefire_outcomes_total{outcome=\"accepted\",reason=\"\",category=\"error\"} 3",
                "balefire_outcomes_total{outcome=\"invalid\",reason=\"malformed\",category=\"request\"} 1",
            ]
        );
    }
}
