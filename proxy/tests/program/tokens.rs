//! Tokens as their operator makes, lists and revokes them beside a running server.

use std::path::Path;

use crate::program::{Program, command};

const LIST: &str = "/api/0/projects/balefire/demo/issues/";

/// Runs the command `token`; what it printed, or why it did not.
fn token(data: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = command(data).arg("token").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap().trim().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

fn status(server: &Program, path: &str, token: &str) -> u16 {
    server.get_with(path, &format!("authorization: Bearer {token}\r\n")).status
}

#[test]
fn tokens_have_names_scopes_and_an_end() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let server = Program::start(data);
    let plain = token(data, &[]).unwrap();
    assert_eq!((plain.len(), plain.lines().count()), (64, 1), "the token alone, once");
    let ci = token(data, &["--name", "ci", "--scope", "project:releases", "--scope", "org:ci"]).unwrap();
    let reader = token(data, &["--scope", "event:read,org:read", "--expires", "90d"]).unwrap();
    for (token, issues, uploads) in [(&plain, 200, 200), (&ci, 403, 200), (&reader, 200, 403)] {
        let chunks = "/api/0/organizations/balefire/chunk-upload/";
        assert_eq!((status(&server, LIST, token), status(&server, chunks, token)), (issues, uploads));
    }

    let list = token(data, &["list"]).unwrap();
    let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines.len(), 4, "{list}");
    assert_eq!(lines[1][..2], ["1", "token-1"]);
    assert_eq!(lines[2][..2], ["2", "ci"]);
    assert!(list.contains("project:releases org:ci") && list.contains("event:read org:read"), "{list}");
    assert!(lines[2].contains(&"never") && lines[3][4].ends_with('Z'), "{list}");
    assert!(![&plain, &ci, &reader].iter().any(|token| list.contains(token.as_str())), "{list}");

    assert_eq!(token(data, &["revoke", "ci"]).unwrap(), "ci is revoked");
    assert_eq!(token(data, &["revoke", "1"]).unwrap(), "token-1 is revoked");
    assert_eq!([status(&server, LIST, &ci), status(&server, LIST, &plain)], [401, 401]);
    assert_eq!(status(&server, LIST, &reader), 200);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_word() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    token(data, &["--name", "ci"]).unwrap();
    for (arguments, reason) in [
        (&["--name", "ci"][..], "there is a token of this name"),
        (&["--name", "7"], "a name that is a number"),
        (&["--scope", "event:reed"], "known are event:read"),
        (&["--expires", "soon"], "not a time such as 90d"),
        (&["--name", "x", "list"], "belong to a new token"),
        (&["revoke", "nobody"], "no token has the number or name nobody"),
        (&["revoke"], "TOKEN"),
    ] {
        let error = token(data, arguments).expect_err("it is refused");
        assert!(error.contains(reason), "{arguments:?}: {error}");
    }
    assert_eq!(token(data, &["list"]).unwrap().lines().count(), 2);
}
