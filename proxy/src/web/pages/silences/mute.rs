//! Whether alerts about an issue are muted, and the forms for it.

use maud::{Markup, html};

use super::silence_list::expire;
use super::silence_times::TIMES;
use super::silence_words::ends;
use crate::model::silence::Silence;
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::t;
use crate::web::pages::links;

/// The mute that ends last.
pub(in crate::web::pages) fn muted(mutes: &[Silence], now: Timestamp) -> Markup {
    let last = mutes.iter().max_by(|a, b| a.ends.0.total_cmp(&b.ends.0));
    html! {
        @if let Some(mute) = last { div { dt { (t("Alerts")) } dd { (t("Muted")) ", " (ends(mute, now)) } } }
    }
}

/// The form, and one to end each mute.
pub(in crate::web::pages) fn muting(issue: i64, mutes: &[Silence]) -> Markup {
    let back = links::issue(issue);
    html! {
        form method="post" action="/alerts/silences/" {
            input type="hidden" name="issue" value=(issue);
            input type="hidden" name="to" value=(back);
            label for="mute-time" { (t("How long")) }
            select #mute-time name="time" {
                @for (value, _, name) in TIMES { option value=(value) { (t(name)) } }
            }
            button { (t("Mute")) }
        }
        @for mute in mutes { (expire(mute.id, &back, t("Unmute"))) }
        p.quiet { (t("No alerts about a muted issue are sent. It stays in the list of issues, and its events are recorded.")) }
    }
}
