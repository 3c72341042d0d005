//! What a rule found, in English.

use std::time::Duration;

use crate::model::alert::Alert;
use crate::model::firing::{Cause, Firing, Measured, Quantity, Recovery};

/// One line about a firing of a rule, without the words of an event.
#[must_use]
pub fn headline(cause: &Cause) -> String {
    match cause {
        Cause::NewIssue => "new issue".into(),
        Cause::Regression { release } => match release {
            Some(release) => format!("came back in {release}"),
            None => "came back".into(),
        },
        Cause::ReopenedInNewerRelease { release } => match release {
            Some(release) => format!("came back in the newer release {release}"),
            None => "came back in a newer release".into(),
        },
        Cause::Escalating => "many more events than before it was archived".into(),
        Cause::Unarchived => "what it was archived until has happened".into(),
        Cause::FirstEventOfRelease { release } => format!("first event of {release}"),
        Cause::Requested => "the page asked for this alert".into(),
        Cause::Threshold(measured) => threshold(measured),
        Cause::NothingHeard { window, .. } => format!("nothing heard for {}", span(*window)),
    }
}

/// `120 events in 5 min (limit 100)`.
fn threshold(measured: &Measured) -> String {
    let value = amount(&measured.quantity, measured.value);
    let limit = amount(&measured.quantity, measured.limit);
    let window = span(measured.window);
    let what = match &measured.quantity {
        Quantity::IssueEvents | Quantity::ProjectEvents => format!("{value} events in {window}"),
        Quantity::IssueUsers => format!("{value} users in {window}"),
        Quantity::Percentile { measure, percentile } => {
            format!("p{percentile} of {measure} {value} over {window}")
        }
        Quantity::CrashFreeSessions => format!("{value} of sessions without a crash over {window}"),
        Quantity::CrashFreeUsers => format!("{value} of users without a crash over {window}"),
    };
    format!("{what} (limit {limit})")
}

/// A value with its unit.
#[must_use]
pub fn amount(quantity: &Quantity, value: f64) -> String {
    match quantity {
        Quantity::IssueEvents | Quantity::IssueUsers | Quantity::ProjectEvents => format!("{value:.0}"),
        Quantity::Percentile { measure, .. } if measure == "cls" => format!("{value:.3}"),
        Quantity::Percentile { .. } => format!("{value:.0} ms"),
        Quantity::CrashFreeSessions | Quantity::CrashFreeUsers => format!("{value:.2} %"),
    }
}

/// A length of time in its largest whole unit: `5 min`, `2 h`.
#[must_use]
pub fn span(seconds: f64) -> String {
    let seconds = Duration::try_from_secs_f64(seconds).unwrap_or_default().as_secs();
    for (unit, length) in [("d", 86_400), ("h", 3_600), ("min", 60)] {
        if seconds >= length && seconds.is_multiple_of(length) {
            return format!("{} {unit}", seconds / length);
        }
    }
    format!("{seconds} s")
}

/// The facts of a firing besides those of its issue; some may be empty.
pub(super) fn facts(alert: &Alert, firing: &Firing) -> Vec<(&'static str, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut facts = vec![("Why", headline(&firing.cause)), ("Rule", firing.rule.clone())];
    if firing.issue.is_none() {
        facts.extend([
            ("Project", alert.project.clone()),
            ("Environment", text(&firing.environment)),
            ("Release", text(&firing.release)),
        ]);
    }
    facts.push(("Page", text(&firing.url)));
    facts.push(("Frames", firing.frames.join(" < ")));
    facts.push(("Suspect release", text(&firing.suspect_release)));
    facts
}

/// The facts of a recovery; some may be empty.
pub(super) fn recovery_facts(
    alert: &Alert,
    recovery: &Recovery,
    since: String,
) -> Vec<(&'static str, String)> {
    let value = match (&recovery.cause, recovery.value) {
        (Cause::Threshold(measured), Some(value)) => amount(&measured.quantity, value),
        _ => String::new(),
    };
    vec![
        ("Was", headline(&recovery.cause)),
        ("Now", value),
        ("Since", since),
        ("Rule", recovery.rule.clone()),
        ("Project", alert.project.clone()),
        ("Environment", recovery.environment.clone().unwrap_or_default()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;

    fn measured(quantity: Quantity, value: f64, limit: f64, window: f64) -> Cause {
        Cause::Threshold(Measured { quantity, value, limit, window, before: None, samples: None })
    }

    #[test]
    fn each_cause_in_a_line() {
        let lcp = Quantity::Percentile { measure: "lcp".into(), percentile: 75 };
        for (cause, line) in [
            (Cause::NewIssue, "new issue"),
            (Cause::Regression { release: Some("1.4.3".into()) }, "came back in 1.4.3"),
            (Cause::Regression { release: None }, "came back"),
            (measured(Quantity::IssueEvents, 120.0, 100.0, 300.0), "120 events in 5 min (limit 100)"),
            (measured(lcp, 4_100.4, 2_500.0, 3_600.0), "p75 of lcp 4100 ms over 1 h (limit 2500 ms)"),
            (
                measured(Quantity::CrashFreeSessions, 98.5, 99.5, 86_400.0),
                "98.50 % of sessions without a crash over 1 d (limit 99.50 %)",
            ),
            (Cause::NothingHeard { since: Timestamp(0.0), window: 5_400.0 }, "nothing heard for 90 min"),
        ] {
            assert_eq!(headline(&cause), line);
        }
    }

    #[test]
    fn lengths_of_time() {
        for (seconds, text) in
            [(1.0, "1 s"), (60.0, "1 min"), (90.0, "90 s"), (7_200.0, "2 h"), (-1.0, "0 s")]
        {
            assert_eq!(span(seconds), text);
        }
    }
}
