//! Files with symbols that are made to end what reads them.

use std::fs;
use std::process::Command;
use std::thread;

use crate::program::{Program, command, eventually, token};

/// A function, and its body.
const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a\x04\x01\x02\x00\x0b";

/// The same, and a name of it.
fn named(name: &str) -> Vec<u8> {
    let length = u8::try_from(name.len()).unwrap();
    let names = [b"\x04name\x01", &[length + 3, 1, 0, length][..], name.as_bytes()].concat();
    [MODULE, &[0, names.len() as u8], &names].concat()
}

/// A name of C++ whose demangling does not end.
fn endless() -> Vec<u8> {
    named(&format!("_Z{}", "StI".repeat(28)))
}

/// DWARF of 3,000 calls within one another.
fn nested() -> Vec<u8> {
    let abbreviations =
        b"\x01\x11\x01\x11\x01\0\0\x02\x2e\x01\x11\x01\x12\x0b\0\0\x03\x1d\x01\x11\x01\x12\x0b\0\0\0";
    let call = |kind| [kind, 3, 0, 0, 0, 1];
    let entries = [&[1, 3, 0, 0, 0], &call(2)[..], &call(3).repeat(3000), &[0; 3002]].concat();
    let length = u32::try_from(entries.len() + 7).unwrap().to_le_bytes();
    let info = [&length[..], &[4, 0, 0, 0, 0, 0, 4], &entries].concat();
    [MODULE, &section(".debug_abbrev", abbreviations), &section(".debug_info", &info)].concat()
}

fn section(name: &str, content: &[u8]) -> Vec<u8> {
    let size = name.len() + 1 + content.len();
    let size: Vec<u8> =
        (0..5).map(|at| (size >> (7 * at)) as u8 & 0x7f | if at < 4 { 0x80 } else { 0 }).collect();
    [&[0], &size[..], &[name.len() as u8], name.as_bytes(), content].concat()
}

#[test]
fn calls_within_one_another() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    let token = token(data.path());
    let answer = program.upload(&token, &nested());
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert!(answer.text.contains("DWARF of the module cannot be read"), "{}", answer.text);
    assert_eq!(program.get("/healthz").status, 200);
    assert_eq!(program.upload(&token, &named("price")).status, 201);
}

/// The process that converts a file of this server.
#[cfg(target_os = "linux")]
fn conversion(server: u32) -> Option<u32> {
    let children = fs::read_dir(format!("/proc/{server}/task")).ok()?;
    children
        .filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok())
        .flat_map(|text| text.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .find(|id: &u32| {
            fs::read(format!("/proc/{id}/cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).contains("convert-symbols"))
        })
}

#[cfg(target_os = "linux")]
#[test]
fn a_conversion_that_dies_is_an_answer() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    let token = token(data.path());
    thread::scope(|scope| {
        let upload = scope.spawn(|| program.upload(&token, &endless()));
        eventually("a process that converts", || conversion(program.id()).is_some());
        let id = conversion(program.id()).unwrap();
        let environment = fs::read(format!("/proc/{id}/environ")).unwrap();
        assert!(environment.is_empty(), "{}", String::from_utf8_lossy(&environment));
        // Other requests do not wait for it.
        assert_eq!(program.get("/healthz").status, 200);
        assert!(Command::new("kill").args(["-9", &id.to_string()]).status().unwrap().success());
        let answer = upload.join().unwrap();
        assert_eq!(answer.status, 400, "{}", answer.text);
        assert!(answer.text.contains("its conversion ended early"), "{}", answer.text);
    });
    // The log is read beside the answers.
    eventually("a log line of the death", || program.log().contains("conversion of an upload died"));
    assert_eq!(program.upload(&token, &named("price")).status, 201);
    let left = fs::read_dir(data.path().join("symbols")).unwrap();
    let left: Vec<_> = left.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.ends_with("upload") || name.ends_with("part")), "{left:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_conversion_does_not_outlive_its_server() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    let token = token(data.path());
    let id = thread::scope(|scope| {
        let upload = scope.spawn(|| {
            // The server is gone before it answers.
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| program.upload(&token, &endless())))
        });
        eventually("a process that converts", || conversion(program.id()).is_some());
        let id = conversion(program.id()).unwrap();
        program.signal("KILL");
        let _ = upload.join();
        id
    });
    eventually("the conversion is gone", || {
        // It may have no parent that asks how it ended.
        fs::read_to_string(format!("/proc/{id}/status")).map_or(true, |text| text.contains("State:\tZ"))
    });
}

#[cfg(unix)]
#[test]
fn computing_and_memory_have_limits() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("endless.upload");
    fs::write(&file, endless()).unwrap();
    let program = command(data.path()).get_program().to_owned();
    // Lower than its own, so that the test ends soon; its own are lower than none.
    let limited = |limit: &str, shown: &str| {
        let mut shell = Command::new("sh");
        let line = format!("{limit}; \"$0\" convert-symbols $$ \"$1\" \"$2\" & {shown}");
        shell.args(["-c", &line]).arg(&program).arg(&file).arg(data.path()).output().unwrap()
    };
    // What a shell says of SIGKILL.
    assert_eq!(limited("ulimit -t 1", "wait $!").status.code(), Some(128 + 9));
    let shown = limited("true", "sleep 0.5; cat /proc/$!/limits; kill $!");
    let limits = String::from_utf8(shown.stdout).unwrap();
    for (name, most) in
        [("Max cpu time", "20"), ("Max address space", "2147483648"), ("Max core file size", "0")]
    {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let words: Vec<_> = line[name.len()..].split_whitespace().take(2).collect();
        assert_eq!(words, [most, most], "{limits}");
    }
}
