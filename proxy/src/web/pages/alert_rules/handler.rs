//! `GET /alerts/rules/?project=shop`, `/alerts/rules/NAME/` and `/alerts/rules/PROJECT/NAME/`.

use std::time::{Duration, Instant};

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::Deserialize;

use super::decision_counts::{MOST, RANGE, begins_late, counts};
use super::rule_list::{self, RuleList, Unusable};
use super::rule_page::{self, RulePage};
use crate::alerts::past_firings::{PastRange, past_firings};
use crate::alerts::replay::messages;
use crate::config::Config;
use crate::config::alert_rules::WrittenRule;
use crate::model::timestamp::Timestamp;
use crate::store::{Reader, StoreError};
use crate::web::pages::alert_decisions;
use crate::web::pages::page::Page;
use crate::web::pages::paging::page_number;
use crate::web::parameters::QueryString;
use crate::web::read_error::ReadError;
use crate::web::rules_in_force::RulesInForce;
use crate::web::viewer::{Permitted, ReadPages};

/// The longest that a page reads what its rule would have found.
const REPLAY: Duration = Duration::from_secs(2);

/// The query of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RulesQuery {
    project: Option<String>,
    page: Option<String>,
}

pub(super) async fn list(
    _: Permitted<ReadPages>,
    State(in_force): State<RulesInForce>,
    query: Result<QueryString<RulesQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&in_force.reading, error),
    };
    let config = in_force.config();
    let asked = Page::ask(&in_force.reading, move |store| {
        let now = Timestamp::now();
        let since = Timestamp(now.0 - RANGE);
        let project = query.project.filter(|text| !text.is_empty());
        let is_wanted = |name: &str| project.as_deref().is_none_or(|project| project == name);
        let rules = config.rules.iter().filter(|rule| {
            let of = &rule.conditions.projects;
            of.is_empty() || project.as_deref().is_none_or(|project| of.matches(project))
        });
        let decisions = store.decisions(None, MOST)?;
        let list = RuleList {
            config: &config,
            rules: rules.collect(),
            unusable: unusable(store, &config, is_wanted)?,
            counts: counts(&decisions, since),
            kept_since: begins_late(&decisions, since),
            page: page_number(query.page.as_deref()),
            project: project.clone(),
            now,
        };
        Ok(rule_list::page(&list))
    });
    asked.await
}

/// The rules of projects that are stored and cannot be used, as when a channel is gone from the configuration.
fn unusable(
    store: &dyn Reader,
    config: &Config,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<Unusable>, StoreError> {
    let projects = store.projects()?;
    let stored = store.alert_rules()?.into_iter().filter_map(|rule| {
        let project = projects.iter().find(|project| project.id == rule.project_id)?;
        let written = WrittenRule::parse(&rule.text);
        if written.as_ref().is_ok_and(|written| !written.is_enabled()) {
            return None;
        }
        let checked = written.and_then(|it| it.check(&project.slug, &rule.name, &config.channels));
        let error = checked.err()?;
        is_wanted(&project.slug).then(|| (format!("{}/{}", project.slug, rule.name), error))
    });
    Ok(stored.collect())
}

pub(super) async fn rule(
    _: Permitted<ReadPages>,
    State(in_force): State<RulesInForce>,
    name: Result<Path<String>, PathRejection>,
) -> Page {
    one(&in_force, name.ok().map(|Path(name)| name)).await
}

pub(super) async fn rule_of_project(
    _: Permitted<ReadPages>,
    State(in_force): State<RulesInForce>,
    names: Result<Path<(String, String)>, PathRejection>,
) -> Page {
    one(&in_force, names.ok().map(|Path((project, name))| format!("{project}/{name}"))).await
}

async fn one(in_force: &RulesInForce, name: Option<String>) -> Page {
    let config = in_force.config();
    let asked = Page::ask(&in_force.reading, move |store| {
        let rule = name.and_then(|name| config.rules.iter().find(|rule| rule.name == name));
        let rule = rule.ok_or(ReadError::NotFound)?;
        let (now, begun) = (Timestamp::now(), Instant::now());
        let since = Timestamp(now.0 - RANGE);
        let range = PastRange { from: since, to: now, is_over: &|| begun.elapsed() >= REPLAY };
        let past = past_firings(rule, store, range)?;
        let decisions = store.decisions(None, MOST)?;
        let of_rule = decisions.iter().filter(|made| made.rule == rule.name);
        let shown = RulePage {
            rule,
            config: &config,
            counts: counts(&decisions, since).remove(rule.name.as_str()).unwrap_or_default(),
            kept_since: begins_late(&decisions, since),
            decisions: of_rule.take(alert_decisions::OF_RULE).collect(),
            sent: messages(rule, past.found),
            missing: past.missing,
            now,
        };
        Ok(rule_page::page(&shown))
    });
    asked.await
}
