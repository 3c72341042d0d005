//! `GET /projects/{project}/rules/` and `/projects/{project}/rules/{rule}/`.

use axum::extract::State;
use serde::Deserialize;

use super::form_values::FormValues;
use super::rule_form::{self, RuleForm};
use super::rule_kind::RuleKind;
use super::rules_page::{self, ListedRule, RulesPage};
use crate::config::Config;
use crate::config::alert_rules::WrittenRule;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::store::{Reader, StoreError, StoredRule};
use crate::web::pages::page::Page;
use crate::web::pages::projects::id_of;
use crate::web::parameters::{PathSegment, PathSegments, QueryString};
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::viewer::{Permitted, ReadPages};

/// The query of these pages.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RulesQuery {
    /// The kind of the rule.
    on: Option<String>,
    saved: Option<String>,
}

pub(super) async fn rules(
    viewer: Permitted<ReadPages>,
    State(changes): State<ProjectChanges>,
    slug: Result<PathSegment, ReadError>,
    query: Result<QueryString<RulesQuery>, ReadError>,
) -> Page {
    let (slug, query) = match slug.and_then(|slug| Ok((slug, query?))) {
        Ok((PathSegment(slug), QueryString(query))) => (slug, query),
        Err(error) => return Page::error(&changes.reading, error),
    };
    let lacks = viewer.lacks_on_pages(Access::ChangeProjects);
    let config = changes.live.get();
    let asked = Page::ask(&changes.reading, move |store| {
        let now = Timestamp::now();
        let project_id = id_of(store, &slug)?;
        if let Some(kind) = query.on.as_deref().and_then(RuleKind::named) {
            let values = FormValues::of_new(kind);
            return Ok(rule_form::page(&RuleForm {
                project: &slug,
                stored: None,
                kind,
                values: &values,
                problems: &[],
                is_sent: false,
                refusal: None,
                preview: None,
                config: &config,
                lacks,
                now,
            }));
        }
        let rules = of_project(store, project_id)?;
        let rules: Vec<ListedRule> = rules.into_iter().map(|stored| listed(stored, &slug, &config)).collect();
        let is_saved = query.saved.is_some();
        Ok(rules_page::page(&RulesPage { project: &slug, rules: &rules, is_saved, lacks, now }))
    });
    asked.await
}

pub(super) async fn rule(
    viewer: Permitted<ReadPages>,
    State(changes): State<ProjectChanges>,
    path: Result<PathSegments<(String, String)>, ReadError>,
    query: Result<QueryString<RulesQuery>, ReadError>,
) -> Page {
    let ((slug, name), query) = match path.and_then(|path| Ok((path, query?))) {
        Ok((PathSegments(path), QueryString(query))) => (path, query),
        Err(error) => return Page::error(&changes.reading, error),
    };
    let lacks = viewer.lacks_on_pages(Access::ChangeProjects);
    let config = changes.live.get();
    let asked = Page::ask(&changes.reading, move |store| {
        let stored = one(store, &slug, &name)?;
        let parsed = WrittenRule::parse(&stored.text);
        let written = parsed.clone().unwrap_or_default();
        let kind = query.on.as_deref().and_then(RuleKind::named);
        let problems = match (&parsed, kind) {
            (Err(error), _) => vec![error.clone()],
            (Ok(_), Some(_)) => Vec::new(),
            (Ok(written), None) => {
                written.check_all(&slug, &name, &config.channels).err().unwrap_or_default()
            }
        };
        let values = FormValues::of(&name, &written);
        Ok(rule_form::page(&RuleForm {
            project: &slug,
            stored: Some(&name),
            kind: kind.unwrap_or_else(|| RuleKind::of(&written)),
            values: &values,
            problems: &problems,
            is_sent: false,
            refusal: None,
            preview: None,
            config: &config,
            lacks,
            now: Timestamp::now(),
        }))
    });
    asked.await
}

fn listed(stored: StoredRule, slug: &str, config: &Config) -> ListedRule {
    let written = WrittenRule::parse(&stored.text);
    let is_enabled = written.as_ref().map_or(true, WrittenRule::is_enabled);
    let checked = written.and_then(|written| written.check(slug, &stored.name, &config.channels));
    ListedRule { stored, is_enabled, checked }
}

fn of_project(store: &dyn Reader, project_id: i64) -> Result<Vec<StoredRule>, StoreError> {
    let mut rules = store.alert_rules()?;
    rules.retain(|rule| rule.project_id == project_id);
    Ok(rules)
}

/// The stored rule of a name.
pub(super) fn one(store: &dyn Reader, slug: &str, name: &str) -> Result<StoredRule, ReadError> {
    let mut rules = of_project(store, id_of(store, slug)?)?.into_iter();
    rules.find(|rule| rule.name == name).ok_or(ReadError::NotFound)
}
