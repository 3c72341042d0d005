//! The project and the key that a request sends to.

use std::sync::Arc;

use crate::admission::network::Network;
use crate::app::App;
use crate::config::Config;
use crate::outcome::DiscardReason;

/// The project and the key of a request, which were checked.
pub(super) struct Sender<'a> {
    pub(super) app: &'a Arc<App>,
    pub(super) config: &'a Config,
    pub(super) project_id: i64,
    pub(super) key: &'a str,
    /// The client's network, if it is known and carries no others.
    pub(super) client: Option<Network>,
    /// Why an inbound filter drops all that the request brings.
    pub(super) filtered: Option<DiscardReason>,
}
