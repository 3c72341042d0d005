//! The kinds of items that envelopes carry: how large each may be, and what is read of those that are not events.
//!
//! The sizes are [Relay's](https://github.com/getsentry/relay/blob/master/relay-config/src/config.rs); a request whose
//! item is larger gets 413, as from Sentry. Lists and objects are counted before JSON becomes a tree in memory, where an
//! object of seven bytes takes 700.

pub mod client_report;

use balefire_protocol::envelope::Item;

/// Most lists and objects in an event: a tree of at most 35 MB.
pub const EVENT_CONTAINERS: usize = 50_000;
/// Most lists and objects in any other JSON that is read to be scrubbed: a tree of at most 70 MB.
pub const CONTAINERS: usize = 100_000;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// How large the payload of an item may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// `limits.event`.
    Event,
    /// So many bytes.
    Bytes(usize),
}

/// The limits of a kind of item.
struct KindLimits {
    /// The types that share them, as the item header spells them.
    kinds: &'static [&'static str],
    size: Size,
    /// Most items of these types in one envelope; fewer if `limits.items` says so.
    count: usize,
}

/// An item of a type that is not named here may be as large as a body.
const TABLE: [KindLimits; 9] = [
    KindLimits {
        kinds: &[
            "event",
            "transaction",
            "security",
            "raw_security",
            "nel",
            "feedback",
            "user_report_v2",
            "replay_event",
            "form_data",
        ],
        size: Size::Event,
        count: usize::MAX,
    },
    KindLimits { kinds: &["session", "sessions"], size: Size::Bytes(MIB), count: 100 },
    KindLimits { kinds: &["client_report"], size: Size::Bytes(100 * KIB), count: 100 },
    KindLimits { kinds: &["check_in"], size: Size::Bytes(100 * KIB), count: 100 },
    KindLimits { kinds: &["statsd", "metric_buckets"], size: Size::Bytes(MIB), count: 100 },
    KindLimits { kinds: &["user_report"], size: Size::Bytes(MIB), count: 100 },
    // Each holds a list of many.
    KindLimits {
        kinds: &["span", "otel_span", "log", "otel_log", "trace_metric"],
        size: Size::Bytes(12 * MIB),
        count: 1_000,
    },
    KindLimits { kinds: &["replay_recording", "replay_video"], size: Size::Bytes(10 * MIB), count: 1 },
    KindLimits { kinds: &["profile", "profile_chunk"], size: Size::Bytes(50 * MIB), count: 100 },
];

/// Why an item is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ItemTooLarge {
    /// Its payload is larger than its kind may be.
    #[error("an item of type {kind} is larger than {most} bytes")]
    Bytes {
        /// The item's type.
        kind: &'static str,
        /// The limit.
        most: usize,
    },
    /// The envelope has too many of its kind.
    #[error("the envelope has more than {most} items of type {kind}")]
    Count {
        /// The item's type, or the first of those that are counted with it.
        kind: &'static str,
        /// The limit.
        most: usize,
    },
}

/// Checks the items of an envelope against the limits of their kinds; `event` is `limits.event` of the configuration.
pub fn check(items: &[Item<'_>], event: usize) -> Result<(), ItemTooLarge> {
    let mut counts = [0; TABLE.len()];
    for item in items {
        let Some((row, kind)) = find(&item.kind) else { continue };
        let (Some(of_kind), Some(count)) = (TABLE.get(row), counts.get_mut(row)) else { continue };
        *count += 1;
        if *count > of_kind.count {
            return Err(ItemTooLarge::Count { kind, most: of_kind.count });
        }
        let most = match of_kind.size {
            Size::Event => event,
            Size::Bytes(most) => most,
        };
        if item.payload.len() > most {
            return Err(ItemTooLarge::Bytes { kind, most });
        }
    }
    Ok(())
}

fn find(kind: &str) -> Option<(usize, &'static str)> {
    TABLE.iter().enumerate().find_map(|(row, of_kind)| {
        of_kind.kinds.iter().find(|known| **known == kind).map(|known| (row, *known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item<'a>(kind: &str, payload: &'a [u8]) -> Item<'a> {
        Item { kind: kind.into(), header: "{}", payload }
    }

    #[test]
    fn each_kind_has_its_size() {
        let large = vec![b' '; 13 * MIB];
        for (kind, most) in [
            ("event", MIB),
            ("transaction", MIB),
            ("feedback", MIB),
            ("raw_security", MIB),
            ("session", MIB),
            ("sessions", MIB),
            ("client_report", 100 * KIB),
            ("check_in", 100 * KIB),
            ("statsd", MIB),
            ("user_report", MIB),
            ("span", 12 * MIB),
            ("log", 12 * MIB),
            ("trace_metric", 12 * MIB),
            ("replay_recording", 10 * MIB),
        ] {
            assert_eq!(check(&[item(kind, &large[..most])], MIB), Ok(()), "{kind}");
            let refused = check(&[item(kind, &large[..=most])], MIB).unwrap_err();
            assert!(matches!(refused, ItemTooLarge::Bytes { most: limit, .. } if limit == most), "{refused}");
        }
        assert_eq!(check(&[item("attachment", &large), item("of_the_future", &large)], MIB), Ok(()));
        assert!(check(&[item("event", &large[..11])], 10).is_err());
    }

    #[test]
    fn some_kinds_are_counted_together() {
        let session = |n| item(if n % 2 == 0 { "session" } else { "sessions" }, b"{}");
        let mut items: Vec<_> = (0..100).map(session).collect();
        items.extend((0..300).map(|_| item("event", b"{}")));
        assert_eq!(check(&items, MIB), Ok(()));
        items.push(item("sessions", b"{}"));
        assert_eq!(check(&items, MIB), Err(ItemTooLarge::Count { kind: "sessions", most: 100 }));
    }
}
