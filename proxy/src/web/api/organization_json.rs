//! The organization as Sentry's web API spells it. There is one, which has one team.

use serde_json::{Value, json};

/// The slug of the organization and of its team.
pub(super) const SLUG: &str = "balefire";
/// The name of both, for people.
const NAME: &str = "Balefire";
/// When organization, team and projects were made. The time is not recorded, and clients need one.
pub(super) const CREATED: &str = "1970-01-01T00:00:00.000Z";

/// The organization. `regionUrl` is empty, as of every Sentry that is not in the cloud: Sentry's MCP server refuses one that
/// is not https: <https://github.com/getsentry/sentry-mcp/pull/230>
pub(super) fn json(public_url: &str) -> Value {
    json!({
        "id": "1",
        "slug": SLUG,
        "name": NAME,
        "status": {"id": "active", "name": "active"},
        "dateCreated": CREATED,
        "isEarlyAdopter": false,
        "require2FA": false,
        "requireEmailVerification": false,
        "features": [],
        "avatar": {"avatarType": "letter_avatar", "avatarUuid": null},
        "links": {"organizationUrl": public_url, "regionUrl": ""},
    })
}

/// The team.
pub(super) fn team() -> Value {
    json!({
        "id": "1",
        "slug": SLUG,
        "name": NAME,
        "dateCreated": CREATED,
        "isMember": true,
        "isPending": false,
        "hasAccess": true,
        "memberCount": 0,
        "avatar": {"avatarType": "letter_avatar", "avatarUuid": null},
    })
}

/// Whether a search for organizations or teams finds the one that there is.
pub(super) fn is_found(query: Option<&str>) -> bool {
    let query = query.map(str::trim).unwrap_or_default().to_ascii_lowercase();
    NAME.to_ascii_lowercase().contains(query.strip_prefix("slug:").unwrap_or(&query))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches() {
        for (query, expect) in [
            (None, true),
            (Some(""), true),
            (Some("Bale"), true),
            (Some("slug:balefire"), true),
            (Some("acme"), false),
        ] {
            assert_eq!(is_found(query), expect, "{query:?}");
        }
    }
}
