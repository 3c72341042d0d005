//! Files with symbols, from outside.

use balefire_proxy::process::hash::sha256_hex;

use super::server::{Answer, TestServer, read};

const PATH: &str = "/api/0/files/wasm/";
const TOKEN: &str = "a-token-for-tests";

/// A function without a name, and its body.
const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x04\x01\x02\x00\x0b";
/// The name of it.
const NAMES: &[u8] = b"\x00\x0f\x04name\x01\x08\x01\x00\x05price";

fn server() -> TestServer {
    let server = TestServer::start();
    server.app.store.add_token(&sha256_hex(TOKEN.as_bytes())).unwrap();
    server
}

fn upload(server: &TestServer, token: &str, body: &[u8]) -> Answer {
    server.send("POST", PATH, &[("authorization", &format!("Bearer {token}"))], body)
}

#[track_caller]
fn left(server: &TestServer) -> usize {
    std::fs::read_dir(server.data.path().join("symbols")).unwrap().count()
}

#[test]
fn names_are_taken() {
    let server = server();
    let answer = upload(&server, TOKEN, &[MODULE, NAMES].concat());
    assert_eq!(answer.status, 201, "{}", answer.text());
    let told: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((&told["hasLines"], &told["resolvedEvents"]), (&false.into(), &0.into()));
    assert_eq!(answer.json("debugId").len(), 36);
    // The lines, and the table of functions.
    assert_eq!(left(&server), 2);
}

#[test]
fn refused() {
    let server = server();
    let cut = &[MODULE, NAMES, b"\x0b\x7f"].concat();
    for (token, body, status, detail) in [
        ("wrong", MODULE, 401, "a valid token is needed"),
        (TOKEN, b"not wasm", 400, "not a wasm module"),
        (TOKEN, b"", 400, "not a wasm module"),
        (TOKEN, cut, 400, "debug information cannot be read"),
        (TOKEN, MODULE, 400, "the module has neither DWARF nor names"),
        (TOKEN, &MODULE[..20], 400, "neither a build id nor code"),
    ] {
        let answer = upload(&server, token, body);
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.json("detail").contains(detail), "{}", answer.text());
    }
    assert_eq!(left(&server), 0);
}

#[test]
fn too_large_is_said_before_it_is_sent() {
    use std::io::Write;
    let server = server();
    let mut stream = server.connect();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nauthorization: Bearer {TOKEN}\r\n\
         content-length: {}\r\n\r\n",
        201 << 20
    );
    stream.write_all(head.as_bytes()).unwrap();
    let answer = read(stream);
    assert_eq!(answer.status, 413);
    assert!(answer.json("detail").contains("larger than 209715200 bytes"));
}
