//! When the message of a group goes out: pure. The words are Alertmanager's:
//! <https://prometheus.io/docs/alerting/latest/configuration/#route>

use std::time::Duration;

use crate::model::timestamp::Timestamp;

/// When a message with what happens now goes out. `last`: when the group's last message went out.
#[must_use]
pub fn due(now: Timestamp, last: Option<Timestamp>, wait: Duration, interval: Duration) -> Timestamp {
    let first = Timestamp(now.0 + wait.as_secs_f64());
    match last {
        // A time in the future was noted before the clock was set back, and means nothing.
        Some(last) if last <= now && last.0 + interval.as_secs_f64() > first.0 => {
            Timestamp(last.0 + interval.as_secs_f64())
        }
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_waits_for_others_and_the_next_for_the_interval() {
        for (now, last, expect) in [
            (1_000.0, None, 1_010.0),
            // The interval is over.
            (1_000.0, Some(100.0), 1_010.0),
            (1_000.0, Some(699.0), 1_010.0),
            // It is not: what happens meanwhile is told at its end.
            (1_000.0, Some(999.0), 1_299.0),
            (1_000.0, Some(720.0), 1_020.0),
            // It ends while the first would wait.
            (1_000.0, Some(705.0), 1_010.0),
            (1_000.0, Some(2_000.0), 1_010.0),
        ] {
            let (wait, interval) = (Duration::from_secs(10), Duration::from_secs(300));
            let found = due(Timestamp(now), last.map(Timestamp), wait, interval);
            assert_eq!(found, Timestamp(expect), "{now} {last:?}");
        }
    }
}
