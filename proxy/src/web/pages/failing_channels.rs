//! The channels that fail: since when, how, and where their alerts go.

use maud::{Markup, html};

use super::language::{fill_markup, plural, t};
use super::relative_time;
use super::reveal_hidden::reveal_hidden;
use crate::model::channel_failure::{ChannelFailure, OpenFallback};
use crate::model::timestamp::Timestamp;

/// The section of the alerts page; empty if all channels work.
pub(super) fn section(failures: &[ChannelFailure], now: Timestamp) -> Markup {
    html! {
        @if !failures.is_empty() {
            section.panel.decisions #failing {
                h2 { (t("Channels that fail")) }
                ul {
                    @for failure in failures {
                        li {
                            strong translate="no" { (reveal_hidden(&failure.channel)) } " "
                            span.quiet {
                                (fill_markup("fails since {time}", &[("time", relative_time::ago(failure.since, now))]))
                            }
                            ": "
                            span.wrong { (reveal_hidden(&failure.error)) }
                            div { (fallback(failure.fallback.as_ref(), now)) }
                        }
                    }
                }
            }
        }
    }
}

fn fallback(open: Option<&OpenFallback>, now: Timestamp) -> Markup {
    let Some(open) = open else { return html! { span.quiet { (t("No other channel sends its alerts.")) } } };
    let channel = html! { span translate="no" { (reveal_hidden(&open.channel)) } };
    html! {
        (fill_markup(
            "Its alerts go to {channel} since {time}",
            &[("channel", channel), ("time", relative_time::ago(open.since, now))],
        ))
        " (" (plural(open.alerts.into(), "{n} so far", "{n} so far")) ")"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_channel_with_its_error_and_where_its_alerts_go() {
        let now = Timestamp(7_200.0);
        assert_eq!(section(&[], now).into_string(), "");
        let failure = |fallback| ChannelFailure {
            channel: "<ops>".into(),
            since: Timestamp(3_600.0),
            error: "the robot is gone (errcode 300005)".into(),
            fallback,
        };
        let page = section(&[failure(None)], now).into_string();
        assert!(page.contains("&lt;ops&gt;") && page.contains("errcode 300005"), "{page}");
        assert!(page.contains("No other channel sends its alerts."), "{page}");
        let open = OpenFallback { channel: "mail".into(), since: Timestamp(4_500.0), alerts: 7 };
        let page = section(&[failure(Some(open))], now).into_string();
        assert!(page.contains(">mail</span>") && page.contains("(7 so far)"), "{page}");
    }
}
