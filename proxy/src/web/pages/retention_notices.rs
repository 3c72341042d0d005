//! What the operator has to know of retention, above every page.

use maud::{Markup, html};

use super::layout::number;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::store::{Reader, RetentionState, StoreError};

/// Troubles that last.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RetentionNotices {
    retention: RetentionState,
}

impl RetentionNotices {
    /// Those of now.
    pub(super) fn of(store: &dyn Reader) -> Result<Self, StoreError> {
        Ok(Self { retention: store.retention_state()? })
    }

    /// As they stand on the page.
    pub(super) fn markup(&self) -> Markup {
        let clock = self.retention.clock;
        html! {
            @if clock.jumped.is_some() {
                p.note role="status" {
                    strong { "Nothing is deleted by age: the clock of the server jumped" }
                    " from " (utc(clock.trusted)) " to " (utc(clock.seen)) ". "
                    "Deletion goes on once events have arrived for an hour. If the clock is right, "
                    code { "balefire-proxy retention confirm" } " makes it go on now."
                }
            }
            @if let Some(full) = self.retention.full {
                p.note role="status" {
                    strong { "The store is larger than " code { "retention.size" } }
                    ": it has " (number(megabytes(full.size))) " MB, of which " (number(megabytes(full.held)))
                    " MB wait for upstreams or are no events. Deleting events would not free these."
                }
            }
        }
    }
}

fn utc(time: Option<Timestamp>) -> String {
    time.map(rfc3339::format).unwrap_or_else(|| "an unknown time".into())
}

fn megabytes(bytes: u64) -> i64 {
    i64::try_from(bytes.div_ceil(1_000_000)).unwrap_or(i64::MAX)
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
            ["from 1970-01-01T", "to 1970-04-11T", "retention confirm", "has 12,346 MB, of which 1 MB"]
        {
            assert!(html.contains(text), "{text} in {html}");
        }
    }
}
