//! Paths of the web API as clients write them.

use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{NewToken, TokenAdmin};

use super::server::TestServer;

#[test]
fn a_slash_at_the_end_may_be_missing_and_slashes_may_be_double() {
    let server = TestServer::start();
    server.store.add_token(&NewToken::new(&sha256_hex(b"secret"), Timestamp::now())).unwrap();
    let authorization = ("authorization", "Bearer secret");
    for (path, status) in [
        ("/api/0/", 200),
        ("/api/0", 200),
        ("//api//0//projects//", 200),
        ("/api/0/projects/acme/demo", 200),
        ("/api/0/projects/acme/demo/issues?query=is:unresolved", 200),
        ("/api/0/projects/acme/none", 404),
        ("/api/0/organizations/acme/trace/1", 404),
        ("/api/0/users/me/regions/", 404),
        ("/api/0/organizations/acme/chunk-upload", 200),
    ] {
        let answer = server.send("GET", path, &[authorization], b"");
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), Some("application/json"), "{path}");
        assert!(status == 200 || !answer.json("detail").is_empty(), "{path}");
        assert!(matches!(server.get(path).status, 401 | 404), "{path}");
    }
    let refused = server.send("DELETE", "/api/0/projects/acme/demo/keys", &[authorization], b"");
    assert_eq!(refused.status, 405);
    let list = server.send("GET", "/api/0/projects?limit=10000", &[authorization], b"");
    let link = list.header("link").unwrap();
    assert!(
        link.contains("/api/0/projects/?limit=10000&cursor=0:100:0>; rel=\"next\"; results=\"false\""),
        "{link}"
    );
}
