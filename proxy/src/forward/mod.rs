//! On to an upstream Sentry: what a project was sent, scrubbed, in order, from disk.
//!
//! The worker puts each envelope into the store in the transaction that stores its events; here one thread for each
//! project with an `upstream_dsn` takes them out again. What the upstream does not take for now waits; what it will
//! never take is counted. Only configured addresses are ever asked, and no redirect is followed.

mod answer;
mod content;
mod headers;
mod limits;
mod outgoing;
mod project_forwarder;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

pub use self::outgoing::{LeftOut, Outgoing, outgoing};
use self::project_forwarder::ProjectForwarder;
use crate::config::Live;
use crate::outcome::Outcomes;
use crate::store::{ForwardQueue, StoreError};
use crate::tasks::{self, Control, Task};

/// How often to look whether there are projects with a new upstream.
const LOOK: Duration = Duration::from_secs(1);

/// Starts forwarding; what becomes of items at the upstream is counted in `outcomes`. Told to stop, it ends after the
/// envelopes that it is sending; the rest waits on disk.
pub fn spawn(
    store: Arc<dyn ForwardQueue>,
    live: Arc<Live>,
    outcomes: Arc<Outcomes>,
) -> std::io::Result<Task> {
    let forwarder = Forwarder { store, live, outcomes, projects: HashMap::new() };
    tasks::spawn("forward", move |control| forwarder.run(control))
}

struct Forwarder {
    store: Arc<dyn ForwardQueue>,
    live: Arc<Live>,
    outcomes: Arc<Outcomes>,
    projects: HashMap<i64, Task>,
}

impl Forwarder {
    fn run(mut self, control: &Control) {
        while !control.is_stopping() {
            if let Err(error) = self.start_projects() {
                tracing::error!(error = error.as_ref(), "forwarding to an upstream not started");
            }
            for task in self.projects.values() {
                task.waker().wake();
            }
            control.wait(LOOK);
        }
        self.projects.values().for_each(Task::signal_stop);
        self.projects.into_values().for_each(Task::stop);
    }

    /// One task for each project with an upstream; one that has none any more ends by itself.
    fn start_projects(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        self.projects.retain(|_, task| !task.is_finished());
        let config = self.live.get();
        if config.projects.values().all(|rules| rules.upstream.is_none()) {
            return Ok(());
        }
        for project in self.store.projects().map_err(|error: StoreError| Box::new(error))? {
            let has_upstream = config.project(&project.slug).upstream.is_some();
            if !has_upstream || self.projects.contains_key(&project.id) {
                continue;
            }
            let forwarder = ProjectForwarder::new(&project, &self.store, &self.live, &self.outcomes);
            let name = format!("forward {}", project.slug);
            let task = tasks::spawn(&name, move |control| forwarder.run(control))?;
            self.projects.insert(project.id, task);
        }
        Ok(())
    }
}
