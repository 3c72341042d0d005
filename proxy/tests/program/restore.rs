//! `restore` puts a backup in the place of the data directory, or leaves all as it was; `export` reads beside a server.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;

use crate::program::{Program, command, eventually, key};

/// Runs `restore` for a data directory that may be missing.
fn restore(from: &Path, data: &Path) -> Output {
    let mut restore = Command::new(env!("CARGO_BIN_EXE_balefire-proxy"));
    restore
        .current_dir(data.parent().unwrap())
        .arg("--data")
        .arg(data)
        .arg("restore")
        .arg(from)
        .output()
        .unwrap()
}

#[track_caller]
fn check_refused(from: &Path, data: &Path, why: &str) {
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let outer = data.parent().unwrap();
    let before = (names(outer), data.exists().then(|| names(data)));
    let output = restore(from, data);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && error.contains(why), "{error}");
    assert_eq!((names(outer), data.exists().then(|| names(data))), before, "something was left");
}

fn stored(data: &Path) -> i64 {
    let store = Connection::open(data.join("store.db")).unwrap();
    store.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap()
}

fn event(id: u64) -> Vec<u8> {
    format!("{{\"event_id\":\"{id:032x}\"}}\n{{\"type\":\"event\"}}\n{{\"message\":\"m\"}}\n").into_bytes()
}

/// All migrations, in their order.
fn migrations() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

/// A `store.db` as the version with so many migrations left it.
fn old_store(path: &Path, version: usize) {
    let old = Connection::open(path).unwrap();
    old.execute_batch(&migrations()[..version].concat()).unwrap();
    old.pragma_update(None, "user_version", version as i64).unwrap();
    old.execute_batch(
        "INSERT INTO projects (slug) VALUES ('demo');
         INSERT INTO project_keys (key, project_id) VALUES ('0123456789abcdef0123456789abcdef', 1);
         INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value, filename,
             function, count, users, first_seen, last_seen)
         VALUES (1, 'g', 'old title', '', 'error', 'js', '', '', '', '', 1, 0, 7200.5, 7200.5);
         INSERT INTO events (project_id, event_id, issue_id, timestamp, received, body)
         VALUES (1, 'e', 1, 7200.5, 7200.5, '{\"message\":\"m\"}');",
    )
    .unwrap();
}

#[test]
fn a_backup_comes_back_with_inbox_symbols_and_keys() {
    let outer = tempfile::tempdir().unwrap();
    let (data, copy, again) =
        (outer.path().join("data"), outer.path().join("copy"), outer.path().join("again"));
    fs::create_dir(&data).unwrap();
    let key = key(&data);
    let program = Program::start(&data);
    for id in 0..20 {
        assert_eq!(program.post(&key, &event(id)).status, 200);
    }
    fs::create_dir_all(data.join("symbols/ab")).unwrap();
    fs::write(data.join("symbols/ab/x"), "symbols").unwrap();
    assert!(command(&data).arg("backup").arg(&copy).output().unwrap().status.success());
    check_refused(&copy, &data, "a server uses");
    assert!(program.stop().success());
    check_refused(&copy, &data, "is not empty");

    // A missing and an empty directory.
    for is_there in [false, true] {
        if is_there {
            fs::create_dir(&again).unwrap();
        }
        let output = restore(&copy, &again);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(fs::read_to_string(again.join("symbols/ab/x")).unwrap(), "symbols");
        // Links that were sent stay valid, and their key stays its owner's.
        assert_eq!(fs::read(again.join("link.key")).unwrap(), fs::read(data.join("link.key")).unwrap());
        let mode = fs::metadata(again.join("link.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let restored = Program::start(&again);
        eventually("all that was kept is stored", || stored(&again) == 20);
        assert_eq!(restored.post(&key, &event(77)).status, 200);
        eventually("new events are stored", || stored(&again) == 21);
        drop(restored);
        fs::remove_dir_all(&again).unwrap();
    }
    let names: Vec<_> = fs::read_dir(outer.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn stores_of_each_older_version_are_restored() {
    let outer = tempfile::tempdir().unwrap();
    let latest = migrations().len();
    for version in 1..=latest {
        let (file, data) = (outer.path().join(format!("{version}.db")), outer.path().join("data"));
        old_store(&file, version);
        let output = restore(&file, &data);
        assert!(output.status.success(), "version {version}: {output:?}");
        let store = Connection::open(data.join("store.db")).unwrap();
        let text = |sql: &str| store.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(text("SELECT title || ' ' || (SELECT count(*) FROM events) FROM issues"), "old title 1");
        assert_eq!(text("SELECT user_version || '' FROM pragma_user_version"), latest.to_string());
        drop(store);
        let found: i64 = Connection::open(&file)
            .unwrap()
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(found, version as i64, "the backup stays as it is");
        fs::remove_dir_all(&data).unwrap();
    }
}

#[test]
fn what_is_no_whole_backup_is_refused_and_leaves_nothing() {
    let outer = tempfile::tempdir().unwrap();
    let (data, file) = (outer.path().join("data"), outer.path().join("x.db"));
    check_refused(&outer.path().join("nothing"), &data, "is neither a backup");
    fs::create_dir(outer.path().join("empty")).unwrap();
    check_refused(&outer.path().join("empty"), &data, "is neither a backup");
    fs::write(&file, "no database, but long enough to be one".repeat(100)).unwrap();
    check_refused(&file, &data, "is damaged");
    fs::write(&file, "").unwrap();
    check_refused(&file, &data, "is no store of balefire-proxy");
    fs::remove_file(&file).unwrap();
    Connection::open(&file).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    check_refused(&file, &data, "is no store of balefire-proxy");
    fs::remove_file(&file).unwrap();

    old_store(&file, 3);
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 9_999).unwrap();
    check_refused(&file, &data, "has schema version 9999");
    fs::remove_file(&file).unwrap();

    old_store(&file, migrations().len());
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2 / 4_096 * 4_096;
    bytes[middle..middle + 4_096].fill(0xff);
    fs::write(&file, bytes).unwrap();
    check_refused(&file, &data, "is damaged");
}

#[test]
fn an_export_beside_a_server_has_each_issue_and_event_on_a_line() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let key = key(data);
    let program = Program::start(data);
    for id in 0..30 {
        assert_eq!(program.post(&key, &event(id)).status, 200);
    }
    eventually("all is stored", || stored(data) == 30);
    let export = |words: &[&str]| {
        let output = command(data).arg("export").args(words).output().unwrap();
        (
            output.status.success(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (is_ok, text, _) = export(&["--project", "demo", "--since", "1d"]);
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(is_ok && lines.len() == 31, "{text}");
    assert_eq!((lines[0]["type"].as_str(), lines[0]["count"].as_i64()), (Some("issue"), Some(30)));
    assert_eq!(lines[30]["event"]["event_id"], format!("{:032x}", 29));
    assert_eq!(export(&["--project", "demo", "--issues"]).1.lines().count(), 1);
    assert_eq!(export(&["--project", "demo", "--events"]).1.lines().count(), 30);
    let (is_ok, _, error) = export(&["--project", "other"]);
    assert!(!is_ok && error.contains("there is no project other"), "{error}");
    assert!(!export(&["--project", "demo", "--issues", "--events"]).0);
}
