//! The parts of the app that the preview of messages reads.

use std::sync::Arc;

use axum::extract::FromRef;

use super::reading::Reading;
use crate::alerts::channel::RenderContext;
use crate::alerts::channels::open;
use crate::alerts::preview::Preview;
use crate::app::App;
use crate::config::Live;
use crate::model::action_link::{KEY, LinkKey};
use crate::model::alert::{Alert, Delivery};
use crate::model::timestamp::Timestamp;
use crate::store::StoredAlert;

/// The channels that are configured now, and the reading half of the store.
#[derive(Clone)]
pub struct ChannelPreviews {
    live: Arc<Live>,
    /// The reading half of the store.
    pub reading: Reading,
}

impl ChannelPreviews {
    /// Names and kinds of the channels.
    #[must_use]
    pub fn channels(&self) -> Vec<(String, &'static str)> {
        let config = self.live.get();
        config.channels.iter().map(|(name, channel)| (name.clone(), channel.kind())).collect()
    }

    /// What a channel would get for an alert; none if there is no such channel. Nothing is sent.
    #[must_use]
    pub fn preview(&self, channel: &str, alert: Alert, now: Timestamp) -> Option<Preview> {
        let config = self.live.get();
        let (_, opened) = open(&config).into_iter().find(|(name, _)| name == channel)?;
        let stored = StoredAlert {
            id: 0,
            alert: Alert { channel: Some(channel.to_owned()), ..alert },
            created: now,
            delivery: Delivery::Waiting { due: now, last_error: None },
            attempts: 0,
            redirected: None,
        };
        // Whoever reads pages may do less than whoever reads the group: no link of a preview works.
        let key = LinkKey::new([0; KEY]);
        let context = RenderContext::of(&config).with_links(&key, now);
        let context = context.of_rule(&config, stored.alert.rule.as_deref());
        let message = opened.render(&stored, &context);
        Some(opened.preview(&message))
    }
}

impl FromRef<Arc<App>> for ChannelPreviews {
    fn from_ref(app: &Arc<App>) -> Self {
        Self { live: Arc::clone(&app.live), reading: Reading::from_ref(app) }
    }
}
