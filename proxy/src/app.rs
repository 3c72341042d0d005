//! What the endpoints share, and the routes.

use std::sync::Arc;

use crate::admission::Keys;
use crate::config::Config;
use crate::inbox::Inbox;
use crate::outcome::Outcomes;
use crate::store::Store;

/// The parts of a running server. Endpoints borrow them; no part holds the whole.
pub struct App {
    /// The checked configuration.
    pub config: Config,
    /// Projects, issues, events, alerts.
    pub store: Arc<dyn Store>,
    /// What was said 200 to and is not yet stored.
    pub inbox: Inbox,
    /// Which key may send to which project, in memory.
    pub keys: Keys,
    /// Counts of what became of items.
    pub outcomes: Arc<Outcomes>,
}
