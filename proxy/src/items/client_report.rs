//! `client_report`: the items that an SDK lost. <https://develop.sentry.dev/sdk/telemetry/client-reports/>
//!
//! The losses are counted, and nothing is stored. A report is read without a tree in memory: only the losses that count
//! take memory, and the rest is skipped.

use std::fmt;

use balefire_protocol::category::Category;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::{KIB, Quota, Size};
use crate::lenient_json::{self, ReadJsonError};
use crate::outcome::{ClientReason, Counted, Outcome};

const QUOTA: Quota = Quota { group: "client_report", most: 100 };

pub(super) const KINDS: &[ItemKind] = &[ItemKind {
    name: "client_report",
    category: Category::Internal,
    size: Size::Bytes(100 * KIB),
    quota: Some(QUOTA),
    content: Content::Json,
    stored: Stored::Losses,
}];

/// Most that one client report may count, so that a forged one does not drown the others.
const QUANTITY: u64 = 1_000_000;
/// Most entries that are read of one client report; the others are skipped.
const ENTRIES: usize = 200;
/// Longest name of a category or a reason, in bytes. A longer one counts as unknown.
const NAME: usize = 64;

/// The losses in a client report.
pub fn read(payload: &[u8]) -> Result<Vec<Counted>, ReadJsonError> {
    let strict = serde_json::from_slice::<ClientReport>(payload);
    let report = strict.or_else(|_| {
        let repaired = lenient_json::repair(payload);
        serde_json::from_str(&repaired).map_err(ReadJsonError::Malformed)
    })?;
    let mut left = QUANTITY;
    let losses = report.discarded_events.0.into_iter().map(|(reason, category, quantity)| {
        let counted = quantity.min(left);
        left -= counted;
        (Outcome::ClientDiscard(reason), category, counted)
    });
    Ok(losses.collect())
}

#[derive(Deserialize)]
struct ClientReport {
    discarded_events: Losses,
}

struct Losses(Vec<(ClientReason, Category, u64)>);

impl<'de> Deserialize<'de> for Losses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List)
    }
}

struct List;

impl<'de> Visitor<'de> for List {
    type Value = Losses;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Losses, A::Error> {
        let mut losses = Vec::new();
        for _ in 0..ENTRIES {
            match list.next_element()? {
                Some(Part::Loss { reason, category, quantity: Some(quantity) }) => {
                    losses.push((reason, category, quantity));
                }
                Some(_) => {}
                None => return Ok(Losses(losses)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Losses(losses))
    }
}

/// An entry of the list, or a value in it.
enum Part {
    Loss { reason: ClientReason, category: Category, quantity: Option<u64> },
    Name { reason: ClientReason, category: Category },
    Quantity(u64),
    Other,
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyPart)
    }
}

struct AnyPart;

impl<'de> Visitor<'de> for AnyPart {
    type Value = Part;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part, A::Error> {
        let (mut reason, mut category, mut quantity) = (ClientReason::Other, Category::Unknown, None);
        while let Some(key) = map.next_key::<String>()? {
            if !matches!(key.as_str(), "reason" | "category" | "quantity") {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            match (key.as_str(), map.next_value()?) {
                ("reason", Part::Name { reason: named, .. }) => reason = named,
                ("category", Part::Name { category: named, .. }) => category = named,
                ("quantity", Part::Quantity(number)) => quantity = Some(number),
                _ => {}
            }
        }
        Ok(Part::Loss { reason, category, quantity })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Part, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Part::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Part, E> {
        let text = if text.len() > NAME { "" } else { text };
        Ok(Part::Name { reason: ClientReason::named(text), category: Category::named(text) })
    }

    fn visit_u64<E>(self, number: u64) -> Result<Part, E> {
        Ok(Part::Quantity(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Part, E> {
        Ok(Part::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Part, E> {
        Ok(Part::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Part, E> {
        Ok(Part::Other)
    }

    fn visit_unit<E>(self) -> Result<Part, E> {
        Ok(Part::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(payload: &str, expect: &[(Category, u64)]) {
        let found: Vec<_> = read(payload.as_bytes())
            .unwrap()
            .into_iter()
            .map(|(_, category, count)| (category, count))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn losses() {
        check(
            r#"{"timestamp":1,"discarded_events":[{"reason":"x","category":"error","quantity":3},
                {"category":"span","quantity":2},{"category":"of_the_future","quantity":1},{"quantity":4}]}"#,
            &[(Category::Error, 3), (Category::Span, 2), (Category::Unknown, 1), (Category::Unknown, 4)],
        );
        check(r#"{"discarded_events":[]}"#, &[]);
    }

    #[test]
    fn reasons() {
        let report = r#"{"discarded_events":[{"reason":"before_send","category":"error","quantity":1},
            {"reason":"of the future","category":"error","quantity":1},{"reason":7,"quantity":1},
            {"reason":"error","category":"sample_rate","quantity":1}]}"#;
        let outcomes: Vec<_> =
            read(report.as_bytes()).unwrap().into_iter().map(|(outcome, ..)| outcome).collect();
        let of = Outcome::ClientDiscard;
        let other = of(ClientReason::Other);
        assert_eq!(outcomes, [of(ClientReason::BeforeSend), other, other, other]);
    }

    #[test]
    fn entries_of_another_shape_are_passed_over() {
        check(
            r#"{"discarded_events":[1,null,"x",[[]],{},{"quantity":"1"},{"quantity":-1},{"quantity":{"a":[1]}},
                {"category":["error"],"quantity":1}],"odd":[{}]}"#,
            &[(Category::Unknown, 1)],
        );
    }

    #[test]
    fn sums_and_lists_are_bounded() {
        let entry = r#"{"category":"error","quantity":600000},"#;
        let many = format!("{{\"discarded_events\":[{}{{}}]}}", entry.repeat(1_000));
        let losses = read(many.as_bytes()).unwrap();
        assert_eq!((losses.len(), losses.iter().map(|loss| loss.2).sum::<u64>()), (ENTRIES, QUANTITY));
    }

    #[test]
    fn what_is_not_strict_is_repaired_and_the_rest_is_refused() {
        check(
            "\u{feff}{\"a\":\"\u{1}\",\"discarded_events\":[{\"category\":\"error\",\"quantity\":3},]}",
            &[(Category::Error, 3)],
        );
        for payload in ["", "{}", "[]", r#"{"discarded_events":{}}"#, r#"{"discarded_events":[}"#] {
            assert!(read(payload.as_bytes()).is_err(), "{payload}");
        }
    }

    /// Three million small objects, as the smallest JSON writes them.
    #[test]
    fn a_report_of_millions_of_objects_takes_no_room() {
        let many = format!("{{\"discarded_events\":[{}{{}}]}}", "{\"a\":0},".repeat(1_000_000));
        assert_eq!(read(many.as_bytes()).unwrap().len(), 0);
    }
}
