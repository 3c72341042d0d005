//! What a rule would have sent last week.

use maud::{Markup, html};

use crate::alerts::past_firings::Missing;
use crate::alerts::replay::{Past, ReplayedMessage};
use crate::model::timestamp::Timestamp;
use crate::web::pages::alert_decisions::cause;
use crate::web::pages::fitting::clipped;
use crate::web::pages::language::{fill, fill_markup, plural, t};
use crate::web::pages::reveal_hidden::reveal_hidden;
use crate::web::pages::{links, relative_time};

/// Most messages that are listed.
const MESSAGES: usize = 20;
/// Most issues of a message that are named.
const NAMED: usize = 3;
/// Longest title, in characters.
const TITLE: usize = 100;

/// The section: the newest messages first.
pub(in crate::web::pages) fn section(
    sent: &[ReplayedMessage],
    missing: &[Missing],
    now: Timestamp,
) -> Markup {
    let left_out = sent.len().saturating_sub(MESSAGES);
    html! {
        section.panel.decisions #replay {
            h2 { (t("What this rule would have sent last week")) }
            @if sent.is_empty() {
                p { (t("No message.")) }
            } @else {
                p { (plural(sent.len() as u64, "{n} message to each of its channels.", "{n} messages to each of its channels.")) }
                ul { @for message in sent.iter().rev().take(MESSAGES) { (entry(message, now)) } }
                @if left_out > 0 { p.quiet { (plural(left_out as u64, "{n} older message is not listed.", "{n} older messages are not listed.")) } }
            }
            p.quiet { (t("This is computed from what is stored: at most 1,000 issues and 20,000 events, for two seconds. Silences, quiet hours and deleted events are not taken into account.")) }
            @for missing in missing { p.note { (missing_words(*missing)) } }
        }
    }
}

fn entry(message: &ReplayedMessage, now: Timestamp) -> Markup {
    let project = message.past.first().map_or("", |past| past.project.as_str());
    let left_out = message.past.len().saturating_sub(NAMED);
    html! {
        li {
            span.quiet { (relative_time::ago(message.at, now)) }
            " " span translate="no" { (reveal_hidden(project)) } ": "
            @for (at, past) in message.past.iter().take(NAMED).enumerate() {
                @if at > 0 { "; " }
                (found(past))
            }
            @if left_out > 0 { " " (fill("and {n} more", &[("n", &left_out.to_string())])) }
        }
    }
}

fn found(past: &Past) -> Markup {
    html! {
        (cause(past.cause))
        @if let Some((id, title)) = &past.issue {
            " " a translate="no" href=(links::issue(*id)) { (reveal_hidden(&clipped(title, TITLE))) }
        }
    }
}

fn missing_words(missing: Missing) -> Markup {
    html! {
        @match missing {
            Missing::TooMany => (t("There are more issues or events than were looked at, so messages may be missing.")),
            Missing::TooSlow => (fill_markup(
                "Reading took too long and was ended, so messages may be missing. The command {command} has no such limit.",
                &[("command", html! { code { "balefire-proxy alert test --rule" } })],
            )),
            Missing::Requested => (t("It is not kept which events asked for an alert, so messages about them are missing.")),
            Missing::NewerRelease => (t("It is not kept in which release an issue was resolved, so messages about newer ones are missing.")),
            Missing::Silence => (t("It is not kept when a project was silent, so messages about that are missing.")),
            Missing::ByTheHour => (t("The threshold was looked at once an hour; a server looks every minute.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::firing::CauseKind;

    #[test]
    fn the_newest_come_first_and_the_others_are_counted() {
        let past = |id: i64| Past {
            at: Timestamp(0.0),
            project: "shop".into(),
            cause: CauseKind::NewIssue,
            issue: Some((id, format!("<b>{id}</b>"))),
            is_urgent: false,
        };
        let sent: Vec<ReplayedMessage> = (1..=25)
            .map(|n| ReplayedMessage { at: Timestamp(n as f64), past: (0..n).map(|_| past(n)).collect() })
            .collect();
        let html = section(&sent, &[Missing::TooMany], Timestamp(60.0)).into_string();
        assert!(html.contains("25 messages to each") && html.contains("5 older messages"), "{html}");
        assert!(html.find("/issues/25/") < html.find("/issues/6/") && !html.contains("/issues/5/"), "{html}");
        assert!(html.contains("&lt;b&gt;25&lt;/b&gt;") && html.contains("and 22 more"), "{html}");
        assert!(html.contains("<p class=\"note\">There are more issues"), "{html}");
        assert!(section(&[], &[], Timestamp(60.0)).into_string().contains("No message."));
    }
}
