//! Files with symbols, from outside.

use std::io::Write;

use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{NewToken, TokenAdmin};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::server::{Answer, TestServer, read};

const PATH: &str = "/api/0/files/wasm/";
const TOKEN: &str = "a-token-for-tests";

/// A function without a name, and its body.
const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x04\x01\x02\x00\x0b";
/// The name of it.
const NAMES: &[u8] = b"\x00\x0f\x04name\x01\x08\x01\x00\x05price";

fn server() -> TestServer {
    let server = TestServer::start();
    let token = NewToken::new(&sha256_hex(TOKEN.as_bytes()), Timestamp::now());
    server.store.add_token(&token).unwrap();
    server
}

fn upload(server: &TestServer, token: &str, body: &[u8]) -> Answer {
    server.send("POST", PATH, &[("authorization", &format!("Bearer {token}"))], body)
}

#[track_caller]
fn left(server: &TestServer) -> usize {
    let entries = std::fs::read_dir(server.data.path().join("symbols")).unwrap();
    entries.filter(|entry| entry.as_ref().unwrap().file_type().unwrap().is_file()).count()
}

#[test]
fn names_are_taken() {
    let server = server();
    let answer = upload(&server, TOKEN, &[MODULE, NAMES].concat());
    assert_eq!(answer.status, 201, "{}", answer.text());
    let told: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((&told["hasLines"], &told["resolvedEvents"]), (&false.into(), &0.into()));
    assert_eq!(told["hasSources"], false);
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
        (TOKEN, b"SYSB and no zip", 400, "the source bundle cannot be read"),
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

const CHUNKS: &str = "/api/0/organizations/balefire/chunk-upload/";
const ASSEMBLE: &str = "/api/0/projects/balefire/demo/files/difs/assemble/";

fn sum(bytes: &[u8]) -> String {
    Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn send(server: &TestServer, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
    server.send(method, path, &[("authorization", &format!("Bearer {TOKEN}")), ("content-type", kind)], body)
}

/// Sends a chunk under a name, in a part of this name.
fn chunk(server: &TestServer, part: &str, name: &str, bytes: &[u8]) -> Answer {
    let head = format!(
        "--x\r\ncontent-disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat();
    send(server, "POST", CHUNKS, "multipart/form-data; boundary=x", &body)
}

/// What the server says of a file of these chunks.
fn assemble(server: &TestServer, file: &[u8], chunks: &[&[u8]]) -> Value {
    let chunks: Vec<String> = chunks.iter().map(|it| sum(it)).collect();
    let asked = json!({sum(file): {"name": "app.wasm", "chunks": chunks}}).to_string();
    let answer = send(server, "POST", ASSEMBLE, "application/json", asked.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice::<Value>(&answer.body).unwrap()[sum(file)].clone()
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap()
}

#[test]
fn a_file_in_chunks() {
    let server = server();
    let options: Value = serde_json::from_slice(&send(&server, "GET", CHUNKS, "", b"").body).unwrap();
    assert!(options["url"].as_str().unwrap().ends_with(CHUNKS));
    assert_eq!((&options["hashAlgorithm"], &options["chunkSize"]), (&json!("sha1"), &json!(8 << 20)));

    let file = [MODULE, NAMES].concat();
    let state = assemble(&server, &file, &[MODULE, NAMES]);
    assert_eq!(
        (&state["state"], &state["missingChunks"]),
        (&json!("not_found"), &json!([sum(MODULE), sum(NAMES)]))
    );
    assert_eq!(chunk(&server, "file", &sum(MODULE), MODULE).status, 200);
    assert_eq!(assemble(&server, &file, &[MODULE, NAMES])["missingChunks"], json!([sum(NAMES)]));
    assert_eq!(chunk(&server, "file_gzip", &sum(NAMES), &zipped(NAMES)).status, 200);
    let state = assemble(&server, &file, &[MODULE, NAMES]);
    assert_eq!(state["state"], "ok", "{state}");
    assert_eq!(state["dif"]["debugId"].as_str().unwrap().len(), 36);
    assert_eq!(left(&server), 2);
    // Asked once more, with its chunks or without, it is there.
    for chunks in [&[MODULE, NAMES][..], &[]] {
        assert_eq!(assemble(&server, &file, chunks), state);
    }
}

#[test]
fn requests_of_chunks_are_counted() {
    let server = server();
    let part = |name: &str| {
        let checksum = sum(b"chunk");
        format!(
            "--x\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{checksum}\"\r\n\r\nchunk\r\n"
        )
    };
    let post = |parts: String| {
        send(
            &server,
            "POST",
            CHUNKS,
            "multipart/form-data; boundary=x",
            format!("{parts}--x--\r\n").as_bytes(),
        )
    };
    assert_eq!(post(part("file").repeat(4)).status, 200);
    assert_eq!(post(part("file").repeat(5)).status, 413);
    assert_eq!(post(part("other").repeat(16) + &part("file")).status, 200);
    let answer = post(part("other").repeat(17));
    assert_eq!((answer.status, answer.json("detail").contains("at most 4 chunks")), (413, true));

    let of = |files: usize| -> Value {
        (0..files)
            .map(|n| (sum(&n.to_le_bytes()), json!({"chunks": []})))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let ask =
        |asked: &Value| send(&server, "POST", ASSEMBLE, "application/json", asked.to_string().as_bytes());
    assert_eq!(ask(&of(1_000)).status, 200);
    let answer = ask(&of(1_001));
    assert_eq!((answer.status, answer.json("detail").contains("at most 1000 files")), (413, true));
    let many = json!({ sum(b"file"): { "chunks": vec![sum(b"chunk"); 2_501] } });
    assert_eq!(ask(&many).status, 413);
}

#[test]
fn chunks_refused() {
    let server = server();
    let answer = server.send("GET", CHUNKS, &[("authorization", "Bearer wrong")], b"");
    assert_eq!(answer.status, 401);
    let large = vec![7; (8 << 20) + 1];
    for (part, name, bytes, status, detail) in [
        ("file", sum(b"other"), &b"bytes"[..], 400, "not that of the checksum"),
        ("file", "../../store".to_owned(), b"bytes", 400, "not that of the checksum"),
        ("file_gzip", sum(b"bytes"), b"bytes", 400, "not that of the checksum"),
        ("file", sum(&large), &large, 413, "larger than 8388608 bytes"),
        ("file_gzip", sum(&large), &zipped(&large), 413, "larger than 8388608 bytes"),
    ] {
        let answer = chunk(&server, part, &name, bytes);
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.json("detail").contains(detail), "{}", answer.text());
    }
    let broken = send(&server, "POST", CHUNKS, "multipart/form-data; boundary=x", b"--x\r\nno end");
    assert_eq!(broken.status, 400, "{}", broken.text());
    for (path, body, status) in [
        (ASSEMBLE, "not json", 400),
        (ASSEMBLE, r#"{"../../store": {"chunks": []}}"#, 400),
        ("/api/0/projects/balefire/none/files/difs/assemble/", "{}", 404),
    ] {
        assert_eq!(
            send(&server, "POST", path, "application/json", body.as_bytes()).status,
            status,
            "{path} {body}"
        );
    }
    // A file of no use is said to be so, and leaves nothing.
    assert_eq!(chunk(&server, "file", &sum(b"text"), b"text").status, 200);
    let state = assemble(&server, b"text", &[b"text"]);
    assert_eq!(state["state"], "error");
    assert!(state["detail"].as_str().unwrap().contains("not a wasm module"), "{state}");
    assert_eq!(left(&server), 0);
}
