//! What a rule found, in the words of a channel's language.

use std::time::Duration;

use crate::alerts::sparkline::sparkline;
use crate::alerts::words::Words;
use crate::model::alert::Alert;
use crate::model::firing::{Cause, Firing, Measured, Quantity, Recovery};

/// One line about a firing of a rule, without the words of an event.
#[must_use]
pub fn headline(cause: &Cause, words: Words) -> String {
    let release = |english, release: &str| words.fill(english, &[("release", release)]);
    match cause {
        Cause::NewIssue => words.text("new issue").to_owned(),
        Cause::Regression { release: Some(name) } => release("came back in {release}", name),
        Cause::Regression { release: None } => words.text("came back").to_owned(),
        Cause::ReopenedInNewerRelease { release: Some(name) } => {
            release("came back in the newer release {release}", name)
        }
        Cause::ReopenedInNewerRelease { release: None } => {
            words.text("came back in a newer release").to_owned()
        }
        Cause::Escalating => words.text("many more events than before it was archived").to_owned(),
        Cause::Unarchived => words.text("what it was archived until has happened").to_owned(),
        Cause::FirstEventOfRelease { release: name } => release("first event of {release}", name),
        Cause::Requested => words.text("the page asked for this alert").to_owned(),
        Cause::Threshold(measured) => threshold(measured, words),
        Cause::NothingHeard { window, .. } => {
            words.fill("nothing heard for {span}", &[("span", &span(*window, words))])
        }
    }
}

/// `120 events in 5 min (limit 100)`.
fn threshold(measured: &Measured, words: Words) -> String {
    let value = amount(&measured.quantity, measured.value);
    let limit = amount(&measured.quantity, measured.limit);
    let span = span(measured.window, words);
    let values = [("value", value.as_str()), ("span", span.as_str())];
    let what = match &measured.quantity {
        Quantity::IssueEvents | Quantity::ProjectEvents => words.fill("{value} events in {span}", &values),
        Quantity::IssueUsers => words.fill("{value} users in {span}", &values),
        Quantity::Percentile { measure, percentile } => {
            let (measure, percentile) = (measure.to_ascii_uppercase(), percentile.to_string());
            let more = [("measure", measure.as_str()), ("percentile", percentile.as_str())];
            words.fill("p{percentile} of {measure} {value} over {span}", &[&values[..], &more].concat())
        }
        Quantity::CrashFreeSessions => words.fill("{value} of sessions without a crash over {span}", &values),
        Quantity::CrashFreeUsers => words.fill("{value} of users without a crash over {span}", &values),
    };
    let english =
        if measured.quantity.is_floor() { "{what} (at least {limit})" } else { "{what} (limit {limit})" };
    words.fill(english, &[("what", &what), ("limit", &limit)])
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
pub fn span(seconds: f64, words: Words) -> String {
    let seconds = Duration::try_from_secs_f64(seconds).unwrap_or_default().as_secs();
    let (unit, length) = [("{n} d", 86_400), ("{n} h", 3_600), ("{n} min", 60)]
        .into_iter()
        .find(|(_, length)| seconds >= *length && seconds.is_multiple_of(*length))
        .unwrap_or(("{n} s", 1));
    words.fill(unit, &[("n", &(seconds / length).to_string())])
}

/// The facts of a firing besides those of its issue; some may be empty. The names are English.
pub(super) fn facts(alert: &Alert, firing: &Firing, words: Words) -> Vec<(&'static str, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut facts = vec![("Why", headline(&firing.cause, words)), ("Rule", firing.rule.clone())];
    if firing.issue.is_none() {
        facts.extend([
            ("Project", alert.project.clone()),
            ("Environment", text(&firing.environment)),
            ("Release", text(&firing.release)),
        ]);
    }
    facts.push(("Page", text(&firing.url)));
    facts.push(("Frames", firing.frames.join(" ← ")));
    // A line without a single event says nothing.
    let hours =
        if firing.hours.iter().any(|count| *count > 0) { sparkline(&firing.hours) } else { String::new() };
    facts.push(("Last 24 hours", hours));
    facts.push(suspect_release(firing));
    facts
}

/// The release that may have caused it, by a name that says whether that is a guess; empty where the message names it already.
fn suspect_release(firing: &Firing) -> (&'static str, String) {
    let release = firing.suspect_release.clone().unwrap_or_default();
    let is_named = match &firing.cause {
        Cause::Threshold(_) | Cause::NothingHeard { .. } => return ("Suspect release", release),
        Cause::Regression { .. }
        | Cause::ReopenedInNewerRelease { .. }
        | Cause::FirstEventOfRelease { .. } => true,
        Cause::NewIssue | Cause::Escalating | Cause::Unarchived | Cause::Requested => {
            let of_event = firing.issue.as_ref().and_then(|issue| issue.release.as_ref());
            of_event.or(firing.release.as_ref()) == Some(&release)
        }
    };
    ("First seen in", if is_named { String::new() } else { release })
}

/// The facts of a recovery; some may be empty. The names are English.
pub(super) fn recovery_facts(
    alert: &Alert,
    recovery: &Recovery,
    since: String,
    words: Words,
) -> Vec<(&'static str, String)> {
    let value = match (&recovery.cause, recovery.value) {
        (Cause::Threshold(measured), Some(value)) => amount(&measured.quantity, value),
        _ => String::new(),
    };
    vec![
        ("Was", headline(&recovery.cause, words)),
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
    use crate::model::language::Language;
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
            (measured(lcp, 4_100.4, 2_500.0, 3_600.0), "p75 of LCP 4100 ms over 1 h (limit 2500 ms)"),
            (
                measured(Quantity::CrashFreeSessions, 98.5, 99.5, 86_400.0),
                "98.50 % of sessions without a crash over 1 d (at least 99.50 %)",
            ),
            (Cause::NothingHeard { since: Timestamp(0.0), window: 5_400.0 }, "nothing heard for 90 min"),
        ] {
            assert_eq!(headline(&cause, Words::default()), line);
        }
    }

    #[test]
    fn in_chinese() {
        let words = Words::of(Language::Chinese);
        let events = measured(Quantity::IssueEvents, 120.0, 100.0, 300.0);
        assert_eq!(headline(&events, words), "5 分钟内 120 个事件（上限 100）");
        assert_eq!(
            headline(&Cause::Regression { release: Some("1.4.3".into()) }, words),
            "在 1.4.3 中再次出现"
        );
    }

    #[test]
    fn a_release_is_suspect_where_that_is_a_guess() {
        let events = || measured(Quantity::IssueEvents, 120.0, 100.0, 300.0);
        let back = || Cause::Regression { release: Some("1.4".into()) };
        for (cause, suspect, expect) in [
            (events(), Some("1.4"), ("Suspect release", "1.4")),
            (events(), None, ("Suspect release", "")),
            (Cause::NewIssue, Some("1.5"), ("First seen in", "")),
            (Cause::NewIssue, Some("1.4"), ("First seen in", "1.4")),
            (Cause::Escalating, Some("1.4"), ("First seen in", "1.4")),
            (back(), Some("1.4"), ("First seen in", "")),
        ] {
            let firing = Firing {
                suspect_release: suspect.map(str::to_owned),
                release: Some("1.5".into()),
                cause,
                ..Firing::default()
            };
            assert_eq!(suspect_release(&firing), (expect.0, expect.1.to_owned()), "{:?}", firing.cause);
        }
    }

    #[test]
    fn lengths_of_time() {
        for (seconds, text) in
            [(1.0, "1 s"), (60.0, "1 min"), (90.0, "90 s"), (7_200.0, "2 h"), (-1.0, "0 s")]
        {
            assert_eq!(span(seconds, Words::default()), text);
        }
    }
}
