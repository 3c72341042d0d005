//! Answers of a DingTalk robot, for a fake server.

use crate::fake_server::Answer;

/// The robot took it.
pub(crate) fn ok() -> Answer {
    errcode(0)
}

/// The robot answers with a number.
pub(crate) fn errcode(errcode: i64) -> Answer {
    Answer::json(200, &format!(r#"{{"errcode":{errcode},"errmsg":"?"}}"#))
}
