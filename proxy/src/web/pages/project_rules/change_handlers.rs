//! `POST /projects/{project}/rules/`, and the same of one rule: a rule is stored, tried, switched and deleted.

use std::time::{Duration, Instant};

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::form_values::FormValues;
use super::handlers::one;
use super::rule_form::{self, Preview, RuleForm};
use super::rule_kind::RuleKind;
use super::rules_page;
use crate::alerts::past_firings::{PastRange, past_firings};
use crate::alerts::replay::messages;
use crate::config::Config;
use crate::config::alert_rules::{RuleError, WrittenRule};
use crate::model::alert_rule::Rule;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertRuleError, Reader, StoreError, StoredRule};
use crate::web::base_path::base_path;
use crate::web::pages::language::{Language, t};
use crate::web::pages::layout::PageContent;
use crate::web::pages::links;
use crate::web::pages::page::Page;
use crate::web::pages::projects::id_of;
use crate::web::parameters::{PathSegment, PathSegments};
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::viewer::{ChangeProjectsOnPages, Permitted};

/// How far a preview looks back, in seconds: a week.
const RANGE: f64 = 7.0 * 86_400.0;
/// The longest that a preview reads.
const REPLAY: Duration = Duration::from_secs(2);

/// A form as it came.
type SentForm = Result<Form<Vec<(String, String)>>, FormRejection>;

pub(super) async fn add(
    permitted: Permitted<ChangeProjectsOnPages>,
    State(changes): State<ProjectChanges>,
    slug: Result<PathSegment, ReadError>,
    form: SentForm,
) -> Response {
    let (slug, pairs) = match (slug, form) {
        (Ok(PathSegment(slug)), Ok(Form(pairs))) => (slug, pairs),
        (Err(error), _) => return Page::error(&changes.reading, error).into_response(),
        (_, Err(_)) => return Page::error(&changes.reading, ReadError::BadQuery).into_response(),
    };
    let values = FormValues::new(pairs);
    let by = permitted.identity().name().unwrap_or_default().to_owned();
    let name = values.get("name").to_owned();
    written(&changes, Sent { slug, name, is_new: true, values, by }).await
}

pub(super) async fn change(
    permitted: Permitted<ChangeProjectsOnPages>,
    State(changes): State<ProjectChanges>,
    path: Result<PathSegments<(String, String)>, ReadError>,
    form: SentForm,
) -> Response {
    let ((slug, name), pairs) = match (path, form) {
        (Ok(PathSegments(path)), Ok(Form(pairs))) => (path, pairs),
        (Err(error), _) => return Page::error(&changes.reading, error).into_response(),
        (_, Err(_)) => return Page::error(&changes.reading, ReadError::BadQuery).into_response(),
    };
    let values = FormValues::new(pairs);
    let by = permitted.identity().name().unwrap_or_default().to_owned();
    let (is_on, to) = (values.get("do") == "on", format!("{}?saved=1", links::project_rules(&slug)));
    let changed = match values.get("do") {
        "delete" => {
            let deleted = changes.make_rules(move |store, rules| {
                let id = id_of(store, &slug)?;
                // One that is gone meanwhile is as it should be.
                rules.delete_alert_rule(id, &name)?;
                Ok(())
            });
            deleted.await
        }
        "on" | "off" => {
            let switched = changes.make_rules(move |store, rules| {
                let stored = one(store, &slug, &name)?;
                let written = WrittenRule::parse(&stored.text).and_then(|rule| rule.switched(is_on).text());
                let text = written.map_err(|error| ReadError::Conflict(error.to_string()))?;
                let changed = Timestamp::now();
                rules.replace_alert_rule(&StoredRule { text, changed, changed_by: by, ..stored })?;
                Ok(())
            });
            switched.await
        }
        _ => return written(&changes, Sent { slug, name, is_new: false, values, by }).await,
    };
    match changed {
        Ok(()) => redirect(&changes, &to),
        Err(error) => Page::error(&changes.reading, error).into_response(),
    }
}

/// A form with a rule, as it came.
struct Sent {
    slug: String,
    name: String,
    is_new: bool,
    values: FormValues,
    by: String,
}

/// What becomes of a rule that was sent.
enum Outcome {
    Stored,
    /// The form again.
    Shown(Vec<RuleError>, Option<String>, Option<Preview>),
}

/// Stores the rule of a form, or shows what it would have sent, or what is wrong with it.
async fn written(changes: &ProjectChanges, sent: Sent) -> Response {
    let Some(kind) = RuleKind::named(sent.values.get("kind")) else {
        return Page::error(&changes.reading, ReadError::BadQuery).into_response();
    };
    let config = changes.live.get();
    let (written, mut problems) = sent.values.rule(kind);
    let checked = written.check_all(&sent.slug, &sent.name, &config.channels);
    let text = written.text();
    let rule = match (checked, text) {
        (Ok(rule), Ok(text)) if problems.is_empty() => Ok((rule, text)),
        (checked, text) => {
            let more = checked.err().into_iter().flatten().chain(text.err());
            for error in more {
                // A text that is no value of its key was told already.
                if problems.iter().all(|known| known.field.is_empty() || known.key() != error.key()) {
                    problems.push(error);
                }
            }
            Err(problems)
        }
    };
    let is_preview = sent.values.get("do") == "preview";
    let outcome = match rule {
        Err(problems) => Ok(Outcome::Shown(problems, None, None)),
        Ok((rule, _)) if is_preview => {
            let asked = changes.reading.ask(move |store| Ok(preview(store, &rule)?));
            asked.await.map(|preview| Outcome::Shown(Vec::new(), None, Some(preview)))
        }
        Ok((_, text)) => store(changes, &sent, text).await,
    };
    match outcome {
        Ok(Outcome::Stored) => redirect(changes, &format!("{}?saved=1", links::project_rules(&sent.slug))),
        Ok(Outcome::Shown(problems, refusal, preview)) => {
            let status = if preview.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let page = Page::ask(&changes.reading, move |store| {
                id_of(store, &sent.slug)?;
                Ok(form_again(&sent, kind, &problems, refusal, preview, &config))
            });
            let mut answer = page.await.into_response();
            if answer.status() == StatusCode::OK {
                *answer.status_mut() = status;
            }
            answer
        }
        Err(error) => Page::error(&changes.reading, error).into_response(),
    }
}

fn form_again(
    sent: &Sent,
    kind: RuleKind,
    problems: &[RuleError],
    refusal: Option<String>,
    preview: Option<Preview>,
    config: &Config,
) -> PageContent {
    rule_form::page(&RuleForm {
        project: &sent.slug,
        stored: (!sent.is_new).then_some(sent.name.as_str()),
        kind,
        values: &sent.values,
        problems,
        is_sent: true,
        refusal,
        preview,
        config,
        lacks: None,
        now: Timestamp::now(),
    })
}

async fn store(changes: &ProjectChanges, sent: &Sent, text: String) -> Result<Outcome, ReadError> {
    let (slug, name, by, is_new) = (sent.slug.clone(), sent.name.clone(), sent.by.clone(), sent.is_new);
    let language = Language::current();
    let stored = changes.make_rules(move |store, rules| {
        let project_id = id_of(store, &slug)?;
        let rule = StoredRule { project_id, name, text, changed: Timestamp::now(), changed_by: by };
        let stored = if is_new { rules.add_alert_rule(&rule) } else { rules.replace_alert_rule(&rule) };
        match stored {
            Ok(()) => Ok(Outcome::Stored),
            Err(error @ (AlertRuleError::Missing | AlertRuleError::Store(_))) => Err(error.into()),
            Err(error) => Ok(Outcome::Shown(Vec::new(), Some(language.run(|| refusal(&error))), None)),
        }
    });
    stored.await
}

/// Why a rule that is right is not stored.
fn refusal(error: &AlertRuleError) -> String {
    match error {
        AlertRuleError::Exists => t("The project has a rule of this name already.").to_owned(),
        AlertRuleError::TooMany => rules_page::too_many(),
        AlertRuleError::TooManyInAll => {
            t("All projects together have as many rules as they may: 1,000.").to_owned()
        }
        AlertRuleError::Missing | AlertRuleError::Store(_) => String::new(),
    }
}

/// What a rule would have sent.
fn preview(store: &dyn Reader, rule: &Rule) -> Result<Preview, StoreError> {
    let (now, begun) = (Timestamp::now(), Instant::now());
    let range = PastRange { from: Timestamp(now.0 - RANGE), to: now, is_over: &|| begun.elapsed() >= REPLAY };
    let past = past_firings(rule, store, range)?;
    Ok(Preview { sent: messages(rule, past.found), missing: past.missing })
}

fn redirect(changes: &ProjectChanges, path: &str) -> Response {
    let config = changes.live.get();
    Redirect::to(&format!("{}{path}", base_path(&config.public_url))).into_response()
}
