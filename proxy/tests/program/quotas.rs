//! The quotas of a day go on after a restart.

use crate::program::{Program, command, eventually, key};

/// A list with so many spans.
fn spans(count: usize, first: usize) -> Vec<u8> {
    let span = |n: usize| {
        format!(
            r#"{{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"{:016x}","is_segment":true,"name":"GET /"}}"#,
            first + n
        )
    };
    let items: Vec<String> = (1..=count).map(span).collect();
    let payload = format!(r#"{{"version":2,"items":[{}]}}"#, items.join(","));
    format!("{{}}\n{{\"type\":\"span\",\"item_count\":{count}}}\n{payload}\n").into_bytes()
}

#[test]
fn a_restart_begins_no_new_day() {
    let data = tempfile::tempdir().unwrap();
    let start = || {
        let mut command = command(data.path());
        command.env("BALEFIRE_LIMITS__SPANS_PER_DAY", "30");
        Program::of(&mut command).unwrap()
    };
    let key = key(data.path());
    let accepted = r#"balefire_outcomes_total{outcome="accepted",reason="",category="span"}"#;
    let program = start();
    assert_eq!(program.post(&key, &spans(20, 0)).status, 200);
    eventually("stored", || program.metric(accepted) == 20);
    program.stop();

    // Ten more go, and are in the inbox alone when it is killed.
    let program = start();
    assert_eq!(program.post(&key, &spans(10, 100)).status, 200);
    assert_eq!(program.post(&key, &spans(1, 200)).status, 429);
    drop(program);

    let program = start();
    eventually("what was in the inbox is counted", || {
        program.post(&key, b"{}\n{\"type\":\"span\"}\n{}").status == 429
    });
    assert_eq!(
        program.post(&key, b"{}\n{\"type\":\"event\"}\n{}").status,
        200,
        "events have a quota of their own"
    );
}
