//! Tasks, and the server that has them.

use gloo_net::http::Request;
use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Task {
    pub title: String,
    pub is_done: bool,
}

/// What the server has.
pub async fn load() -> Result<Vec<Task>, gloo_net::Error> {
    Request::get("tasks.json").send().await?.json().await
}

/// How often the tasks were changed. The server stopped telling that, and nobody told this app.
pub async fn revision() -> u32 {
    let answer = Request::get("tasks.json").send().await.expect("the server answers");
    let revision = answer.headers().get("x-revision").and_then(|text| text.parse().ok());
    revision.expect("the server tells the revision")
}

/// Moves a task towards the top. Nobody thought of the one that is there already.
pub fn move_up(tasks: &mut [Task], at: usize) {
    let above = at.wrapping_sub(1);
    tasks.swap(at, above);
}

/// The first task that is not done; there always is one, is there not?
pub fn next_open(tasks: &mut [Task]) -> &mut Task {
    tasks.iter_mut().find(|task| !task.is_done).unwrap()
}
