//! Checks the items of an envelope against the limits of their kinds.

use balefire_protocol::envelope::Item;

use super::limits::Size;
use super::table::find;

/// How many quotas there may be.
const GROUPS: usize = 16;

/// Why an item is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ItemTooLarge {
    /// The payload is larger than the limit of its kind.
    #[error("an item of type {kind} is larger than {most} bytes")]
    Bytes {
        /// The item's type.
        kind: &'static str,
        /// The limit.
        most: usize,
    },
    /// The envelope has too many items of its kind.
    #[error("too many items of type {kind} in the envelope, the limit is {most}")]
    Count {
        /// The item's type.
        kind: &'static str,
        /// The limit.
        most: usize,
    },
}

/// Checks the items of an envelope against the limits of their kinds; `event` is `limits.event` of the configuration.
pub fn check(items: &[Item<'_>], event: usize) -> Result<(), ItemTooLarge> {
    let mut counts = [("", 0); GROUPS];
    for item in items {
        let Some(kind) = find(&item.kind) else { continue };
        if let Some(quota) = kind.quota
            && let Some((group, count)) =
                counts.iter_mut().find(|(group, _)| *group == quota.group || group.is_empty())
        {
            *group = quota.group;
            *count += 1;
            if *count > quota.most {
                return Err(ItemTooLarge::Count { kind: kind.name, most: quota.most });
            }
        }
        let most = match kind.size {
            Size::Event => event,
            Size::Bytes(most) => most,
            Size::Body => continue,
        };
        if item.payload.len() > most {
            return Err(ItemTooLarge::Bytes { kind: kind.name, most });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::limits::{KIB, MIB};
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
