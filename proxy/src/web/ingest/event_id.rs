//! The id of an envelope: in its header, else in its event, else derived here.

use balefire_protocol::envelope::Envelope;
use balefire_protocol::{event_id, json};
use sha2::{Digest, Sha256};

use crate::model::timestamp::Timestamp;

/// The id in the envelope: 32 lower-case hex digits.
#[must_use]
pub fn from_envelope(envelope: &Envelope<'_>) -> Option<String> {
    let of = |json: &str| json::string_member(json, "event_id").as_deref().and_then(event_id::read);
    of(envelope.header).or_else(|| {
        let event = envelope.items.iter().find(|item| item.kind == "event")?;
        // Read as leniently as the worker reads it, which accepts invalid UTF-8.
        of(String::from_utf8_lossy(event.payload).trim_start_matches('\u{feff}'))
    })
}

/// An id for an envelope without one: as good as random, since equal bytes never arrive at the same instant.
#[must_use]
pub fn derive(bytes: &[u8], received: Timestamp) -> String {
    hex(&Sha256::new().chain_update(received.0.to_le_bytes()).chain_update(bytes).finalize())
}

/// The id of the report with this index, in a request with the id `seed`.
#[must_use]
pub fn derive_nth(seed: &str, index: usize) -> String {
    hex(&Sha256::new().chain_update(seed).chain_update(index.to_le_bytes()).finalize())
}

/// Inserts an id at the beginning of an envelope's header, so that the stored event has the id that was answered.
pub fn insert(envelope: &mut Vec<u8>, id: &str) {
    let Some(brace) = envelope.iter().position(|byte| *byte == b'{') else { return };
    let after = brace + 1;
    let is_empty = envelope.get(after..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"}"));
    let comma = if is_empty { "" } else { "," };
    let member = format!("\"event_id\":\"{id}\"{comma}");
    envelope.splice(after..after, member.bytes());
}

/// The first 16 bytes of a hash, the length of an id.
fn hex(hash: &[u8]) -> String {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, of_hash)| *byte = *of_hash);
    event_id::write(bytes)
}

#[cfg(test)]
mod tests {
    use balefire_protocol::envelope::parse;

    use super::*;

    const ID: &str = "9ec79c33ec9942ab8353589fcb2e04dc";

    #[track_caller]
    fn check(envelope: &str, expect: Option<&str>) {
        assert_eq!(from_envelope(&parse(envelope.as_bytes()).unwrap()).as_deref(), expect);
    }

    #[test]
    fn of_the_header() {
        check(&format!("{{\"event_id\":\"{ID}\"}}"), Some(ID));
        check("{\"event_id\":\"9EC79C33-EC99-42AB-8353-589FCB2E04DC\"}", Some(ID));
    }

    #[test]
    fn of_the_event() {
        check(
            &format!(
                "{{}}\n{{\"type\":\"session\"}}\n{{}}\n{{\"type\":\"event\"}}\n{{\"event_id\":\"{ID}\"}}"
            ),
            Some(ID),
        );
    }

    #[test]
    fn of_an_event_that_is_not_strict_json() {
        let event = [b"\xef\xbb\xbf{\"a\":\"\xff\t\",\"event_id\":\"", ID.as_bytes(), b"\",}"].concat();
        let envelope = [b"{}\n{\"type\":\"event\"}\n", event.as_slice()].concat();
        assert_eq!(from_envelope(&parse(&envelope).unwrap()).as_deref(), Some(ID));
    }

    #[test]
    fn none() {
        check("{}", None);
        check("{\"event_id\":\"x\"}\n{\"type\":\"event\"}\nno json", None);
        check("{\"event_id\":7}", None);
    }

    #[test]
    fn ids_of_many_differ() {
        let ids: std::collections::HashSet<_> = (0..100).map(|index| derive_nth(ID, index)).collect();
        assert_eq!(ids.len(), 100);
        assert!(ids.iter().all(|id| event_id::read(id).as_ref() == Some(id)));
    }

    #[test]
    fn derived_id_differs_by_time_and_is_read_again() {
        for bytes in ["{}", " { } \n{\"type\":\"event\"}\n{}", "{\"dsn\":\"x\"}\n", "{\"event_id\":\"bad\"}"]
        {
            let id = derive(bytes.as_bytes(), Timestamp(1.0));
            assert_ne!(id, derive(bytes.as_bytes(), Timestamp(2.0)));
            let mut envelope = bytes.as_bytes().to_vec();
            insert(&mut envelope, &id);
            assert_eq!(from_envelope(&parse(&envelope).unwrap()), Some(id));
        }
    }
}
