//! The page of one rule.

use maud::html;

use super::decision_counts::DecisionCounts;
use super::replay_section;
use super::rule_facts::{facts, origin};
use crate::alerts::past_firings::Missing;
use crate::alerts::replay::ReplayedMessage;
use crate::config::Config;
use crate::model::alert_decision::AlertDecision;
use crate::model::alert_rule::{Rule, RuleOrigin};
use crate::model::timestamp::Timestamp;
use crate::web::pages::fitting::clipped;
use crate::web::pages::language::{fill_markup, t};
use crate::web::pages::layout::{PageContent, Tab};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{alert_decisions, links, relative_time};
use crate::web::percent_encoding::encode;

/// Bytes of each list of the rule.
const LIST: usize = 5_000;
/// Longest name, in characters.
const LONGEST: usize = 160;

/// What the page shows.
pub(super) struct RulePage<'a> {
    pub(super) rule: &'a Rule,
    pub(super) config: &'a Config,
    pub(super) counts: DecisionCounts,
    /// The time from which on decisions are kept, if not all of the range are.
    pub(super) kept_since: Option<Timestamp>,
    /// The newest decisions about the rule.
    pub(super) decisions: Vec<&'a AlertDecision>,
    pub(super) sent: Vec<ReplayedMessage>,
    pub(super) missing: Vec<Missing>,
    pub(super) now: Timestamp,
}

/// The page.
pub(super) fn page(shown: &RulePage<'_>) -> PageContent {
    let name = clipped(&shown.rule.name, LONGEST);
    let content = html! {
        p.crumb { a href="/alerts/" { (t("Alerts")) } " / " a href="/alerts/rules/" { (t("Alert rules")) } }
        div.head {
            h1 translate="no" { (reveal_hidden(&name)) }
            p { (origin(shown.rule)) " · " a href={ "/alerts/silences/?rule=" (encode(&shown.rule.name)) } { (t("Silence this rule")) }
                @if let RuleOrigin::Project(project) = &shown.rule.origin {
                    " · " a href=(links::project_rule(project, own_name(&shown.rule.name))) { (t("Edit")) }
                }
            }
        }
        section.panel.rule {
            dl {
                (facts(shown.rule, shown.config, LIST))
                div { dt { (t("Last 7 days")) } dd { (shown.counts.markup()) } }
            }
            @if let Some(since) = shown.kept_since {
                p.quiet { (fill_markup("Only the newest decisions are kept, so counts begin {time}.", &[("time", relative_time::ago(since, shown.now))])) }
            }
        }
        (replay_section::section(&shown.sent, &shown.missing, shown.now))
        (alert_decisions::of_rule(&shown.decisions, shown.now))
    };
    PageContent::new(&name, Tab::Alerts, content)
}

/// The name within the project, which stands before it.
fn own_name(name: &str) -> &str {
    name.split_once('/').map_or(name, |(_, own)| own)
}
