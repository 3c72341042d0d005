//! One server to a data directory.

use crate::program::{Program, command, key};

const ENVELOPE: &[u8] = b"{}\n{\"type\":\"event\"}\n{\"message\":\"hello\"}\n";

#[test]
fn a_second_server_says_who_has_the_directory_and_commands_go_on_beside_the_first() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    let first = Program::start(data);

    let second = Program::of(&mut command(data)).err().expect("it does not start");
    let who = format!("another server (pid {}) uses the data directory {}", first.id(), data.display());
    assert!(second.contains(&who), "{second}");

    let run = |arguments: &[&str]| {
        let output = command(data).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["dsn"]);
    run(&["key", "add"]);
    run(&["token"]);
    run(&["check"]);
    let copy = data.join("copy");
    run(&["backup", copy.to_str().unwrap()]);
    assert_eq!(first.post(&key, ENVELOPE).status, 200);
    assert!(!first.log().contains("locked"), "{}", first.log());
    // The copy is a directory of its own.
    drop(Program::start(&copy));
}

#[test]
fn a_killed_server_leaves_no_obstacle() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    for _ in 0..3 {
        let server = Program::start(data);
        assert_eq!(server.post(&key, ENVELOPE).status, 200);
        server.signal("KILL");
    }
    assert!(Program::start(data).stop().success());
    let file = std::fs::read_to_string(data.join("server.lock")).unwrap();
    assert!(file.ends_with(" stopped\n"), "{file}");
    assert!(!data.join("store.db-wal").exists(), "all is in the one file");
}
