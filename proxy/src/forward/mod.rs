//! Forwarding: the envelopes of a project go on to an upstream Sentry, scrubbed and in order.
//!
//! The worker puts each envelope into the store, in the transaction that stores its events. One thread for each project with
//! an `upstream_dsn` takes them out again and posts them. An envelope waits until the upstream accepts or rejects it. Only
//! configured addresses are asked, and redirects are not followed.

mod headers;
mod project_forwarder;
#[cfg(test)]
mod tests;
mod upstream_envelope;
mod upstream_limits;
mod upstream_response;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use self::project_forwarder::ProjectForwarder;
pub use self::upstream_envelope::OutgoingEnvelope;
use crate::config::Live;
use crate::outcome::Outcomes;
use crate::store::{ForwardQueue, StoreError};
use crate::tasks::{self, Control, Task};

/// How often the configuration is searched for projects with a new upstream.
const POLL: Duration = Duration::from_secs(1);

/// Starts forwarding. The outcomes at the upstreams are counted in `outcomes`. When it is stopped, the requests under way end
/// first; all other envelopes wait on disk.
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
            control.wait(POLL);
        }
        self.projects.values().for_each(Task::signal_stop);
        self.projects.into_values().for_each(Task::stop);
    }

    /// Starts a task for each project with an upstream. The task of a project without one ends by itself.
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
