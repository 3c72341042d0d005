//! Why an alert was held back, in words.

use maud::{Markup, html};

use super::language::{fill_markup, t};
use super::relative_time;
use crate::model::alert_decision::HeldReason;
use crate::model::timestamp::Timestamp;

/// The reason, for a place beside the alert.
pub(super) fn held_reason(reason: &HeldReason, now: Timestamp) -> Markup {
    // A time that is over is said as one that was.
    let time = |time: Timestamp| {
        if time.0 > now.0 { relative_time::until(time, now) } else { relative_time::ago(time, now) }
    };
    html! {
        @match reason {
            HeldReason::BelowCount => (t("fewer events or users than the rule asks for")),
            HeldReason::AlreadyAlerted => (t("told already, and nothing has changed since")),
            HeldReason::RepeatInterval => (t("told already, and the rule repeats it later")),
            HeldReason::Silenced { id } => {
                @let silence = html! { a href={ "/alerts/silences/#silence-" (id) } { "#" (id) } };
                (fill_markup("silenced by {silence}", &[("silence", silence)]))
            }
            HeldReason::Muted { until: Some(until) } => (fill_markup("muted, until {when}", &[("when", time(*until))])),
            HeldReason::Muted { until: None } => (t("muted until the next release")),
            HeldReason::QuietHours { until } => (fill_markup("quiet hours, told {when}", &[("when", time(*until))])),
            HeldReason::NoChannel => (t("no channel is configured for it")),
            HeldReason::Storm => (t("too many alerts wait")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_says_something_else() {
        let (now, until) = (Timestamp(1_000.0), Timestamp(4_600.0));
        let words: Vec<String> = [
            HeldReason::BelowCount,
            HeldReason::AlreadyAlerted,
            HeldReason::RepeatInterval,
            HeldReason::Silenced { id: 12 },
            HeldReason::Muted { until: Some(until) },
            HeldReason::Muted { until: None },
            HeldReason::QuietHours { until },
            HeldReason::NoChannel,
            HeldReason::Storm,
        ]
        .iter()
        .map(|reason| held_reason(reason, now).into_string())
        .collect();
        for (at, text) in words.iter().enumerate() {
            assert!(text.len() > 10 && words.iter().position(|other| other == text) == Some(at), "{text}");
        }
        assert!(words[3].contains("href=\"/alerts/silences/#silence-12\""));
        assert!(words[4].contains("in 60 min") && words[6].contains("in 60 min"));
        let over = held_reason(&HeldReason::QuietHours { until: Timestamp(400.0) }, now).into_string();
        assert!(over.contains("10 min ago"), "{over}");
    }
}
