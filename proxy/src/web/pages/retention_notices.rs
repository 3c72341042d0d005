//! Notices about retention above every page.

use maud::{Markup, html};

use super::language::{fill, fill_markup, t};
use super::number_format::number;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::store::{Reader, RetentionState, StoreError};

/// Conditions that last until somebody acts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RetentionNotices {
    retention: RetentionState,
}

impl RetentionNotices {
    /// The current notices.
    pub(super) fn of(store: &dyn Reader) -> Result<Self, StoreError> {
        Ok(Self { retention: store.retention_state()? })
    }

    /// The notices as markup.
    pub(super) fn markup(&self) -> Markup {
        let clock = self.retention.clock;
        html! {
            @if clock.jumped.is_some() {
                p.note role="status" {
                    strong { (t("Nothing is deleted by age: the clock of the server jumped.")) } (t(" "))
                    (fill("It went from {before} to {after}.", &[("before", &utc(clock.trusted)), ("after", &utc(clock.seen))])) (t(" "))
                    (fill_markup(
                        "Deletion goes on once events have arrived for an hour. If the clock is right, {command} makes it go on now.",
                        &[("command", html! { code { "balefire-proxy retention confirm" } })],
                    ))
                }
            }
            @if let Some(full) = self.retention.full {
                p.note role="status" {
                    strong { (fill_markup("The store is larger than {setting}.", &[("setting", html! { code { "retention.size" } })])) } (t(" "))
                    (fill(
                        "It has {size} MB. Of these {held} MB wait for upstreams or are other data, which go when they are sent. \
                         Deleting events would not free them.",
                        &[("size", &megabytes(full.size)), ("held", &megabytes(full.held))],
                    ))
                }
            }
        }
    }
}

fn utc(time: Option<Timestamp>) -> String {
    time.map(rfc3339::format).unwrap_or_else(|| t("an unknown time").to_owned())
}

/// With one digit behind the point, so that two sizes that differ look different.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    let whole = i64::try_from(tenths / 10).unwrap_or(i64::MAX);
    format!("{}.{}", number(whole), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{ClockState, Full};

    #[test]
    fn nothing_to_say() {
        assert_eq!(RetentionNotices::default().markup().into_string(), "");
    }

    #[test]
    fn each_trouble_and_what_helps() {
        let clock = ClockState {
            trusted: Some(Timestamp(0.0)),
            seen: Some(Timestamp(8_640_000.0)),
            jumped: Some(Timestamp(8_640_000.0)),
            arrivals_since: None,
        };
        let full = Some(Full { size: 12_345_678_901, held: 1 });
        let html = RetentionNotices { retention: RetentionState { clock, full } }.markup().into_string();
        for text in
            ["from 1970-01-01T", "to 1970-04-11T", "retention confirm", "It has 12,345.6 MB. Of these 0.0 MB"]
        {
            assert!(html.contains(text), "{text} in {html}");
        }
    }
}
