//! What the tasks were before.

use crate::Task;

/// Earlier states, the latest last.
#[derive(Debug, Default)]
pub struct History(Vec<Vec<Task>>);

impl History {
    pub fn push(&mut self, tasks: Vec<Task>) {
        self.0.push(tasks);
    }

    /// Takes the latest back.
    pub fn pop(&mut self) -> Option<Vec<Task>> {
        self.0.pop()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
