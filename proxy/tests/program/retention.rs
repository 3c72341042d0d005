//! A clock that jumped, and the word of the operator.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::retention::clock::observe;
use balefire_proxy::store::{Retention, RetentionState, Sqlite};

use crate::program::{Program, command, eventually, key};

#[test]
fn a_clock_that_jumped_is_confirmed_while_the_server_runs() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    key(data);
    let confirm = || {
        let output = command(data).args(["retention", "confirm"]).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    // The server last ran a hundred days ago, says its clock.
    let last = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() - Duration::from_secs(100 * 86_400);
    let ran = |state: RetentionState| RetentionState {
        clock: observe(state.clock, Timestamp(last.as_secs_f64()), None),
        ..state
    };
    Sqlite::open(data).unwrap().update_retention(&ran).unwrap();
    assert!(confirm().contains("nothing to confirm"));

    let program = Program::start(data);
    eventually("a word in the log", || program.log().contains("retention paused"));
    assert!(program.get("/alerts/").text.contains("the clock of the server jumped"));
    assert_eq!(program.metric("balefire_retention_paused"), 1);
    assert!(confirm().contains("goes on within a minute"));
    assert!(!program.get("/alerts/").text.contains("the clock of the server jumped"));
    assert_eq!(program.metric("balefire_retention_paused"), 0);
    assert!(program.stop().success());
}
