//! What was said to the groups, or would have been.

use maud::{Markup, html};

use super::layout::{Nav, page as whole};
use super::plain::plain;
use super::{address, when};
use crate::alert::Delivery;
use crate::clock::Timestamp;
use crate::store::StoredAlert;

/// The page.
pub(super) fn page(alerts: &[StoredAlert], nav: Nav, now: Timestamp) -> Markup {
    let has_no_robot = alerts.iter().any(|it| it.delivery == Delivery::NoRobot);
    let content = html! {
        div.head { h1 { "Alerts" } }
        @if alerts.is_empty() {
            section.panel.empty {
                h2 { "Nothing to tell" }
                p { "The first event of each issue becomes a message to the configured DingTalk robots." }
            }
        }
        @if has_no_robot {
            p.note {
                "Some of these were not sent, as no robot was configured: this is what would have been said. "
                "Name a robot in " code { "[alert.dingtalk.<name>]" } " of balefire.toml."
            }
        }
        @for alert in alerts { (card(alert, now)) }
    };
    whole("Alerts", nav, &content)
}

fn card(stored: &StoredAlert, now: Timestamp) -> Markup {
    html! {
        article.panel.alert {
            header {
                (state(&stored.delivery))
                h2 { a href=(address::issue(stored.alert.issue_id)) { (plain(&stored.alert.title)) } }
                p.quiet {
                    @if let Some(robot) = &stored.alert.robot { "to " strong { (plain(robot)) } " · " }
                    "made " (when::ago(stored.created, now))
                    @if stored.attempts > 0 { " · tried " (times(stored.attempts)) }
                }
            }
            (progress(&stored.delivery, now))
            pre.text { (plain(&stored.alert.text)) }
        }
    }
}

fn state(delivery: &Delivery) -> Markup {
    let (class, word) = match delivery {
        Delivery::Waiting { .. } => ("warning", "waiting"),
        Delivery::Delivered { .. } => ("ok", "delivered"),
        Delivery::Failed { .. } => ("error", "failed"),
        Delivery::NoRobot => ("debug", "no robot"),
    };
    html! { span class={ "badge " (class) } { (word) } }
}

fn progress(delivery: &Delivery, now: Timestamp) -> Markup {
    html! {
        @match delivery {
            Delivery::Waiting { due, last_error } => p {
                @if let Some(error) = last_error { "Last try: " span.wrong { (plain(error)) } ". " }
                @if due.0 > now.0 { "Next try in " ((due.0 - now.0).ceil()) " s." } @else { "To be sent now." }
            },
            Delivery::Delivered { at } => p { "Delivered " (when::ago(*at, now)) "." },
            Delivery::Failed { error } => p { "Given up: " span.wrong { (plain(error)) } },
            Delivery::NoRobot => p { "No robot is configured: this is what would have been sent." },
        }
    }
}

fn times(n: u32) -> String {
    if n == 1 { "once".into() } else { format!("{n} times") }
}
