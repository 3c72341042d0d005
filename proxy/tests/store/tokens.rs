//! Tokens in each store, and those of stores from before they had names.

use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::{Access, Scopes, TokenScope};
use balefire_proxy::store::{NewToken, Sqlite, TokenAdmin, Tokens};

use super::{NOW, over_each};

fn new(hash: &str, name: Option<&str>) -> NewToken {
    NewToken { name: name.map(str::to_owned), ..NewToken::new(hash, Timestamp(NOW)) }
}

#[test]
fn tokens_are_found_by_their_hash_and_revoked_by_their_number() {
    over_each(|store| {
        let ci = NewToken {
            scopes: Scopes::new(vec![TokenScope::ProjectReleases]),
            expires: Some(Timestamp(NOW + 60.0)),
            ..new("abc", Some("ci"))
        };
        let added = store.add_token(&ci).unwrap().unwrap();
        assert_eq!((added.id, added.name.as_str(), &added.scopes), (1, "ci", &ci.scopes));
        assert_eq!((added.created, added.last_used), (Some(Timestamp(NOW)), None));
        assert!(!added.is_expired(Timestamp(NOW + 59.0)) && added.is_expired(Timestamp(NOW + 60.0)));
        // Neither a name nor a token twice.
        assert_eq!(store.add_token(&new("abd", Some("ci"))).unwrap(), None);
        assert_eq!(store.add_token(&new("abc", Some("other"))).unwrap(), None);
        let unnamed = store.add_token(&new("abd", None)).unwrap().unwrap();
        assert_eq!(unnamed.name, format!("token-{}", unnamed.id));

        store.note_token_use(1, Timestamp(NOW + 1.0)).unwrap();
        assert_eq!(store.token("abc").unwrap().unwrap().last_used, Some(Timestamp(NOW + 1.0)));
        assert_eq!(store.token("abd").unwrap().unwrap(), unnamed);
        assert_eq!(store.token("ABC").unwrap(), None);
        assert_eq!(store.tokens().unwrap().len(), 2);
        assert!(store.revoke_token(1).unwrap() && !store.revoke_token(1).unwrap());
        assert_eq!(store.token("abc").unwrap(), None);
        assert_eq!(store.tokens().unwrap(), [unnamed]);
    });
}

/// A store as the version before wrote it.
#[test]
fn tokens_from_before_keep_their_rights() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    for migration in [
        include_str!("../../src/store/migrations/0001.sql"),
        include_str!("../../src/store/migrations/0002.sql"),
        include_str!("../../src/store/migrations/0003.sql"),
        "INSERT INTO tokens (hash) VALUES ('def'), ('abc'); PRAGMA user_version = 3;",
    ] {
        old.execute_batch(migration).unwrap();
    }
    drop(old);
    let store = Sqlite::open(directory.path()).unwrap();
    for (hash, name) in [("abc", "token-1"), ("def", "token-2")] {
        let token = store.token(hash).unwrap().unwrap();
        assert_eq!((token.name.as_str(), token.created, token.expires), (name, None, None));
        for access in [Access::Events, Access::Upload, Access::Pages, Access::Metrics, Access::Demo] {
            assert_eq!(access.missing(&token.scopes), None, "{access:?}");
        }
    }
    let next = store.add_token(&new("ghi", None)).unwrap().unwrap();
    assert_eq!(next.name, "token-3");
}
