//! A disk that refuses: a clear word, 503, and nothing lost that was answered 200.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::program::{Program, command, eventually, key};

fn event(id: u64) -> Vec<u8> {
    let filler = "x".repeat(4_000);
    format!("{{\"event_id\":\"{id:032x}\"}}\n{{\"type\":\"event\"}}\n{{\"message\":\"m\",\"extra\":{{\"x\":\"{filler}\"}}}}\n")
        .into_bytes()
}

fn stored(data: &Path) -> i64 {
    let store = rusqlite::Connection::open(data.join("store.db")).unwrap();
    store.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap()
}

/// A command behind another, which says how it is run.
pub fn behind(words: &[&str], command: &Command) -> Command {
    let mut outer = Command::new(words[0]);
    outer.args(&words[1..]).arg(command.get_program()).args(command.get_args());
    outer.current_dir(command.get_current_dir().unwrap()).env("RUST_LOG", "info");
    outer.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    outer
}

/// No file may be larger than a megabyte: to the program that is a disk without room.
#[test]
fn a_full_disk_is_503_until_there_is_room_again() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    // Blocks of 512 bytes. Who ignores the signal gets an error instead.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -S -f 2048; exec \"$@\"", "sh"];
    let program = Program::of(&mut behind(&limited, &command(data))).unwrap();
    let (mut kept, mut refused) = (0, 0);
    for id in 0..2_000 {
        let answer = program.post(&key, &event(id));
        match answer.status {
            200 => kept += 1,
            503 => {
                assert!(
                    answer.text.contains("the envelope cannot be stored; try again later"),
                    "{}",
                    answer.text
                );
                refused += 1;
                if refused > 20 {
                    break;
                }
            }
            other => panic!("answered {other}: {}", answer.text),
        }
    }
    assert!(kept > 0 && refused > 20, "{kept} kept, {refused} refused");
    assert!(program.metric("balefire_outcomes_total{outcome=\"invalid\",reason=\"disk_error\"") > 20);
    assert_eq!(program.get("/healthz").status, 200);

    let process = program.id().to_string();
    let lifted = Command::new("prlimit").args(["--pid", &process, "--fsize=unlimited"]).status().unwrap();
    assert!(lifted.success());
    eventually("there is room again", || program.post(&key, &event(10_000)).status == 200);
    eventually("all that was answered 200 is stored", || stored(data) == kept + 1);
    // That the disk was full is no event's fault.
    assert_eq!(program.metric("balefire_dead_letters "), 0);
}

#[test]
fn a_data_directory_that_cannot_be_written_is_named() {
    let outer = tempfile::tempdir().unwrap();
    fs::set_permissions(outer.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write anywhere but where the kernel says what is there.
    let is_root = fs::write(outer.path().join("x"), "").is_ok();
    let data = if is_root { Path::new("/proc/self") } else { outer.path() };
    let log = Program::of(&mut command(data)).err().expect("it does not start");
    assert!(log.contains(&format!("cannot open the store in {}", data.display())), "{log}");
    fs::set_permissions(outer.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_backup_of_a_running_server_has_all_that_was_kept_and_can_be_started() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    let program = Program::start(data);
    for id in 0..50 {
        assert_eq!(program.post(&key, &event(id)).status, 200);
    }
    let copy = data.join("copy");
    let backup = || command(data).arg("backup").arg(&copy).output().unwrap();
    let first = backup();
    assert!(first.status.success(), "{first:?}");
    assert_eq!(program.post(&key, &event(50)).status, 200, "it goes on");
    let second = String::from_utf8(backup().stderr).unwrap();
    assert!(second.contains("is not empty"), "{second}");

    let restored = Program::start(&copy);
    eventually("all that was kept is stored", || stored(&copy) == 50);
    assert_eq!(restored.post(&key, &event(51)).status, 200, "its keys are those of the first");
}

#[test]
fn what_is_under_way_is_stored_before_it_ends() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    let program = Program::start(data);
    for id in 0..200 {
        assert_eq!(program.post(&key, &event(id)).status, 200);
    }
    assert!(program.stop().success());
    assert_eq!(stored(data), 200);
}
