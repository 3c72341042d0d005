//! The id of an alert's message: a receiver knows a repeated message by it.

use sha2::{Digest as _, Sha256};

use crate::model::alert::Notice;
use crate::store::StoredAlert;

/// Bytes of a hash that are used: 128 bits.
const BYTES: usize = 16;

/// The same for each try of an alert, whatever the configuration is meanwhile; different in another database, where the
/// numbers begin anew, and for a digest that has grown. `variant` tells messages of one alert apart.
#[must_use]
pub fn message_id(stored: &StoredAlert, variant: u8) -> String {
    let mut hash = Sha256::new();
    hash.update(stored.id.to_le_bytes());
    hash.update(stored.created.0.to_le_bytes());
    hash.update([variant]);
    match &stored.alert.notice {
        Notice::NewIssue(_)
        | Notice::Fired(_)
        | Notice::Recovered(_)
        | Notice::Relayed(_)
        | Notice::Channel(_)
        | Notice::Test => {}
        Notice::Digest(digest) => hash.update(digest.issues.to_le_bytes()),
        // As the version did that rendered it: it may have been tried before the update.
        Notice::Rendered { text, .. } => hash.update(text.as_bytes()),
    }
    text(hash)
}

/// The id of a message that tells of several alerts: the same for the same ones.
#[must_use]
pub fn id_of_several<'a>(alerts: impl Iterator<Item = &'a StoredAlert>) -> String {
    let mut hash = Sha256::new();
    alerts.for_each(|stored| hash.update(message_id(stored, 0)));
    text(hash)
}

fn text(hash: Sha256) -> String {
    hash.finalize().iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples::{NOW, digest_of, stored};
    use crate::model::alert::Alert;
    use crate::model::timestamp::Timestamp;

    #[test]
    fn it_is_of_the_alert() {
        let one = message_id(&stored(1, None), 0);
        assert_eq!(one, message_id(&stored(1, Some("elsewhere")), 0));
        assert_ne!(one, message_id(&stored(2, None), 0));
        assert_ne!(one, message_id(&stored(1, None), 1));
        let other_database = StoredAlert { created: Timestamp(NOW.0 + 0.001), ..stored(1, None) };
        assert_ne!(one, message_id(&other_database, 0));
        assert_eq!(one.len(), 32);
    }

    #[test]
    fn a_digest_that_has_grown_has_another() {
        let of = |levels: &[&str]| {
            let alert = Alert { notice: Notice::Digest(digest_of(levels)), ..stored(1, None).alert };
            message_id(&StoredAlert { alert, ..stored(1, None) }, 0)
        };
        assert_eq!(of(&["error", "fatal"]), of(&["error", "fatal"]));
        assert_ne!(of(&["error", "fatal"]), of(&["error", "fatal", "fatal"]));
    }
}
