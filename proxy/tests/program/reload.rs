//! SIGHUP: the configuration is read again.

use std::fs;

use crate::program::{Program, eventually, key};

const ENVELOPE: &[u8] = b"{}\n{\"type\":\"event\"}\n{\"message\":\"hello\"}\n";

#[test]
fn what_is_written_anew_holds_from_the_signal_on_and_what_is_wrong_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let (data, file) = (data.path(), data.path().join("balefire.toml"));
    fs::write(&file, "").unwrap();
    let key = key(data);
    let program = Program::start(data);
    assert_eq!(program.post(&key, ENVELOPE).status, 200);

    fs::write(&file, "[project.demo]\ndeny_ips = ['127.0.0.1']\n").unwrap();
    assert_eq!(program.post(&key, ENVELOPE).status, 200);
    program.signal("HUP");
    eventually("the address is refused", || program.post(&key, ENVELOPE).status == 403);

    fs::write(&file, "[project.demo]\nno_such_key = 1\n").unwrap();
    program.signal("HUP");
    eventually("a word about it", || program.log().contains("old configuration stays"));
    assert!(program.log().contains("no_such_key"), "{}", program.log());
    assert_eq!(program.post(&key, ENVELOPE).status, 403);

    fs::write(&file, "").unwrap();
    program.signal("HUP");
    eventually("the address may send again", || program.post(&key, ENVELOPE).status == 200);
    assert!(program.stop().success());
}
