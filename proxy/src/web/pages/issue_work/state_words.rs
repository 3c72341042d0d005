//! States in words.

use maud::{Markup, html};

use crate::model::issue::Issue;
use crate::model::issue_state::{Archive, Priority, Resolution, Status, Unresolved, Window};
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::{fill, fill_markup, plural, t, text};
use crate::web::pages::relative_time;
use crate::web::pages::reveal_hidden::reveal_hidden;

/// A status in a few words, with a color.
pub(in crate::web::pages) fn state_badge(issue: &Issue, now: Timestamp) -> Markup {
    let (class, word) = match issue.state.status_at(issue.first_seen, now) {
        Status::Unresolved(Unresolved::New) => ("new", t("New")),
        Status::Unresolved(Unresolved::Ongoing) => ("ongoing", t("Ongoing")),
        Status::Unresolved(Unresolved::Escalating) => ("escalating", t("Escalating")),
        Status::Unresolved(Unresolved::Regressed) => ("regressed", t("Regressed")),
        Status::Resolved(_) => ("resolved", t("Resolved")),
        Status::Archived(_) => ("archived", t("Archived")),
    };
    html! { span class={ "state " (class) } { (word) } }
}

/// A text that somebody has given, within a sentence.
pub(super) fn given(text: &str) -> Markup {
    html! { span translate="no" { (reveal_hidden(text)) } }
}

/// Where an issue is resolved.
pub(super) fn resolution(resolution: &Resolution) -> Markup {
    let of = |english, version: &str| fill_markup(english, &[("release", given(version))]);
    html! {
        @match resolution {
            Resolution::Now => (t("Resolved")),
            Resolution::NextRelease { after } => (of(text("Resolved in the release after {release}"), &after.version)),
            Resolution::Release(mark) => (of(text("Resolved in {release}"), &mark.version)),
        }
    }
}

/// Until when an issue is archived.
pub(super) fn archive(archive: &Archive, now: Timestamp) -> Markup {
    html! {
        @match archive {
            Archive::UntilEscalating { .. } => (t("Archived until it escalates")),
            Archive::Forever => (t("Archived forever")),
            Archive::Until(end) if *end > now => {
                (fill_markup("Archived, reopens {when}", &[("when", relative_time::until(*end, now))]))
            }
            Archive::Until(_) => (t("Archived for a time")),
            Archive::Events(window) => (events(window)),
            Archive::Users(window) => (users(window)),
            Archive::Environment(name) => {
                (fill_markup("Archived until it happens outside of {environment}", &[("environment", given(name))]))
            }
        }
    }
}

fn events(window: &Window) -> String {
    let more = window.more.unsigned_abs();
    match window.minutes {
        None => plural(more, "Archived until {n} more event", "Archived until {n} more events"),
        Some(minutes) => {
            let more = more.to_string();
            fill("Archived until {n} more events within {time}", &[("n", &more), ("time", &period(minutes))])
        }
    }
}

fn users(window: &Window) -> String {
    let more = window.more.unsigned_abs();
    match window.minutes {
        None => plural(more, "Archived until {n} more user", "Archived until {n} more users"),
        Some(minutes) => {
            let more = more.to_string();
            fill("Archived until {n} more users within {time}", &[("n", &more), ("time", &period(minutes))])
        }
    }
}

/// A number of minutes, in the largest unit that divides it.
fn period(minutes: u32) -> String {
    const HOUR: u32 = 60;
    const DAY: u32 = 24 * HOUR;
    match minutes {
        n if n % DAY == 0 => plural((n / DAY).into(), "{n} day", "{n} days"),
        n if n % HOUR == 0 => plural((n / HOUR).into(), "{n} hour", "{n} hours"),
        n => plural(n.into(), "{n} minute", "{n} minutes"),
    }
}

/// The word of a priority.
pub(super) fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::High => t("High"),
        Priority::Medium => t("Medium"),
        Priority::Low => t("Low"),
    }
}
