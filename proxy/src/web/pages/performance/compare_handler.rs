//! `GET /performance/compare/`: two releases of a project.

use axum::extract::State;

use super::choices::Choices;
use super::compare::{self, Comparison, RouteRow, Side};
use super::project_list;
use super::view::{View, ViewQuery, value};
use crate::model::span::SegmentKind;
use crate::model::timestamp::Timestamp;
use crate::model::vital::Metric;
use crate::store::{Dimension, HealthFilter, Measure, Reader, StoreError};
use crate::web::pages::page::Page;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// Routes on the page, the most frequent of the judged release.
const ROUTES: u32 = 20;
/// Routes of the release before among which those are looked up.
const KNOWN_ROUTES: u32 = 500;

pub(super) async fn compare(
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
        let view = view.with(Dimension::Release, None);
        let choices = Choices::of(store, view.project.id)?;
        let metric = query.metric();
        let versions = versions(&query, &choices.releases);
        let sides = match &versions {
            Some((base, head)) => Some((side(store, &view, base, now)?, side(store, &view, head, now)?)),
            None => None,
        };
        let routes = match &versions {
            Some((base, head)) => routes(store, &view, metric, (base, head), now)?,
            None => Vec::new(),
        };
        Ok(compare::page(&Comparison { projects, view, choices, metric, sides, routes }))
    });
    asked.await
}

/// The release before and the one that is judged: those of the query, else the two newest. Releases come newest first.
fn versions(query: &ViewQuery, known: &[String]) -> Option<(String, String)> {
    let named = known.iter().filter(|release| !release.is_empty());
    let asked = |text: Option<&str>| value(text).filter(|text| !text.is_empty());
    let head = asked(query.head.as_deref()).or_else(|| named.clone().next().cloned())?;
    let older = named.clone().skip_while(|release| **release != head).skip(1);
    let others = older.chain(named).filter(|release| **release != head);
    // Releases of one package, if there are two: `shop@2` says little about `site@1`.
    let before = others.clone().find(|release| package(release) == package(&head)).or(others.clone().next());
    Some((asked(query.base.as_deref()).or(before.cloned())?, head))
}

/// The package of a release: `shop` of `shop@1.4.2`.
fn package(release: &str) -> &str {
    release.rsplit_once('@').map_or("", |(package, _)| package)
}

fn side(store: &dyn Reader, view: &View, version: &str, now: Timestamp) -> Result<Side, StoreError> {
    let filter = view.with(Dimension::Release, Some(version)).filter(now);
    let vitals = Metric::ALL.map(|metric| Ok((metric, store.distribution(&filter, Measure::Vital(metric))?)));
    Ok(Side {
        version: version.to_owned(),
        vitals: vitals.into_iter().collect::<Result<_, StoreError>>()?,
        loads: store.distribution(&filter, Measure::Duration(SegmentKind::PageLoad))?,
        health: store.health(&HealthFilter {
            project_id: view.project.id,
            release: Some(version.to_owned()),
            environment: view.environment.clone(),
            from: filter.from,
            to: filter.to,
        })?,
    })
}

fn routes(
    store: &dyn Reader,
    view: &View,
    metric: Metric,
    (base, head): (&str, &str),
    now: Timestamp,
) -> Result<Vec<RouteRow>, StoreError> {
    if view.name.is_some() {
        return Ok(Vec::new());
    }
    let of = |version, limit| {
        let filter = view.with(Dimension::Release, Some(version)).filter(now);
        store.distributions_by(&filter, Measure::Vital(metric), Dimension::Name, limit)
    };
    let mut known: std::collections::HashMap<_, _> = of(base, KNOWN_ROUTES)?.into_iter().collect();
    let rows = of(head, ROUTES)?.into_iter().map(|(name, head)| {
        let base = known.remove(&name).unwrap_or_default();
        RouteRow { name, base, head }
    });
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: Option<&str>, head: Option<&str>, known: &[&str], expect: Option<(&str, &str)>) {
        let query =
            ViewQuery { base: base.map(Into::into), head: head.map(Into::into), ..ViewQuery::default() };
        let known: Vec<String> = known.iter().map(|it| (*it).to_owned()).collect();
        let found = versions(&query, &known);
        assert_eq!(found.as_ref().map(|(base, head)| (base.as_str(), head.as_str())), expect);
    }

    #[test]
    fn releases_that_are_compared() {
        check(None, None, &[], None);
        check(None, None, &["", "b"], None);
        check(None, None, &["c", "", "b", "a"], Some(("b", "c")));
        check(None, Some("b"), &["c", "b", "a"], Some(("a", "b")));
        check(None, None, &["site@2", "shop@7", "site@1"], Some(("site@1", "site@2")));
        check(None, None, &["site@2", "shop@7", "shop@6"], Some(("shop@7", "site@2")));
        check(None, Some("a"), &["c", "b", "a"], Some(("c", "a")));
        check(Some("a"), None, &["c", "b", "a"], Some(("a", "c")));
        check(Some("x"), Some("y"), &[], Some(("x", "y")));
        check(Some("(none)"), None, &["c", "b"], Some(("b", "c")));
    }
}
