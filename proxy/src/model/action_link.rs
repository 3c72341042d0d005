//! Links in messages that do one thing to one issue without a login: whoever can read the message may do it.
//!
//! A link is `{issue}.{action}.{end}.{signature}`. The signature is HMAC-SHA256 (<https://www.rfc-editor.org/rfc/rfc2104>) over
//! what stands before it, with a key of the data directory. So nobody can make a link for another issue, another action or a
//! later time out of one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::model::timestamp::Timestamp;
use crate::secret::Secret;

/// How long a link works, in seconds: 7 days.
pub const LIFETIME: f64 = 7.0 * 86_400.0;
/// The file of the data directory that holds the key. It belongs into a backup.
pub const KEY_FILE: &str = "link.key";
/// Length of a key, in bytes.
pub const KEY: usize = 32;
/// Longest text that is looked at, in bytes.
const LONGEST: usize = 160;
/// What else the key may sign one day has another begin.
const PURPOSE: &[u8] = b"balefire action link 1\n";

/// The key that signs links.
#[derive(Debug, Clone)]
pub struct LinkKey(Secret<[u8; KEY]>);

impl LinkKey {
    /// A key of random bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY]) -> Self {
        Self(Secret::new(bytes))
    }

    fn signer(&self, signed: &str) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of every length, so this is never none.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose()).ok()?;
        mac.update(PURPOSE);
        mac.update(signed.as_bytes());
        Some(mac)
    }
}

/// What a link does to its issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Resolves it.
    Resolve,
    /// Mutes it for an hour.
    MuteHour,
    /// Mutes it until its project has a newer release.
    MuteRelease,
}

/// The actions with their words in links.
const ACTIONS: [(Action, &str); 3] =
    [(Action::Resolve, "resolve"), (Action::MuteHour, "mute-1h"), (Action::MuteRelease, "mute-release")];

impl Action {
    /// All actions.
    pub const ALL: [Self; 3] = [Self::Resolve, Self::MuteHour, Self::MuteRelease];

    fn word(self) -> &'static str {
        ACTIONS.iter().find(|(action, _)| *action == self).map_or("", |(_, word)| word)
    }
}

/// The content of a link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActionLink {
    /// The issue.
    pub issue: i64,
    /// What it does.
    pub action: Action,
    /// When it stops to work, in whole seconds.
    pub expires: i64,
}

/// Why a link does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActionLinkError {
    /// It is no link of this server, or the key is another one meanwhile.
    #[error("the link was not made by this server")]
    Forged,
    /// It is too old.
    #[error("the link has expired")]
    Expired,
}

impl ActionLink {
    /// A link that works from now on.
    #[must_use]
    pub fn new(issue: i64, action: Action, now: Timestamp) -> Self {
        Self { issue, action, expires: (now.0 + LIFETIME) as i64 }
    }

    /// The link as text, for a path: letters, digits, `.`, `-` and `_`.
    #[must_use]
    pub fn sign(&self, key: &LinkKey) -> String {
        let signed = format!("{}.{}.{}", self.issue, self.action.word(), self.expires);
        let signature = key.signer(&signed).map(|mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
        format!("{signed}.{}", signature.unwrap_or_default())
    }

    /// Reads a link. Nothing of its content is believed before its signature, which is compared in constant time.
    pub fn read(text: &str, key: &LinkKey, now: Timestamp) -> Result<Self, ActionLinkError> {
        let link = verified(text, key).ok_or(ActionLinkError::Forged)?;
        if now.0 >= link.expires as f64 { Err(ActionLinkError::Expired) } else { Ok(link) }
    }
}

fn verified(text: &str, key: &LinkKey) -> Option<ActionLink> {
    if text.len() > LONGEST {
        return None;
    }
    let (signed, signature) = text.rsplit_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    key.signer(signed)?.verify_slice(&signature).ok()?;
    let mut parts = signed.split('.');
    let (issue, word, expires) = (parts.next()?, parts.next()?, parts.next()?);
    let (action, _) = ACTIONS.into_iter().find(|(_, known)| *known == word)?;
    Some(ActionLink { issue: issue.parse().ok()?, action, expires: expires.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_872_276.5);

    fn key(byte: u8) -> LinkKey {
        LinkKey::new([byte; KEY])
    }

    #[test]
    fn each_action_comes_back() {
        for action in Action::ALL {
            let link = ActionLink::new(7, action, NOW);
            let text = link.sign(&key(1));
            assert_eq!(ActionLink::read(&text, &key(1), NOW), Ok(link));
            assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || b".-_".contains(&it)), "{text}");
            assert!(text.len() <= LONGEST - 40, "{text}");
            assert!(!action.word().is_empty());
        }
    }

    #[test]
    fn a_link_of_known_form_stays_valid() {
        let text = "7.resolve.1796477076.";
        let link = ActionLink::new(7, Action::Resolve, NOW).sign(&key(1));
        assert!(link.starts_with(text), "{link}");
    }

    #[test]
    fn it_works_for_seven_days() {
        let text = ActionLink::new(7, Action::MuteHour, NOW).sign(&key(1));
        let after = |seconds: f64| ActionLink::read(&text, &key(1), Timestamp(NOW.0 + seconds)).err();
        assert_eq!(after(LIFETIME - 1.0), None);
        assert_eq!(after(LIFETIME), Some(ActionLinkError::Expired));
        assert_eq!(after(f64::INFINITY), Some(ActionLinkError::Expired));
    }

    #[test]
    fn nothing_of_it_can_be_changed() {
        let text = ActionLink::new(7, Action::Resolve, NOW).sign(&key(1));
        let (signed, signature) = text.rsplit_once('.').unwrap();
        let other = ActionLink::new(8, Action::Resolve, NOW).sign(&key(1));
        let (_, of_other) = other.rsplit_once('.').unwrap();
        let forged = [
            format!("8.resolve.1796477076.{signature}"),
            format!("7.mute-1h.1796477076.{signature}"),
            format!("7.resolve.9999999999.{signature}"),
            format!("07.resolve.1796477076.{signature}"),
            format!("7.resolve.1796477076.0.{signature}"),
            format!("{signed}.{of_other}"),
            format!("{signed}."),
            format!("{signed}.{}", &signature[..22]),
            format!("{signed}.{signature}A"),
            format!("{signed}.{signature}="),
            signed.to_owned(),
            signature.to_owned(),
            String::new(),
            ".".into(),
            format!("{text}{}", "x".repeat(1_000_000)),
        ];
        for text in forged {
            assert_eq!(ActionLink::read(&text, &key(1), NOW), Err(ActionLinkError::Forged), "{text:.200}");
        }
        // Another key: that of another server, or a newer one of this server.
        assert_eq!(ActionLink::read(&text, &key(2), NOW), Err(ActionLinkError::Forged));
        // A forged link is none, however old it is: its age says nothing about this server.
        assert_eq!(ActionLink::read("7.resolve.1.AAAA", &key(1), NOW), Err(ActionLinkError::Forged));
    }

    #[test]
    fn every_byte_of_the_signature_counts() {
        let text = ActionLink::new(7, Action::Resolve, NOW).sign(&key(1));
        let begin = text.rfind('.').unwrap() + 1;
        for at in begin..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'Q' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(ActionLink::read(&changed, &key(1), NOW).is_err(), "{changed}");
        }
    }

    #[test]
    fn the_key_is_not_shown() {
        assert_eq!(format!("{:?}", key(65)), "LinkKey(***)");
    }
}
