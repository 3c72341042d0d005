//! The pace of a robot, at invented times: never more than DingTalk takes, and fatal ones first.

use super::setting::{Memory, Setting};
use crate::alerts::channels::dingtalk::fake;
use crate::alerts::samples::stored;
use crate::fake_server::Answer;
use crate::model::alert::Alert;
use crate::store::StoredAlert;

#[test]
fn twenty_a_minute() {
    let mut setting = Setting::new(&Memory::with((1..=50).map(|id| stored(id, Some("ops")))), []);
    // Three of twenty are kept for fatal ones.
    assert_eq!([0.0, 1.0, 60.0, 61.0, 122.0].map(|at| setting.pass(at)), [17, 0, 0, 17, 16]);
}

fn fatal(id: i64) -> StoredAlert {
    let one = stored(id, Some("ops"));
    StoredAlert { alert: Alert { is_fatal: true, ..one.alert }, ..one }
}

#[test]
fn a_fatal_one_passes_those_that_wait() {
    let memory = Memory::with((1..=40).map(|id| stored(id, Some("ops"))));
    let mut setting = Setting::new(&memory, []);
    setting.pass(0.0);
    memory.alerts.lock().unwrap().insert(0, fatal(100));
    assert_eq!(setting.pass(5.0), 1);
    setting.check_delivered(100);
}

#[test]
fn no_minute_has_more_than_twenty_however_many_are_fatal() {
    for share in [1, 2, 7, 1_000] {
        let alerts = (1..=150).map(|id| if id % share == 0 { fatal(id) } else { stored(id, Some("ops")) });
        let mut setting = Setting::new(&Memory::with(alerts), [fake::errcode(-1), Answer::Reset]);
        let mut requests = vec![0];
        for second in 0..700 {
            setting.pass(f64::from(second));
            requests.push(setting.server.requests().len());
        }
        let most = requests.windows(61).map(|minute| minute[60] - minute[0]).max();
        assert!(most <= Some(20), "{most:?} of one in {share}");
        (1..=150).for_each(|id| setting.check_delivered(id));
    }
}

#[test]
fn a_restart_keeps_what_waits_and_the_pace() {
    let memory = Memory::with((1..=30).map(|id| stored(id, Some("ops"))));
    assert_eq!(Setting::new(&memory, []).pass(0.0), 17);
    let mut restarted = Setting::new(&memory, []);
    assert_eq!([30.0, 61.0].map(|at| restarted.pass(at)), [0, 13]);
    restarted.check_delivered(30);
}
