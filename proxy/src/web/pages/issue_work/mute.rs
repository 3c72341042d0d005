//! Whether alerts about an issue are muted, and the forms for it.

use maud::{Markup, html};

use crate::model::silence::Silence;
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::t;
use crate::web::pages::links;
use crate::web::pages::silences::{TIMES, ends, expire, time_name};

/// The mute that ends last.
pub(super) fn muted(mutes: &[Silence], now: Timestamp) -> Markup {
    let last = mutes.iter().max_by(|a, b| a.ends.0.total_cmp(&b.ends.0));
    html! {
        @if let Some(mute) = last { div { dt { (t("Alerts")) } dd { (t("Muted")) ", " (ends(mute, now)) } } }
    }
}

/// The form, and one to end each mute.
pub(super) fn muting(issue: i64, mutes: &[Silence]) -> Markup {
    let back = links::issue(issue);
    html! {
        form method="post" action="/alerts/silences/" {
            input type="hidden" name="issue" value=(issue);
            input type="hidden" name="to" value=(back);
            label for="mute-time" { (t("How long")) }
            select #mute-time name="time" {
                @for (value, _) in TIMES { option value=(value) { (t(time_name(value))) } }
            }
            button { (t("Mute")) }
        }
        @for mute in mutes { (expire(mute.id, &back, t("Unmute"))) }
        p.quiet { (t("No alerts about a muted issue are sent. It stays in the list of issues, and its events are recorded.")) }
    }
}
